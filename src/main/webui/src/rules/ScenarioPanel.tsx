import { Alert, Button, Checkbox, Content, ExpandableSection, Flex, Label, List, ListItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { sendJson } from '../api';
import { besides } from './draft';
import type { Files, ScenarioResult, TestResult } from './types';

interface Props {
  files: Files;
  /** The file that is edited: its scenarios may run alone. */
  path: string;
  enabled: boolean;
  onGo: (path: string, line: number) => void;
}

/** Runs the scenarios of the draft and shows what they found. */
export function ScenarioPanel({ files, path, enabled, onGo }: Props): React.JSX.Element {
  const [tested, setTested] = useState<Files | null>(null);
  const [conditions, setConditions] = useState(false);
  const test = useMutation({
    mutationFn: (all: boolean) => sendJson<TestResult>('POST', '/api/v1/rules/test', { files: all ? files : besides(files, path), conditions }),
    onMutate: () => setTested(files),
  });
  const result = test.data;
  return (
    <>
      <Flex gap={{ default: 'gapSm' }} alignItems={{ default: 'alignItemsCenter' }}>
        <Button variant="secondary" isDisabled={!enabled || test.isPending} isLoading={test.isPending} onClick={() => test.mutate(true)}>Run all scenarios</Button>
        <Button variant="secondary" isDisabled={!enabled || test.isPending} onClick={() => test.mutate(false)}>Run those of this file</Button>
        <Checkbox id="scenario-conditions" label="Tell which conditions they reach, too (slower)" isChecked={conditions} onChange={(_event, checked) => setConditions(checked)} />
      </Flex>
      <div aria-live="polite" className="fx-mt-md">
        {test.error && <Alert component="p" isInline variant="danger" title="The scenarios could not be run">{test.error.message}</Alert>}
        {result && !test.isPending && (
          <>
            {tested !== files && <Alert component="p" isInline variant="warning" title="These results are of an earlier text." />}
            <Outcome result={result} />
          </>
        )}
      </div>
      {result && !test.isPending && <Results result={result} onGo={onGo} />}
    </>
  );
}

function Outcome({ result }: { result: TestResult }): React.JSX.Element {
  const failed = result.results.filter((one) => !one.passed).length;
  const { rules, reached, conditions, conditionsReached } = result.coverage;
  return (
    <Alert component="p"
      isInline
      variant={result.passed ? 'success' : 'danger'}
      title={result.results.length === 0 ? 'No scenario was run' : failed === 0 ? `All ${result.results.length} scenarios pass` : `${failed} of ${result.results.length} scenarios fail`}
      data-testid="scenario-outcome"
    >
      {!result.complete && 'Not all were run: a rule does not end, or the time was over. '}
      They reach {reached} of {rules} rules{conditions > 0 && `, and meet as well as miss ${conditionsReached} of ${conditions} conditions`}.
    </Alert>
  );
}

function Results({ result, onGo }: { result: TestResult; onGo: Props['onGo'] }): React.JSX.Element {
  const results = [...result.results].sort((one, other) => Number(one.passed) - Number(other.passed));
  return (
    <>
      {result.problems.length > 0 && (
        <List isPlain>
          {result.problems.map((problem, index) => (
            <ListItem key={index}>
              <Button variant="link" isInline onClick={() => onGo(problem.file, problem.line)}>{problem.file}:{problem.line}</Button> {problem.detail}
            </ListItem>
          ))}
        </List>
      )}
      <Table aria-label="Scenarios" variant="compact">
        <Thead><Tr><Th>Result</Th><Th>Scenario</Th><Th>Where</Th></Tr></Thead>
        <Tbody>
          {results.map((one) => (
            <Tr key={`${one.file}:${one.line}`}>
              <Td dataLabel="Result"><Label isCompact status={one.passed ? 'success' : 'danger'}>{one.passed ? 'passes' : 'fails'}</Label></Td>
              <Td dataLabel="Scenario" modifier="breakWord"><div>{one.name}<Failure of={one} /></div></Td>
              <Td dataLabel="Where"><Button variant="link" isInline onClick={() => onGo(one.file, one.line)}>{one.file}:{one.line}</Button></Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {(result.coverage.unreached.length > 0 || result.coverage.conditionsUnreached.length > 0) && (
        <ExpandableSection toggleText="What no scenario reaches">
          <List>
            {result.coverage.unreached.map((rule) => (
              <ListItem key={`${rule.stage} ${rule.id}`}>
                The rule {rule.id} <Button variant="link" isInline onClick={() => onGo(rule.file, rule.line)}>{rule.file}:{rule.line}</Button>
              </ListItem>
            ))}
            {result.coverage.conditionsUnreached.map((one) => (
              <ListItem key={`${one.file}:${one.line}:${one.column}`}>
                <code className="fx-code">{one.source}</code> of {one.rule} is {one.met ? 'met wherever it is tried' : one.missed ? 'never met' : 'never tried'}{' '}
                <Button variant="link" isInline onClick={() => onGo(one.file, one.line)}>{one.file}:{one.line}</Button>
              </ListItem>
            ))}
          </List>
        </ExpandableSection>
      )}
    </>
  );
}

function Failure({ of }: { of: ScenarioResult }): React.JSX.Element | null {
  if (of.passed) {
    return null;
  }
  return (
    <>
      {of.differences.map((difference, index) => (
        <Content key={index}>
          <p>Line {difference.line}: expected {difference.expected}; at {difference.moment}:</p>
          <ul>{difference.instead.map((line) => <li key={line}>{line}</li>)}</ul>
          {difference.facts.length > 0 && <p>Facts then: {difference.facts.join('; ')}</p>}
        </Content>
      ))}
      {of.troubles.map((trouble) => <Content component="p" key={trouble}>{trouble}</Content>)}
    </>
  );
}
