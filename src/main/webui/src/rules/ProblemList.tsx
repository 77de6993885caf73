import { Button, Content, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { RuleProblem } from './types';

/** Everything that the check found; a click goes there. */
export function ProblemList({ problems, onGo }: { problems: readonly RuleProblem[]; onGo: (path: string, line: number) => void }): React.JSX.Element {
  if (problems.length === 0) {
    return <Content component="p">The check found no problem.</Content>;
  }
  return (
    <Table aria-label="Problems" variant="compact">
      <Thead><Tr><Th>Severity</Th><Th>Where</Th><Th>Rule</Th><Th>What is wrong</Th></Tr></Thead>
      <Tbody>
        {problems.map((problem, index) => (
          <Tr key={index}>
            <Td dataLabel="Severity"><Label isCompact status={problem.severity === 'ERROR' ? 'danger' : 'warning'}>{problem.severity === 'ERROR' ? 'error' : 'warning'}</Label></Td>
            <Td dataLabel="Where">
              <Button variant="link" isInline onClick={() => onGo(problem.file, Math.max(problem.line, 1))}>{problem.file}{problem.line > 0 && `:${problem.line}`}</Button>
            </Td>
            <Td dataLabel="Rule" modifier="breakWord">{problem.rule}</Td>
            <Td dataLabel="What is wrong" modifier="breakWord">{problem.detail}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
