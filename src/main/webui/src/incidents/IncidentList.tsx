import { Button, Checkbox, EmptyState, EmptyStateBody, ExpandableSection, Flex, FormGroup, Grid, GridItem, Pagination, SearchInput, Spinner, TextInput, Title, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, type ThProps, Tr } from '@patternfly/react-table';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useCan, useMe } from '../api';
import { Failed } from '../common/Failed';
import { SeverityLabel, StatusLabel } from '../common/labels';
import { Time } from '../common/Time';
import { type Filters, OPEN, read, write } from './filters';
import { OpenDialog } from './OpenDialog';
import { PAGE_SIZE, useIncidents } from './queries';
import { type IncidentSummary, SEVERITIES, STATUSES } from './types';
import './incidents.css';

const COLUMNS: [string, string][] = [['number', 'No.'], ['severity', 'Severity'], ['status', 'Status'], ['title', 'Title'], ['service', 'Service'], ['priority', 'Priority'], ['openedAt', 'Opened'], ['resolvedAt', 'Resolved']];

/** The incidents, filtered, sorted and paged by the server; the address has it all. */
export default function IncidentList(): React.JSX.Element {
  const [parameters, setParameters] = useSearchParams();
  const [opening, setOpening] = useState(false);
  const filters = read(parameters);
  const incidents = useIncidents(filters);
  const mayOpen = useCan('operator', 'admin');
  const set = (values: Partial<Filters>): void => setParameters(write({ ...filters, page: 1, ...values }));
  const total = incidents.data?.total ?? 0;

  useEffect(() => {
    document.title = 'Incidents · Fixpoint';
  }, []);

  function sortBy(column: number): ThProps['sort'] {
    const field = filters.sort.replace(/^-/, '');
    return {
      sortBy: { index: COLUMNS.findIndex(([key]) => key === field), direction: filters.sort.startsWith('-') ? 'desc' : 'asc' },
      onSort: (_event, index, direction) => set({ sort: `${direction === 'desc' ? '-' : ''}${COLUMNS[index]?.[0] ?? 'openedAt'}` }),
      columnIndex: column,
    };
  }

  return (
    <>
      <div className="fx-heading">
        <Title headingLevel="h1">Incidents</Title>
        {mayOpen && <Button variant="secondary" onClick={() => setOpening(true)}>Open an incident</Button>}
      </div>
      <FilterBar filters={filters} set={set} />
      <Toolbar inset={{ default: 'insetNone' }}>
        <ToolbarContent>
          <ToolbarItem alignSelf="center" aria-live="polite">{incidents.data && `${total.toLocaleString('en')}${incidents.data.totalCapped ? ' or more' : ''} ${total === 1 ? 'incident' : 'incidents'}`}</ToolbarItem>
          <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>
            <Pagination isCompact itemCount={total} perPage={PAGE_SIZE} page={filters.page} onSetPage={(_event, page) => set({ page })} titles={{ paginationAriaLabel: 'Pages of incidents' }} />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {incidents.error && <Failed error={incidents.error} what="The incidents" />}
      {!incidents.data ? !incidents.error && <Spinner aria-label="The incidents are loading" /> : incidents.data.items.length === 0 ? (
        <EmptyState titleText="No incident" headingLevel="h2"><EmptyStateBody>Nothing is like this. Other filters may show more.</EmptyStateBody></EmptyState>
      ) : (
        <Table aria-label="Incidents" variant="compact">
          <Thead><Tr>{COLUMNS.map(([key, name], index) => <Th key={key} modifier="nowrap" width={key === 'title' ? 30 : undefined} sort={sortBy(index)}>{name}</Th>)}<Th modifier="nowrap">Assignee</Th></Tr></Thead>
          <Tbody>{incidents.data.items.map((one) => <Row key={one.id} of={one} />)}</Tbody>
        </Table>
      )}
      {opening && <OpenDialog onClose={() => setOpening(false)} />}
    </>
  );
}

