import { SEVERITIES, STATUSES } from './types';

/** What the list shows, as the address has it. */
export interface Filters {
  status: string[];
  severity: string[];
  service: string;
  assignee: string;
  q: string;
  from: string;
  to: string;
  sort: string;
  page: number;
}

/** What is looked at when nothing is chosen: what is not over. */
export const OPEN: readonly string[] = ['OPEN', 'RECOVERING', 'ESCALATED'];
export const SORTS: readonly string[] = ['number', 'severity', 'status', 'title', 'service', 'priority', 'openedAt', 'resolvedAt'];
const NEWEST = '-openedAt';

/** Reads the address; what it does not know is left out, so that an old link still shows something. */
export function read(parameters: URLSearchParams): Filters {
  const chosen = (name: string, known: readonly string[]): string[] => (parameters.get(name) ?? '').split(',').filter((value) => known.includes(value));
  const status = parameters.get('status');
  const sort = parameters.get('sort') ?? '';
  return {
    status: status === null ? [...OPEN] : chosen('status', STATUSES),
    severity: chosen('severity', SEVERITIES),
    service: parameters.get('service') ?? '',
    assignee: parameters.get('assignee') ?? '',
    q: parameters.get('q') ?? '',
    from: parameters.get('from') ?? '',
    to: parameters.get('to') ?? '',
    sort: SORTS.includes(sort.replace(/^-/, '')) ? sort : NEWEST,
    page: Math.max(1, Math.trunc(Number(parameters.get('page'))) || 1),
  };
}

/** The address of the filters; what is as usual is left out. An empty status means all, which the address must say. */
export function write(filters: Filters): Record<string, string> {
  const usual = filters.status.length === OPEN.length && OPEN.every((status) => filters.status.includes(status));
  const written: Record<string, string> = {
    ...(usual ? {} : { status: filters.status.join(',') }),
    ...(filters.sort === NEWEST ? {} : { sort: filters.sort }),
    ...(filters.page > 1 ? { page: String(filters.page) } : {}),
  };
  const rest = { severity: filters.severity.join(','), service: filters.service, assignee: filters.assignee, q: filters.q, from: filters.from, to: filters.to };
  for (const [name, value] of Object.entries(rest)) {
    if (value !== '') {
      written[name] = value;
    }
  }
  return written;
}

/** What the server is asked. */
export function asked(filters: Filters, size: number): Record<string, string | number> {
  const time = (local: string): string => (Number.isNaN(Date.parse(local)) ? '' : new Date(local).toISOString());
  return {
    status: filters.status.join(','), severity: filters.severity.join(','), service: filters.service, assignee: filters.assignee, q: filters.q,
    from: time(filters.from), to: time(filters.to), sort: filters.sort, page: filters.page - 1, size,
  };
}
