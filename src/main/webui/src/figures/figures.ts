import type { Cell } from '../common/csv';

/** Figures of a group of incidents, from `GET /api/v1/statistics`; durations are ISO 8601, shares from 0 to 1. */
export interface Figures {
  incidents: number;
  open: number;
  resolved: number;
  escalated: number;
  reopened: number;
  mttd: string | null;
  mtta: string | null;
  mttr: string | null;
  recoveries: number;
  recoverySuccessRate: number | null;
  automatedShare: number | null;
  repairs: number;
  repairSuccessRate: number | null;
}

export type By = 'service' | 'rule' | 'process' | 'repair' | 'severity';

export interface Group {
  key: string;
  figures: Figures;
  versions: { version: number; figures: Figures }[];
}

export interface Span {
  from: string;
  to: string;
  figures: Figures;
}

export interface Statistics extends Figures {
  from: string | null;
  to: string | null;
  by: By | null;
  groups: Group[];
  times: Span[];
}

/** A row of the table: a group, or one version of a process. */
export interface Row {
  key: string;
  version: number | null;
  figures: Figures;
}

/** The groups as rows, those with most incidents first, each process followed by its versions. */
export function rows(groups: readonly Group[]): Row[] {
  return [...groups]
    .sort((one, other) => other.figures.incidents - one.figures.incidents || one.key.localeCompare(other.key))
    .flatMap((group) => [
      { key: group.key, version: null, figures: group.figures },
      ...group.versions.map((version) => ({ key: group.key, version: version.version, figures: version.figures })),
    ]);
}

/** What is shown of figures, in order. */
export const COLUMNS: { name: string; hint: string; value: (figures: Figures) => number | null; kind: 'count' | 'time' | 'share' }[] = [
  { name: 'Incidents', hint: 'opened in the time', value: (of) => of.incidents, kind: 'count' },
  { name: 'Open', hint: 'not resolved yet', value: (of) => of.open, kind: 'count' },
  { name: 'MTTD', hint: 'mean time from the fault to the incident', value: (of) => seconds(of.mttd), kind: 'time' },
  { name: 'MTTA', hint: 'mean time until a person acknowledged it', value: (of) => seconds(of.mtta), kind: 'time' },
  { name: 'MTTR', hint: 'mean time from the fault until it was resolved', value: (of) => seconds(of.mttr), kind: 'time' },
  { name: 'Success rate', hint: 'share of recoveries that recovered, verified', value: (of) => of.recoverySuccessRate, kind: 'share' },
  { name: 'Automated', hint: 'share of resolved incidents that no person touched', value: (of) => of.automatedShare, kind: 'share' },
  { name: 'Repairs helped', hint: 'share of verified repairs that helped', value: (of) => of.repairSuccessRate, kind: 'share' },
];

/** The seconds of an ISO 8601 duration such as `PT1H2.5S`; null if it is none. */
export function seconds(duration: string | null): number | null {
  const found = duration === null ? null : /^(-)?P(?:(\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?)?$/.exec(duration);
  if (!found) {
    return null;
  }
  const [, sign, days = '0', hours = '0', minutes = '0', rest = '0'] = found;
  const all = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  return sign ? -all : all;
}

/** A value for people: `2 min 5 s`, `93 %`, `–` if there is none. */
export function shown(value: number | null, kind: 'count' | 'time' | 'share'): string {
  if (value === null) {
    return '–';
  }
  return kind === 'count' ? value.toLocaleString('en') : kind === 'share' ? `${Math.round(value * 1000) / 10} %` : time(value);
}

/** The two largest units that say something. */
function time(all: number): string {
  if (all < 10) {
    return `${Math.round(all * 10) / 10} s`;
  }
  const whole = Math.round(all);
  const units: [number, string][] = [[86_400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const parts: string[] = [];
  let rest = whole;
  for (const [size, name] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || parts.length > 0) {
      parts.push(count > 0 ? `${count} ${name}` : '');
    }
  }
  return parts.slice(0, 2).filter(Boolean).join(' ');
}

/** The table as rows of a file: durations in seconds, shares from 0 to 1. */
export function exported(first: string, table: readonly Row[]): { header: string[]; rows: Cell[][] } {
  const withVersions = table.some((row) => row.version !== null);
  return {
    header: [first, ...(withVersions ? ['version'] : []), ...COLUMNS.map((column) => (column.kind === 'time' ? `${column.name} (s)` : column.name))],
    rows: table.map((row) => [row.key, ...(withVersions ? [row.version] : []), ...COLUMNS.map((column) => column.value(row.figures))]),
  };
}

/** The spans that a chart of so many days is made of, so that there are at most about sixty. */
export function every(days: number): string {
  return days <= 2 ? 'PT1H' : days <= 10 ? 'PT6H' : days <= 60 ? 'P1D' : 'P7D';
}
