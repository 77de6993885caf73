import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** What a list shows, as the address has it: filters, sort, page. */
export interface ListState {
  filters: Record<string, string>;
  /** A field, with `-` before it for descending. */
  sort: string;
  /** From 1. */
  page: number;
  size: number;
}

export const SIZES = [20, 50, 100, 200];

/** Reads a list's state; what the address does not say is as in `otherwise`. */
export function readListState(parameters: URLSearchParams, names: readonly string[], otherwise: { sort: string; filters?: Record<string, string> }): ListState {
  const filters: Record<string, string> = {};
  for (const name of names) {
    filters[name] = parameters.get(name) ?? otherwise.filters?.[name] ?? '';
  }
  const page = Number(parameters.get('page') ?? '1');
  const size = Number(parameters.get('size') ?? '50');
  return {
    filters,
    sort: parameters.get('sort') ?? otherwise.sort,
    page: Number.isInteger(page) && page > 0 ? page : 1,
    size: SIZES.includes(size) ? size : 50,
  };
}

/** The address of a state: what is as usual is left out. A changed filter or sort begins at the first page. */
export function writeListState(state: ListState, otherwise: { sort: string; filters?: Record<string, string> }): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(state.filters)) {
    if (value !== (otherwise.filters?.[name] ?? '')) {
      parameters.set(name, value);
    }
  }
  if (state.sort !== otherwise.sort) {
    parameters.set('sort', state.sort);
  }
  if (state.page > 1) {
    parameters.set('page', String(state.page));
  }
  if (state.size !== 50) {
    parameters.set('size', String(state.size));
  }
  return parameters;
}

interface UsedListState extends ListState {
  filter: (changes: Record<string, string>) => void;
  sortBy: (sort: string) => void;
  turnTo: (page: number) => void;
  resize: (size: number) => void;
}

/** A list's state in the address, so that it can be linked, and the back button goes back. */
export function useListState(names: readonly string[], otherwise: { sort: string; filters?: Record<string, string> }): UsedListState {
  const [parameters, setParameters] = useSearchParams();
  const state = useMemo(() => readListState(parameters, names, otherwise), [parameters, names, otherwise]);
  const change = useCallback(
    (changed: Partial<ListState>, replace: boolean) => setParameters(writeListState({ ...state, page: 1, ...changed }, otherwise), { replace }),
    [state, otherwise, setParameters],
  );
  return {
    ...state,
    filter: (changes) => change({ filters: { ...state.filters, ...changes } }, true),
    sortBy: (sort) => change({ sort }, false),
    turnTo: (page) => change({ page }, false),
    resize: (size) => change({ size }, false),
  };
}
