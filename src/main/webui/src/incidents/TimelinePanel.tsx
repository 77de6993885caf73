import { Content, ExpandableSection, Label, Spinner, Switch } from '@patternfly/react-core';
import { useState } from 'react';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { Explanation } from './Explanation';
import { useTimeline } from './queries';
import { becauseOf, words } from './timeline';
import type { TimelineEntry } from './types';
import './incidents.css';

/** So many entries are drawn at first. */
const MOST = 200;

/** Everything that happened, who or what did it, in order. */
export function TimelinePanel({ id }: { id: string }): React.JSX.Element {
  const timeline = useTimeline(id);
  const [newest, setNewest] = useState(true);
  const [shown, setShown] = useState(MOST);
  if (timeline.error) {
    return <Failed error={timeline.error} what="The timeline" />;
  }
  if (!timeline.data) {
    return <Spinner aria-label="The timeline is loading" />;
  }
  const entries = newest ? [...timeline.data].reverse() : timeline.data;
  return (
    <>
      <Switch id="timeline-order" label="The latest first" isChecked={newest} onChange={(_event, checked) => setNewest(checked)} />
      <ol className="fx-timeline" aria-label="Timeline">{entries.slice(0, shown).map((entry) => <li key={entry.id}><Entry of={entry} /></li>)}</ol>
      {entries.length > shown && <button type="button" className="pf-v6-c-button pf-m-link" onClick={() => setShown(shown + MOST)}>Show {Math.min(MOST, entries.length - shown)} more</button>}
    </>
  );
}

function Entry({ of }: { of: TimelineEntry }): React.JSX.Element {
  const because = becauseOf(of.data);
  return (
    <>
      <Content component="p">
        <Time of={of.at} /> <Label isCompact variant="outline">{words(of.what)}</Label> <span className="fx-subtle fx-wrap">{of.actor}</span>
      </Content>
      {of.detail !== null && <Content component="p" className="fx-pre fx-wrap">{of.detail}</Content>}
      {because.length > 0 && <ExpandableSection toggleText="Because" isIndented><Explanation matches={because} /></ExpandableSection>}
    </>
  );
}
