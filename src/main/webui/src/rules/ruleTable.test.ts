import { describe, expect, it } from 'vitest';
import { costWord, sorted } from './ruleTable';
import type { Rule } from './types';

const rule = (more: Partial<Rule>): Rule => ({
  id: 'a', name: 'A', stage: 'TRIAGE', file: 'triage/a.drl', line: 1, endLine: 2, release: 1, source: null, matched: 0, lastMatched: null, meanCost: null, quarantined: null, quarantinedAt: null, ...more,
});
const rules = [rule({ id: 'x', name: 'Cpu', file: 'detection/x.drl', stage: 'DETECTION', matched: 5, meanCost: 'PT0.0001S' }), rule({}), rule({ id: 'b', name: 'B', matched: 9, quarantined: 'loops' })];
const ids = (...rest: [string, string, Parameters<typeof sorted>[3], boolean]): string[] => sorted(rules, ...rest).map((one) => one.id);

describe('the table of rules', () => {
  it('is sorted by stage and name', () => {
    expect(ids('', '', 'stage', false)).toEqual(['x', 'a', 'b']);
    expect(ids('', '', 'matched', true)).toEqual(['b', 'x', 'a']);
    expect(ids('', '', 'meanCost', true)).toEqual(['x', 'a', 'b']);
  });

  it('is searched by id, name and file', () => {
    expect(ids('cpu', '', 'name', false)).toEqual(['x']);
    expect(ids('TRIAGE/', '', 'name', false)).toEqual(['a', 'b']);
    expect(ids('', 'QUARANTINE', 'name', false)).toEqual(['b']);
  });

  it.each([[null, '–'], ['PT0.0000125S', '13 µs'], ['PT0.0025S', '2.5 ms'], ['PT2S', '2 s']])('says %s as %s', (cost, words) => {
    expect(costWord(cost)).toBe(words);
  });
});
