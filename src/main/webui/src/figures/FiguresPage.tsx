import { Button, Content, FormSelect, FormSelectOption, Gallery, Card, CardTitle, CardBody, Spinner, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { getJson } from '../api';
import { csv, download } from '../common/csv';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { COLUMNS, every, exported, rows, shown, type By, type Row, type Span, type Statistics } from './figures';

const FiguresChart = lazy(() => import('./FiguresChart'));
const GROUPS: [By, string][] = [['service', 'Service'], ['rule', 'Rule'], ['process', 'Process'], ['repair', 'Repair'], ['severity', 'Severity']];
const SPANS: [number, string][] = [[1, 'the last day'], [7, 'the last 7 days'], [30, 'the last 30 days'], [90, 'the last 90 days'], [365, 'the last year']];

/** How fast and how well incidents are found and put right. */
export default function FiguresPage(): React.JSX.Element {
  const [parameters, setParameters] = useSearchParams();
  const days = SPANS.find(([value]) => String(value) === parameters.get('days'))?.[0] ?? 30;
  const by = GROUPS.find(([value]) => value === parameters.get('by'))?.[0] ?? 'service';
  const statistics = useQuery({
    queryKey: ['statistics', days, by],
    queryFn: ({ signal }) => {
      const to = new Date();
      const from = new Date(to.getTime() - days * 86_400_000);
      from.setMinutes(0, 0, 0);
      return getJson<Statistics>(`/api/v1/statistics?from=${from.toISOString()}&to=${to.toISOString()}&by=${by}&every=${every(days)}`, signal);
    },
    refetchInterval: 60_000,
    placeholderData: (before) => before,
  });
  const table = useMemo(() => rows(statistics.data?.by === by ? statistics.data.groups : []), [statistics.data, by]);
  const name = GROUPS.find(([value]) => value === by)?.[1] ?? by;
  if (statistics.error) {
    return <Failed error={statistics.error} what="The figures" />;
  }
  const data = statistics.data;

  function set(key: string, value: string): void {
    const next = new URLSearchParams(parameters);
    next.set(key, value);
    setParameters(next, { replace: true });
  }

  return (
    <>
      <Toolbar inset={{ default: 'insetNone' }}>
        <ToolbarContent>
          <ToolbarItem>
            <FormSelect aria-label="Time" value={days} onChange={(_event, value) => set('days', value)}>
              {SPANS.map(([value, label]) => <FormSelectOption key={value} value={value} label={label} />)}
            </FormSelect>
          </ToolbarItem>
          <ToolbarItem>
            <FormSelect aria-label="Group by" value={by} onChange={(_event, value) => set('by', value)}>
              {GROUPS.map(([value, label]) => <FormSelectOption key={value} value={value} label={`by ${label.toLowerCase()}`} />)}
            </FormSelect>
          </ToolbarItem>
          <ToolbarItem><Button variant="secondary" isDisabled={!data} onClick={() => save(by, table)}>Export as CSV</Button></ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {!data ? <Spinner aria-label="The figures are loading" /> : (
        <>
          <Gallery hasGutter minWidths={{ default: '130px' }} className="fx-mb-md">
            {COLUMNS.map((column) => (
              <Card key={column.name} isCompact>
                <CardTitle>{column.name}</CardTitle>
                <CardBody><strong className="fx-figure">{shown(column.value(data), column.kind)}</strong><br /><small>{column.hint}</small></CardBody>
              </Card>
            ))}
          </Gallery>
          <Content component="h2">Over time</Content>
          <Suspense fallback={<Spinner aria-label="The chart is loading" />}><FiguresChart times={data.times} /></Suspense>
          <Times times={data.times} />
          <Content component="h2" className="fx-mt-md">By {name.toLowerCase()}</Content>
          <Groups name={name} table={table} />
          <Content component="small">Of the incidents that were opened in the time. A figure is missing (–) where there is nothing to make it of.</Content>
        </>
      )}
    </>
  );
}

function save(by: By, table: readonly Row[]): void {
  const file = exported(by, table);
  download(`fixpoint-figures-by-${by}-${new Date().toISOString().slice(0, 10)}.csv`, csv(file.header, file.rows));
}

function Groups({ name, table }: { name: string; table: readonly Row[] }): React.JSX.Element {
  if (table.length === 0) {
    return <Content component="p">There were no incidents.</Content>;
  }
  return (
    <Table aria-label={`Figures by ${name.toLowerCase()}`} variant="compact">
      <Thead><Tr><Th>{name}</Th>{COLUMNS.map((column) => <Th key={column.name}>{column.name}</Th>)}</Tr></Thead>
      <Tbody>
        {table.map((row) => (
          <Tr key={`${row.key}:${row.version ?? ''}`}>
            <Td dataLabel={name} modifier="breakWord">{row.version === null ? row.key || 'none' : <span className="fx-ml-lg">version {row.version}</span>}</Td>
            {COLUMNS.map((column) => <Td key={column.name} dataLabel={column.name}>{shown(column.value(row.figures), column.kind)}</Td>)}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** What the chart shows, for those who do not see it. */
function Times({ times }: { times: readonly Span[] }): React.JSX.Element {
  return (
    <details>
      <summary>The same as a table</summary>
      <section className="fx-scroll" tabIndex={0} aria-label="Figures over time">
        <Table aria-label="Figures over time" variant="compact">
          <Thead><Tr><Th>From</Th>{COLUMNS.map((column) => <Th key={column.name}>{column.name}</Th>)}</Tr></Thead>
          <Tbody>
            {times.map((span) => (
              <Tr key={span.from}>
                <Td dataLabel="From"><Time of={span.from} /></Td>
                {COLUMNS.map((column) => <Td key={column.name} dataLabel={column.name}>{shown(column.value(span.figures), column.kind)}</Td>)}
              </Tr>
            ))}
          </Tbody>
        </Table>
      </section>
    </details>
  );
}
