import { Button, Content, Grid, GridItem, Spinner, TextInput } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { getJson } from '../api';
import { csv, download } from '../common/csv';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { auditedChanges } from './audited';
import type { AuditEntry, Page } from './types';

const FILTERS: [string, string][] = [['person', 'Person'], ['action', 'Action'], ['object', 'Object']];

/** Every change by a person, with before and after. */
export default function AuditPage(): React.JSX.Element {
  const [parameters, setParameters] = useSearchParams();
  const query = new URLSearchParams(FILTERS.map(([name]) => [name, parameters.get(name) ?? '']).filter(([, value]) => value !== ''));
  for (const name of ['from', 'to']) {
    const time = Date.parse(parameters.get(name) ?? '');
    if (!Number.isNaN(time)) {
      query.set(name, new Date(time).toISOString());
    }
  }
  const audit = useInfiniteQuery({
    queryKey: ['audit', query.toString()],
    queryFn: ({ signal, pageParam }) => getJson<Page<AuditEntry>>(`/api/v1/audit?size=100${query.size > 0 ? `&${query}` : ''}${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? [];

  function set(name: string, value: string): void {
    const next = new URLSearchParams(parameters);
    if (value === '') {
      next.delete(name);
    } else {
      next.set(name, value);
    }
    setParameters(next, { replace: true });
  }

  return (
    <>
      <Grid hasGutter sm={6} md={4} lg={2} className="fx-mb-md">
        {FILTERS.map(([name, label]) => (
          <GridItem key={name}><label htmlFor={`audit-${name}`}>{label}</label><Filter id={`audit-${name}`} value={parameters.get(name) ?? ''} onChange={(value) => set(name, value)} /></GridItem>
        ))}
        {['from', 'to'].map((name) => (
          <GridItem key={name}><label htmlFor={`audit-${name}`}>{name === 'from' ? 'From' : 'To'}</label><TextInput id={`audit-${name}`} type="datetime-local" value={parameters.get(name) ?? ''} onChange={(_event, value) => set(name, value)} /></GridItem>
        ))}
      </Grid>
      <Button variant="secondary" className="fx-mb-md" isDisabled={entries.length === 0} onClick={() => save(entries)}>Export as CSV</Button>
      {audit.error ? <Failed error={audit.error} what="The audit" /> : !audit.data ? <Spinner aria-label="The audit is loading" /> : (
        <>
          <Table aria-label="Audit" variant="compact">
            <Thead><Tr><Th>When</Th><Th>Who</Th><Th>Did</Th><Th>To</Th><Th>Before and after</Th></Tr></Thead>
            <Tbody>
              {entries.map((entry) => (
                <Tr key={entry.id}>
                  <Td dataLabel="When"><Time of={entry.time} /></Td>
                  <Td dataLabel="Who" modifier="breakWord"><span>{entry.person}<br /><small>{entry.by}{entry.address && `, ${entry.address}`}</small></span></Td>
                  <Td dataLabel="Did" modifier="breakWord">{entry.action}</Td>
                  <Td dataLabel="To" modifier="breakWord">{entry.object}</Td>
                  <Td dataLabel="Before and after" modifier="breakWord"><div><Changes of={entry} /></div></Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
          {entries.length === 0 && <Content component="p">Nothing is found.</Content>}
          {audit.hasNextPage && <Button variant="link" isLoading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>Show more</Button>}
        </>
      )}
    </>
  );
}

/** Asks only when a person has finished a word. */
function Filter({ id, value, onChange }: { id: string; value: string; onChange: (value: string) => void }): React.JSX.Element {
  const [text, setText] = useState(value);
  return <TextInput id={id} value={text} onChange={(_event, next) => setText(next)} onBlur={() => onChange(text.trim())} onKeyDown={(event) => event.key === 'Enter' && onChange(text.trim())} />;
}

/** So many fields are shown at once; the rest on demand. */
const MOST = 6;

function Changes({ of }: { of: AuditEntry }): React.JSX.Element {
  const changes = auditedChanges(of.before, of.after);
  const [all, setAll] = useState(false);
  return (
    <>
      <dl className="fx-changes">
        {(all ? changes : changes.slice(0, MOST)).map((change) => (
          <div key={change.field}>
            {change.field !== '' && <dt>{change.field}</dt>}
            <dd>
              {change.before !== null && <del><span className="pf-v6-screen-reader">before: </span>{short(change.before, all)}</del>}{' '}
              {change.after !== null && <ins><span className="pf-v6-screen-reader">after: </span>{short(change.after, all)}</ins>}
            </dd>
          </div>
        ))}
      </dl>
      {!all && (changes.length > MOST || changes.some((change) => (change.before?.length ?? 0) > 200 || (change.after?.length ?? 0) > 200)) && <Button variant="link" isInline onClick={() => setAll(true)}>Show all of it</Button>}
    </>
  );
}

function short(text: string, all: boolean): string {
  return all || text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

function save(entries: readonly AuditEntry[]): void {
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value));
  download(
    `fixpoint-audit-${new Date().toISOString().slice(0, 10)}.csv`,
    csv(['time', 'person', 'by', 'address', 'action', 'object', 'before', 'after'], entries.map((one) => [one.time, one.person, one.by, one.address, one.action, one.object, text(one.before), text(one.after)])),
  );
}
