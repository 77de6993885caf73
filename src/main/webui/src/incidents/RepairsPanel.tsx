import { Content, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Time } from '../common/Time';
import { told } from './timeline';
import type { Repair } from './types';

/** What was tried, why, what came of it, and what was undone. */
export function RepairsPanel({ repairs }: { repairs: readonly Repair[] }): React.JSX.Element {
  if (repairs.length === 0) {
    return <Content component="p">No repair was tried yet.</Content>;
  }
  return (
    <Table aria-label="Repairs" variant="compact">
      <Thead><Tr><Th>Repair</Th><Th>Target</Th><Th>Mode</Th><Th>Why</Th><Th>Began</Th><Th>Ended</Th><Th>Outcome</Th></Tr></Thead>
      <Tbody>
        {repairs.map((one) => (
          <Tr key={one.id}>
            <Td dataLabel="Repair" modifier="breakWord"><span>{one.process ?? one.action} ({one.kind.toLowerCase()}){Object.keys(one.parameters).length > 0 && <span className="fx-subtle"> {told(one.parameters)}</span>}</span></Td>
            <Td dataLabel="Target" modifier="breakWord">{one.target}</Td>
            <Td dataLabel="Mode">{one.mode}</Td>
            <Td dataLabel="Why" modifier="breakWord">{one.reason}</Td>
            <Td dataLabel="Began"><Time of={one.startedAt} /></Td>
            <Td dataLabel="Ended">{one.endedAt ? <Time of={one.endedAt} /> : 'goes on'}</Td>
            <Td dataLabel="Outcome" modifier="breakWord">
              <span>
                {one.outcome === null ? 'not known yet' : <Label isCompact status={one.outcome === 'RECOVERED' ? 'success' : one.outcome === 'NOT_RECOVERED' || one.outcome === 'FAILED' ? 'danger' : 'info'}>{one.outcome.toLowerCase().replaceAll('_', ' ')}</Label>}
                {one.undone && <> <Label isCompact color="orange">undone</Label></>} {one.outcomeReason}
              </span>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
