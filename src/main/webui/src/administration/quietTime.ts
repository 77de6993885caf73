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