function Row({ of }: { of: IncidentSummary }): React.JSX.Element {
  return (
    <Tr>
      <Td dataLabel="No.">{of.number}</Td>
      <Td dataLabel="Severity"><SeverityLabel of={of.severity} /></Td>
      <Td dataLabel="Status"><StatusLabel of={of.status} step={of.step} /></Td>
      <Td dataLabel="Title" modifier="breakWord"><Link to={`/incidents/${encodeURIComponent(of.id)}`}>{of.title}</Link></Td>
      <Td dataLabel="Service" modifier="breakWord"><span>{of.service}{of.services.length > 1 && <span className="fx-subtle"> and {of.services.length - 1} more</span>}</span></Td>
      <Td dataLabel="Priority">{of.priority}</Td>
      <Td dataLabel="Opened"><Time of={of.openedAt} /></Td>
      <Td dataLabel="Resolved">{of.resolvedAt ? <Time of={of.resolvedAt} /> : '–'}</Td>
      <Td dataLabel="Assignee" modifier="breakWord">{of.assignee ?? '–'}</Td>
    </Tr>
  );
}

function FilterBar({ filters, set }: { filters: Filters; set: (values: Partial<Filters>) => void }): React.JSX.Element {
  const me = useMe().name;
  const [text, setText] = useState(filters.q);
  const [more, setMore] = useState(false);
  return (
    <>
      <Flex gap={{ default: 'gapMd' }} className="fx-mb-sm">
        <SearchInput
          className="fx-search" aria-label="Find incidents" placeholder="Title, service, key or number" value={text}
          onChange={(_event, value) => setText(value)} onSearch={() => set({ q: text.trim() })} onClear={() => { setText(''); set({ q: '' }); }}
        />
        <Checkbox id="filter-mine" label="Mine" isChecked={filters.assignee === me} onChange={(_event, checked) => set({ assignee: checked ? me : '' })} />
        <Checkbox id="filter-all" label="Also what is over" isChecked={filters.status.length === 0} onChange={(_event, checked) => set({ status: checked ? [] : [...OPEN] })} />
      </Flex>
      <ExpandableSection toggleText="More filters" isExpanded={more} onToggle={(_event, expanded) => setMore(expanded)} isIndented>
        <Grid hasGutter sm={6} lg={3}>
          <GridItem><Choices label="Status" values={STATUSES} chosen={filters.status} onChange={(status) => set({ status })} /></GridItem>
          <GridItem><Choices label="Severity" values={SEVERITIES} chosen={filters.severity} onChange={(severity) => set({ severity })} /></GridItem>
          <GridItem>
            <Word id="filter-service" label="Service" value={filters.service} onChange={(service) => set({ service })} />
            <Word id="filter-assignee" label="Assignee" value={filters.assignee} onChange={(assignee) => set({ assignee })} />
          </GridItem>
          <GridItem>
            <FormGroup label="Opened from" fieldId="filter-from"><TextInput id="filter-from" type="datetime-local" value={filters.from} onChange={(_event, from) => set({ from })} /></FormGroup>
            <FormGroup label="Opened before" fieldId="filter-to"><TextInput id="filter-to" type="datetime-local" value={filters.to} onChange={(_event, to) => set({ to })} /></FormGroup>
          </GridItem>
        </Grid>
        <Button variant="link" isInline onClick={() => { setText(''); set(read(new URLSearchParams())); }}>Clear all filters</Button>
      </ExpandableSection>
    </>
  );
}

function Choices({ label, values, chosen, onChange }: { label: string; values: readonly string[]; chosen: readonly string[]; onChange: (chosen: string[]) => void }): React.JSX.Element {
  return (
    <FormGroup label={label} role="group" isStack fieldId={`filter-${label}`}>
      {values.map((value) => (
        <Checkbox key={value} id={`filter-${value}`} label={value} isChecked={chosen.includes(value)} onChange={(_event, checked) => onChange(values.filter((one) => (one === value ? checked : chosen.includes(one))))} />
      ))}
    </FormGroup>
  );
}

/** Filters when the word is finished. */
function Word({ id, label, value, onChange }: { id: string; label: string; value: string; onChange: (value: string) => void }): React.JSX.Element {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <FormGroup label={label} fieldId={id}>
      <TextInput id={id} value={text} onChange={(_event, next) => setText(next)} onBlur={() => text.trim() !== value && onChange(text.trim())} onKeyDown={(event) => event.key === 'Enter' && onChange(text.trim())} />
    </FormGroup>
  );
}
