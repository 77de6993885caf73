import { describe, expect, it } from 'vitest';
import { fileDifferences } from './lineDifference';

const numbered = (count: number): string => `${Array.from({ length: count }, (_, i) => `line ${i + 1}`).join('\n')}\n`;

describe('difference of releases', () => {
  it('leaves out files that are the same', () => {
    expect(fileDifferences({ a: 'x\n' }, { a: 'x\n' })).toEqual([]);
  });

  it('shows the lines around a change with their numbers', () => {
    const [file] = fileDifferences({ a: numbered(20) }, { a: numbered(20).replace('line 10', 'other') });
    expect(file).toMatchObject({ path: 'a', kind: 'changed', added: 1, removed: 1 });
    expect(file?.hunks).toHaveLength(1);
    expect(file?.hunks[0]?.skipped).toBe(6);
    expect(file?.hunks[0]?.lines).toHaveLength(8);
    expect(file?.hunks[0]?.lines.find((line) => line.kind === 'added')).toEqual({ kind: 'added', before: null, after: 10, text: 'other' });
  });

  it('keeps changes that are far apart apart', () => {
    const [file] = fileDifferences({ a: numbered(40) }, { a: numbered(40).replace('line 5\n', '').replace('line 30', 'x') });
    expect(file?.hunks).toHaveLength(2);
    expect(file?.hunks[1]?.skipped).toBeGreaterThan(10);
  });

  it('tells files that came and went', () => {
    expect(fileDifferences({ gone: 'a\n' }, { new: 'b\nc\n' })).toMatchObject([
      { path: 'gone', kind: 'removed', removed: 1, added: 0 },
      { path: 'new', kind: 'added', removed: 0, added: 2 },
    ]);
  });
});
