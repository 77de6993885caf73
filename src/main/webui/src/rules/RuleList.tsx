import { Content, FormSelect, FormSelectOption, Label, SearchInput, Spinner, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr, type ThProps } from '@patternfly/react-table';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { costWord, sorted, type SortKey } from './ruleTable';
import { useRules } from './queries';
import type { Rule } from './types';

const COLUMNS: [SortKey, string][] = [['name', 'Rule'], ['stage', 'Stage'], ['matched', 'Matched'], ['lastMatched', 'Last matched'], ['meanCost', 'Mean cost'], ['file', 'File']];

/** The rules in force, with how often each matched and what it costs. */
export default function RuleList(): React.JSX.Element {
  const rules = useRules();
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get('q') ?? '';
  const stage = parameters.get('stage') ?? '';
  const sort = (parameters.get('sort') ?? 'stage') as SortKey;
  const descending = parameters.get('order') === 'desc';
  const shown = useMemo(() => sorted(rules.data ?? [], text, stage, sort, descending), [rules.data, text, stage, sort, descending]);
  if (rules.error) {
    return <Failed error={rules.error} what="The rules" />;
  }
  if (!rules.data) {
    return <Spinner aria-label="The rules are loading" />;
  }

  function set(values: Record<string, string>): void {
    const next = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries(values)) {
      if (value === '') {
        next.delete(name);
      } else {
        next.set(name, value);
      }
    }
    setParameters(next, { replace: true });
  }

  function sortBy(column: number): ThProps['sort'] {
    return {
      sortBy: { index: COLUMNS.findIndex(([key]) => key === sort), direction: descending ? 'desc' : 'asc' },
      onSort: (_event, index, direction) => set({ sort: COLUMNS[index]?.[0] ?? 'stage', order: direction === 'desc' ? 'desc' : '' }),
      columnIndex: column,
    };
  }

  return (
    <>
      <Toolbar inset={{ default: 'insetNone' }}>
        <ToolbarContent>
          <ToolbarItem>
            <SearchInput aria-label="Find rules" placeholder="Find rules" value={text} onChange={(_event, value) => set({ q: value })} onClear={() => set({ q: '' })} />
          </ToolbarItem>
          <ToolbarItem>
            <FormSelect aria-label="Stage" value={stage} onChange={(_event, value) => set({ stage: value })}>
              <FormSelectOption value="" label="All stages" />
              {['DETECTION', 'TRIAGE', 'ANALYSIS', 'VERIFICATION'].map((one) => <FormSelectOption key={one} value={one} label={one.toLowerCase()} />)}
              <FormSelectOption value="QUARANTINE" label="in quarantine" />
            </FormSelect>
          </ToolbarItem>
          <ToolbarItem alignSelf="center">{shown.length} of {rules.data.length} rules, release {rules.data[0]?.release ?? '–'}</ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <Table aria-label="Rules in force" variant="compact">
        <Thead><Tr>{COLUMNS.map(([key, name], index) => <Th key={key} modifier="nowrap" sort={sortBy(index)}>{name}</Th>)}</Tr></Thead>
        <Tbody>{shown.map((rule) => <Row key={`${rule.stage} ${rule.id}`} rule={rule} />)}</Tbody>
      </Table>
      <Content component="small">Counts are since the server started. The cost is of the consequence; conditions are shared by rules.</Content>
    </>
  );
}

function Row({ rule }: { rule: Rule }): React.JSX.Element {
  return (
    <Tr>
      <Td dataLabel="Rule" modifier="breakWord">
        <span>
          <Link to={`/rules/rule/${rule.stage}/${encodeURIComponent(rule.id)}`}>{rule.name}</Link>{' '}
          {rule.quarantined !== null && <Label isCompact status="danger">in quarantine</Label>}
        </span>
      </Td>
      <Td dataLabel="Stage">{rule.stage.toLowerCase()}</Td>
      <Td dataLabel="Matched">{rule.matched.toLocaleString('en')}</Td>
      <Td dataLabel="Last matched">{rule.lastMatched ? <Time of={rule.lastMatched} /> : 'never'}</Td>
      <Td dataLabel="Mean cost">{costWord(rule.meanCost)}</Td>
      <Td dataLabel="File" modifier="breakWord"><Link to={`/rules/edit?file=${encodeURIComponent(rule.file)}&line=${rule.line}`}>{rule.file}:{rule.line}</Link></Td>
    </Tr>
  );
}
