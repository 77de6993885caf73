import { seconds } from '../figures/figures';
import type { Rule } from './types';

export type SortKey = 'name' | 'stage' | 'matched' | 'lastMatched' | 'meanCost' | 'file';

const STAGES = ['DETECTION', 'TRIAGE', 'ANALYSIS', 'VERIFICATION'];

/** The rules that a search finds, sorted; a stage may be `QUARANTINE`: those that are left out. */
export function sorted(rules: readonly Rule[], text: string, stage: string, by: SortKey, descending: boolean): Rule[] {
  const wanted = text.trim().toLowerCase();
  const found = rules.filter(
    (rule) =>
      (stage === '' || rule.stage === stage || (stage === 'QUARANTINE' && rule.quarantined !== null)) &&
      [rule.id, rule.name, rule.file].some((value) => value.toLowerCase().includes(wanted)),
  );
  return found.sort((one, other) => (descending ? -1 : 1) * compare(one, other, by) || one.name.localeCompare(other.name));
}

function compare(one: Rule, other: Rule, by: SortKey): number {
  switch (by) {
    case 'stage':
      return STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage);
    case 'matched':
      return one.matched - other.matched;
    case 'meanCost':
      return (seconds(one.meanCost) ?? -1) - (seconds(other.meanCost) ?? -1);
    case 'lastMatched':
      return Date.parse(one.lastMatched ?? '1970-01-01') - Date.parse(other.lastMatched ?? '1970-01-01');
    default:
      return one[by].localeCompare(other[by], 'en', { numeric: true });
  }
}

/** `12 µs`; `–` before the first run. */
export function costWord(cost: string | null): string {
  const all = seconds(cost);
  if (all === null) {
    return '–';
  }
  return all < 0.001 ? `${Math.round(all * 1e6)} µs` : all < 1 ? `${Math.round(all * 1e4) / 10} ms` : `${Math.round(all * 10) / 10} s`;
}
