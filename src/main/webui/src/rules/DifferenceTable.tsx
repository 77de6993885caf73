import { Content, Label, Switch, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMemo, useState } from 'react';
import { Time } from '../common/Time';
import { changeWord, differenceRows, summary, type DifferenceRow } from './difference';
import type { Change, ReplayResult } from './types';

/** So many rows are drawn; the rest are counted. */
const MOST = 200;
const COLORS: Record<Change, 'green' | 'red' | 'blue' | 'orange' | 'grey'> = {
  NEW: 'orange', GONE: 'red', EARLIER: 'blue', LATER: 'blue', SEVERITY: 'orange', CLEARED_BY: 'grey',
};

/** What a candidate would have done other than what was done. */
export function DifferenceTable({ result, label }: { result: ReplayResult; label: string }): React.JSX.Element {
  const [all, setAll] = useState(false);
  const rows = useMemo(() => differenceRows(result.difference), [result]);
  const lesser = rows.filter((row) => !row.weighs).length;
  const shown = all ? rows : rows.filter((row) => row.weighs);
  return (
    <div data-testid="difference">
      <Content component="p"><strong>{summary(rows)}</strong></Content>
      <Content component="p">
        Recorded: {counted(result.live.counts)}. With the candidate: {counted(result.candidate.counts)}.
      </Content>
      {result.notes.map((note) => <Content component="p" key={note}>{note}</Content>)}
      {lesser > 0 && (
        <Toolbar inset={{ default: 'insetNone' }}>
          <ToolbarContent>
            <ToolbarItem>
              <Switch id={`${label}-all`} label={`Show also what nobody would notice (${lesser})`} isChecked={all} onChange={(_event, checked) => setAll(checked)} />
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
      )}
      {shown.length > 0 && (
        <Table aria-label={label} variant="compact">
          <Thead>
            <Tr><Th>Change</Th><Th>Kind</Th><Th>What</Th><Th>Service</Th><Th>Detail</Th><Th>When</Th><Th>Rules</Th></Tr>
          </Thead>
          <Tbody>{shown.slice(0, MOST).map((row, index) => <Row key={index} row={row} />)}</Tbody>
        </Table>
      )}
      {shown.length > MOST && <Content component="p">… and {shown.length - MOST} more.</Content>}
    </div>
  );
}

function Row({ row }: { row: DifferenceRow }): React.JSX.Element {
  return (
    <Tr>
      <Td dataLabel="Change"><Label isCompact variant="outline" color={COLORS[row.change]}>{changeWord(row.change)}</Label></Td>
      <Td dataLabel="Kind">{row.kind}</Td>
      <Td dataLabel="What" modifier="breakWord">{row.what}</Td>
      <Td dataLabel="Service" modifier="breakWord">{row.service}</Td>
      <Td dataLabel="Detail" modifier="breakWord">{row.detail}</Td>
      <Td dataLabel="When">{row.time && <Time of={row.time} />}</Td>
      <Td dataLabel="Rules" modifier="breakWord">{row.rules.join(', ')}</Td>
    </Tr>
  );
}

function counted(counts: ReplayResult['live']['counts']): string {
  return `${many(counts.anomalies, 'anomaly', 'anomalies')} (${counts.firing} fired), ${many(counts.incidents, 'incident', 'incidents')}, ${many(counts.recoveries, 'recovery', 'recoveries')}`;
}

function many(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}
