import type { Match } from './types';

/** `anomaly-joined` → `anomaly joined`. */
export function words(what: string): string {
  return what.replaceAll('-', ' ');
}

/** The matches of rules that an entry rests on; none if it has none, or of another shape. */
export function becauseOf(data: unknown): Match[] {
  if (typeof data !== 'object' || data === null || !('because' in data) || !Array.isArray(data.because)) {
    return [];
  }
  return data.because.filter(isMatch);
}

function isMatch(value: unknown): value is Match {
  return typeof value === 'object' && value !== null && 'rule' in value && typeof value.rule === 'string' && 'facts' in value && Array.isArray(value.facts);
}

/** A value of a fact, for people. */
export function told(value: unknown): string {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([name, inner]) => (Array.isArray(value) ? told(inner) : `${name}=${told(inner)}`)).join(', ');
  }
  return String(value);
}
