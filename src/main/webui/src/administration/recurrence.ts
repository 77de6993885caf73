/** How often something recurs, as a form has it; `rule` is a recurrence rule of RFC 5545. */
export interface Recurrence {
  kind: 'ONCE' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'OTHER';
  /** Of WEEKLY; none is the day of the start. */
  days: Day[];
  /** Of OTHER. */
  rule: string;
}

export type Day = 'MO' | 'TU' | 'WE' | 'TH' | 'FR' | 'SA' | 'SU';
export const DAYS: readonly [Day, string][] = [
  ['MO', 'Monday'], ['TU', 'Tuesday'], ['WE', 'Wednesday'], ['TH', 'Thursday'], ['FR', 'Friday'], ['SA', 'Saturday'], ['SU', 'Sunday'],
];

/** The rule that the form stands for; null if it does not recur. */
export function rule(recurrence: Recurrence): string | null {
  switch (recurrence.kind) {
    case 'ONCE':
      return null;
    case 'DAILY':
      return 'FREQ=DAILY';
    case 'WEEKLY': {
      const days = DAYS.map(([day]) => day).filter((day) => recurrence.days.includes(day));
      return days.length > 0 ? `FREQ=WEEKLY;BYDAY=${days.join(',')}` : 'FREQ=WEEKLY';
    }
    case 'MONTHLY':
      return 'FREQ=MONTHLY';
    case 'OTHER':
      return recurrence.rule.trim() || null;
  }
}

/** The form for a rule; what it has no fields for is kept as text. */
export function form(text: string | null): Recurrence {
  const none: Recurrence = { kind: 'ONCE', days: [], rule: '' };
  if (!text) {
    return none;
  }
  if (text === 'FREQ=DAILY' || text === 'FREQ=MONTHLY') {
    return { ...none, kind: text === 'FREQ=DAILY' ? 'DAILY' : 'MONTHLY' };
  }
  const weekly = /^FREQ=WEEKLY(?:;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*))?$/.exec(text);
  if (weekly) {
    return { ...none, kind: 'WEEKLY', days: (weekly[1]?.split(',') ?? []) as Day[] };
  }
  return { ...none, kind: 'OTHER', rule: text };
}

/** In words: `every Monday and Friday`. */
export function spoken(text: string | null): string {
  const of = form(text);
  switch (of.kind) {
    case 'ONCE':
      return 'once';
    case 'DAILY':
      return 'every day';
    case 'MONTHLY':
      return 'every month';
    case 'WEEKLY': {
      const names = DAYS.filter(([day]) => of.days.includes(day)).map(([, name]) => name);
      return names.length === 0 ? 'every week' : `every ${new Intl.ListFormat('en').format(names)}`;
    }
    case 'OTHER':
      return of.rule;
  }
}
