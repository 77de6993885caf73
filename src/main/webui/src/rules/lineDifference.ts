import { diffLines } from 'diff';
import type { Files } from './types';

/** A line of a comparison; numbers from 1, null where the line is not there. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  before: number | null;
  after: number | null;
  text: string;
}

/** Lines near a change; `skipped` says how many equal ones were left out before them. */
export interface Hunk {
  skipped: number;
  lines: DiffLine[];
}

export interface FileDifference {
  path: string;
  kind: 'added' | 'removed' | 'changed';
  added: number;
  removed: number;
  hunks: Hunk[];
}

/** The files that differ between two sets, by path. */
export function fileDifferences(before: Files, after: Files, context = 3): FileDifference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .filter((path) => before[path] !== after[path])
    .map((path) => {
      const lines = compare(before[path] ?? '', after[path] ?? '');
      return {
        path,
        kind: before[path] === undefined ? 'added' : after[path] === undefined ? 'removed' : 'changed',
        added: lines.filter((line) => line.kind === 'added').length,
        removed: lines.filter((line) => line.kind === 'removed').length,
        hunks: hunks(lines, context),
      };
    });
}

function compare(before: string, after: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let old = 1;
  let now = 1;
  for (const part of diffLines(before, after)) {
    const texts = part.value.replace(/\n$/, '').split('\n');
    for (const text of part.value === '' ? [] : texts) {
      lines.push({
        kind: part.added ? 'added' : part.removed ? 'removed' : 'same',
        before: part.added ? null : old++,
        after: part.removed ? null : now++,
        text,
      });
    }
  }
  return lines;
}

function hunks(lines: readonly DiffLine[], context: number): Hunk[] {
  const near = new Set<number>();
  lines.forEach((line, index) => {
    if (line.kind !== 'same') {
      for (let at = index - context; at <= index + context; at++) {
        near.add(at);
      }
    }
  });
  const found: Hunk[] = [];
  let skipped = 0;
  lines.forEach((line, index) => {
    if (!near.has(index)) {
      skipped++;
      return;
    }
    if (skipped > 0 || found.length === 0) {
      found.push({ skipped, lines: [] });
      skipped = 0;
    }
    found.at(-1)?.lines.push(line);
  });
  return found;
}
