import { describe, expect, it } from 'vitest';
import { byFile, marked } from './problems';
import type { RuleProblem } from './types';

const problem = (line: number, column: number, more: Partial<RuleProblem> = {}): RuleProblem => ({
  severity: 'ERROR', file: 'detection/a.drl', line, column, rule: null, detail: 'wrong', ...more,
});
const TEXT = 'package detection;\n  rule "x"\nend';

describe('problems in place', () => {
  it('marks the word at the column', () => {
    const [one] = marked(TEXT, 'detection/a.drl', [problem(2, 3)]);
    expect(TEXT.slice(one?.from, one?.to)).toBe('rule');
  });

  it('marks the line without a column, and the first line without a line', () => {
    const [first, second] = marked(TEXT, 'detection/a.drl', [problem(2, 0), problem(0, 0)]);
    expect(TEXT.slice(first?.from, first?.to)).toBe('package detection;');
    expect(TEXT.slice(second?.from, second?.to)).toBe('rule "x"');
  });

  it('keeps places within the text, and leaves out other files', () => {
    const all = marked(TEXT, 'detection/a.drl', [problem(99, 99), problem(1, 1, { file: 'detection/b.drl' })]);
    expect(all).toHaveLength(1);
    expect(all[0]?.to).toBeLessThanOrEqual(TEXT.length);
    expect(marked('', 'detection/a.drl', [problem(3, 4)])[0]).toMatchObject({ from: 0, to: 0 });
  });

  it('counts by file', () => {
    const counts = byFile([problem(1, 1), problem(1, 1, { severity: 'WARNING' }), problem(1, 1, { file: 'b' })]);
    expect(counts.get('detection/a.drl')).toEqual({ errors: 1, warnings: 1 });
    expect(counts.get('b')).toEqual({ errors: 1, warnings: 0 });
  });
});
