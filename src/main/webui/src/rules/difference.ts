import type { Change, Difference, Severity } from './types';

/** A difference as a row of a table. */
export interface DifferenceRow {
  kind: 'Anomaly' | 'Incident' | 'Recovery' | 'Decision';
  change: Change;
  what: string;
  service: string;
  /** What is other, in words. */
  detail: string;
  /** When, in the course that has it. */
  time: string | null;
  rules: string[];
  /** Whether a person would notice it: an incident, a recovery, an anomaly that fires. */
  weighs: boolean;
}

const WORDS: Record<Change, string> = {
  NEW: 'new',
  GONE: 'gone',
  EARLIER: 'earlier',
  LATER: 'later',
  SEVERITY: 'other severity',
  CLEARED_BY: 'cleared otherwise',
};

/** What a change is called. */
export function changeWord(change: Change): string {
  return WORDS[change];
}

/** All differences as rows: those that a person would notice first, each kind in order of time. */
export function differenceRows(difference: Difference): DifferenceRow[] {
  const rows: DifferenceRow[] = [
    ...difference.incidents.map((one): DifferenceRow => ({
      kind: 'Incident',
      change: one.change,
      what: one.title,
      service: one.service,
      detail: detail(one.change, one.bySeconds, one.liveSeverity, one.candidateSeverity, 'opened'),
      time: one.candidate ?? one.live,
      rules: [],
      weighs: true,
    })),
    ...difference.recoveries.map((one): DifferenceRow => ({
      kind: 'Recovery',
      change: one.change,
      what: one.process,
      service: one.service ?? '',
      detail: detail(one.change, one.bySeconds, null, null, 'started'),
      time: one.candidate ?? one.live,
      rules: one.rules,
      weighs: true,
    })),
    ...difference.anomalies.map((one): DifferenceRow => ({
      kind: 'Anomaly',
      change: one.change,
      what: one.instance ? `${one.name} (${one.instance})` : one.name,
      service: one.service,
      detail: [
        detail(one.change, one.bySeconds, one.liveSeverity, one.candidateSeverity, (one.what ?? 'STARTED').toLowerCase()),
        one.fires ? '' : 'never fires',
        one.note ?? '',
      ]
        .filter(Boolean)
        .join('; '),
      time: one.candidate ?? one.live,
      rules: one.rules,
      weighs: one.fires,
    })),
    ...difference.decisions
      .filter((one) => one.type !== 'OpenIncident' && one.type !== 'StartRecovery')
      .map((one): DifferenceRow => ({
        kind: 'Decision',
        change: one.change,
        what: [one.type, ...one.about].join(' '),
        service: '',
        detail: detail(one.change, one.bySeconds, null, null, 'taken'),
        time: one.candidate ?? one.live,
        rules: one.rules,
        weighs: false,
      })),
  ];
  return [...rows.filter((row) => row.weighs), ...rows.filter((row) => !row.weighs)];
}

/** How many of each change there are, of what weighs and of the rest. */
export function summary(rows: readonly DifferenceRow[]): string {
  if (rows.length === 0) {
    return 'Nothing would have been different.';
  }
  const parts: string[] = [];
  for (const [kind, plural] of [['Incident', 'incidents'], ['Recovery', 'recoveries'], ['Anomaly', 'anomalies'], ['Decision', 'other decisions']] as const) {
    const of = rows.filter((row) => row.kind === kind);
    if (of.length > 0) {
      const changes = [...new Set(of.map((row) => row.change))].map((change) => `${of.filter((row) => row.change === change).length} ${changeWord(change)}`);
      parts.push(`${plural}: ${changes.join(', ')}`);
    }
  }
  return `${parts.join('; ')}.`;
}

function detail(change: Change, bySeconds: number | null, live: Severity | null, candidate: Severity | null, verb: string): string {
  if (change === 'SEVERITY') {
    return `${live ?? 'none'} → ${candidate ?? 'none'}`;
  }
  if (change === 'EARLIER' || change === 'LATER') {
    return `${verb} ${spoken(bySeconds ?? 0)} ${changeWord(change)}`;
  }
  return change === 'NEW' ? (candidate ?? '') : change === 'GONE' ? (live ?? '') : '';
}

/** 90 → `1 min 30 s`. */
export function spoken(seconds: number): string {
  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  return [hours ? `${hours} h` : '', minutes ? `${minutes} min` : '', rest || whole === 0 ? `${rest} s` : ''].filter(Boolean).join(' ');
}
