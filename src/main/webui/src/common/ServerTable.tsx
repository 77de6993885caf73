import { EmptyState, EmptyStateBody, Pagination, Spinner } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Page } from '../api';
import { Failed } from './Failed';
import { type ListState, SIZES } from './listState';

export interface Column<T> {
  name: string;
  /** The field of the server that it is sorted by; not sortable without. */
  sort?: string;
  cell: (row: T) => ReactNode;
  /** Fits into as little room as it can. */
  isNarrow?: boolean;
}

interface Props<T> {
  /** What the rows are, such as `Incidents`. */
  label: string;
  query: UseQueryResult<Page<T>>;
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  state: ListState & { sortBy: (sort: string) => void; turnTo: (page: number) => void; resize: (size: number) => void };
  /** Instead of no rows. */
  empty: { title: string; body: ReactNode };
}

/** A list of the server: it sorts and pages there. Rows stay while the next ones are read. */
export function ServerTable<T>({ label, query, columns, keyOf, state, empty }: Props<T>): React.JSX.Element {
  const { data, error } = query;
  if (data === undefined) {
    return error ? <Failed error={error} what={label} /> : <Spinner aria-label={`${label} are loading`} />;
  }
  const descending = state.sort.startsWith('-');
  const sorted = columns.findIndex((column) => column.sort === state.sort.replace(/^-/, ''));
  const pages = (
    <Pagination
      itemCount={data.total}
      page={state.page}
      perPage={state.size}
      perPageOptions={SIZES.map((size) => ({ title: String(size), value: size }))}
      onSetPage={(_event, page) => state.turnTo(page)}
      onPerPageSelect={(_event, size) => state.resize(size)}
      isCompact
      titles={{ paginationAriaLabel: `Pages of ${label}` }}
      toggleTemplate={({ firstIndex, lastIndex, itemCount }) => <><b>{firstIndex}–{lastIndex}</b> of <b>{(itemCount ?? 0).toLocaleString('en')}{data.totalCapped ? '+' : ''}</b></>}
    />
  );
  return (
    <>
      {error && <Failed error={error} what={`What changed in ${label}`} />}
      {data.items.length === 0 ? (
        <EmptyState titleText={empty.title} headingLevel="h2"><EmptyStateBody>{empty.body}</EmptyStateBody></EmptyState>
      ) : (
        <Table aria-label={label} variant="compact" isStickyHeader>
          <Thead>
            <Tr>
              {columns.map((column, index) => (
                <Th
                  key={column.name}
                  {...(column.isNarrow ? { modifier: 'fitContent' as const } : {})}
                  {...(column.sort === undefined ? {} : { sort: { columnIndex: index, sortBy: { index: sorted, direction: descending ? ('desc' as const) : ('asc' as const) }, onSort: (_event, _index, direction) => state.sortBy(`${direction === 'desc' ? '-' : ''}${column.sort}`) } })}
                >
                  {column.name}
                </Th>
              ))}
            </Tr>
          </Thead>
          <Tbody>
            {data.items.map((row) => (
              <Tr key={keyOf(row)}>
                {columns.map((column) => <Td key={column.name} dataLabel={column.name} {...(column.isNarrow ? { modifier: 'fitContent' as const } : { modifier: 'breakWord' as const })}>{column.cell(row)}</Td>)}
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
      {(data.items.length > 0 || state.page > 1) && pages}
    </>
  );
}
