import { form, rule, type Recurrence } from './recurrence';
import type { QuietTime } from './types';
import { instant, localTime, ownZone } from './zonedTime';

/** What is made: a silence hides anomalies by what they are, a maintenance window is of services. */
export type Kind = 'silences' | 'maintenance-windows';

/** A silence or a maintenance window as its form has it. */
export interface QuietForm {
  /** Of a silence: names and values. */
  matchers: [string, string][];
  /** Of a window, by commas; empty means all. */
  services: string;
  reason: string;
  start: string;
  end: string;
  zone: string;
  recurrence: Recurrence;
}

/** An empty form: from now on for two hours. */
export function emptyForm(now: Date, zone: string = ownZone()): QuietForm {
  return {
    matchers: [['service', '']], services: '', reason: '', zone, recurrence: form(null),
    start: localTime(now.toISOString(), zone), end: localTime(new Date(now.getTime() + 7_200_000).toISOString(), zone),
  };
}

export function formOf(of: QuietTime): QuietForm {
  return {
    matchers: Object.entries(of.matchers ?? {}), services: (of.services ?? []).join(', '), reason: of.reason, zone: of.timeZone,
    start: localTime(of.startsAt, of.timeZone), end: localTime(of.endsAt, of.timeZone), recurrence: form(of.recurrence),
  };
}

/** What is sent to the server; times that cannot be read are left out, and the server says so. */
export function request(kind: Kind, of: QuietForm): Record<string, unknown> {
  const startsAt = instant(of.start, of.zone);
  const endsAt = instant(of.end, of.zone);
  return {
    ...(kind === 'silences'
      ? { matchers: Object.fromEntries(of.matchers.filter(([name, value]) => name.trim() !== '' || value !== '').map(([name, value]) => [name.trim(), value])) }
      : { services: [...new Set(of.services.split(',').map((service) => service.trim()).filter(Boolean))] }),
    reason: of.reason,
    ...(startsAt ? { startsAt } : {}),
    ...(endsAt ? { endsAt } : {}),
    ...(rule(of.recurrence) ? { recurrence: rule(of.recurrence) } : {}),
    timeZone: of.zone,
  };
}

/** What it is about, in words. */
export function about(of: QuietTime): string {
  if (of.matchers) {
    return Object.entries(of.matchers).map(([name, value]) => `${name} = ${value}`).join(', ');
  }
  return of.services && of.services.length > 0 ? of.services.join(', ') : 'all services';
}

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/** The form with its start, and its end with it, on the first of the chosen days: a recurrence begins with its first time. */
export function onItsDay(of: QuietForm): QuietForm {
  const start = Date.parse(`${of.start}:00Z`);
  const end = Date.parse(`${of.end}:00Z`);
  if (of.recurrence.kind !== 'WEEKLY' || of.recurrence.days.length === 0 || Number.isNaN(start) || Number.isNaN(end)) {
    return of;
  }
  const today = new Date(start).getUTCDay();
  const wait = [0, 1, 2, 3, 4, 5, 6].find((days) => of.recurrence.days.includes(WEEKDAYS[(today + days) % 7] ?? 'MO')) ?? 0;
  const moved = (time: number): string => new Date(time + wait * 86_400_000).toISOString().slice(0, 16);
  return { ...of, start: moved(start), end: moved(end) };
}
