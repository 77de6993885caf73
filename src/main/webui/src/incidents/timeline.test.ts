import { describe, expect, it } from 'vitest';
import { becauseOf, told, words } from './timeline';

describe('the timeline', () => {
  it('has words for what happened', () => {
    expect(words('anomaly-joined')).toBe('anomaly joined');
  });

  it('finds the rules that it rests on, and nothing in other data', () => {
    const match = { rule: 'open', name: 'n', release: 1, file: 'f', line: 1, endLine: 2, source: 's', facts: [] };
    expect(becauseOf({ because: [match, { facts: 1 }, null] })).toEqual([match]);
    expect([null, 'x', [], { because: 'x' }].map(becauseOf)).toEqual([[], [], [], []]);
  });

  it('tells values', () => {
    expect([0.123456789, 3, true, null, { a: 1, b: 'x' }, ['x', 2]].map(told)).toEqual(['0.12346', '3', 'true', 'null', 'a=1, b=x', 'x, 2']);
  });
});
