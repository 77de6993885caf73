import { Content, List, ListItem } from '@patternfly/react-core';
import { Link } from 'react-router';
import { useCan } from '../api';
import { told } from './timeline';
import type { Match } from './types';

/** The rules that held, with the facts and their values then. */
export function Explanation({ matches }: { matches: readonly Match[] }): React.JSX.Element {
  const seesRules = useCan('author', 'admin');
  return (
    <List isPlain isBordered>
      {matches.map((match) => (
        <ListItem key={`${match.rule} ${match.release} ${JSON.stringify(match.facts.map((fact) => fact.title))}`}>
          <Content component="p">
            Rule <strong>{match.name}</strong> ({seesRules ? <Link to={`/rules/edit?file=${encodeURIComponent(match.file)}&line=${match.line}`}>{match.file}:{match.line}</Link> : `${match.file}:${match.line}`}, release {match.release})
          </Content>
          <pre className="fx-rule fx-code">{match.source}</pre>
          {match.facts.map((fact) => (
            <div key={fact.title} className="fx-fact">
              <strong className="fx-wrap">{fact.title}</strong>
              <dl>
                {Object.entries(fact.values).map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="fx-wrap">{told(value)}</dd></div>)}
              </dl>
            </div>
          ))}
        </ListItem>
      ))}
    </List>
  );
}
