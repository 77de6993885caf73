import type { RuleProblem } from './types';

/** A problem at its place in a text: offsets, the end behind the last character. */
export interface Marked {
  from: number;
  to: number;
  severity: 'error' | 'warning';
  message: string;
}

/** The problems of one file at their places; one without a line is shown at the first. */
export function marked(text: string, file: string, problems: readonly RuleProblem[]): Marked[] {
  const starts = lineStarts(text);
  return problems
    .filter((problem) => problem.file === file)
    .map((problem) => {
      const line = Math.min(Math.max(problem.line, 1), starts.length) - 1;
      const start = starts[line] ?? 0;
      const end = line + 1 < starts.length ? (starts[line + 1] ?? text.length) - 1 : text.length;
      const indent = /^\s*/.exec(text.slice(start, end))?.[0].length ?? 0;
      const from = problem.column > 0 ? Math.min(start + problem.column - 1, end) : start + (start + indent < end ? indent : 0);
      const word = /^[\w$"]+/.exec(text.slice(from, end))?.[0].length ?? 0;
      const to = problem.column > 0 && word > 0 ? from + word : end;
      return {
        from,
        to: Math.max(from, to),
        severity: problem.severity === 'ERROR' ? ('error' as const) : ('warning' as const),
        message: problem.detail,
      };
    })
    .sort((one, other) => one.from - other.from);
}

/** The offsets at which lines begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

/** How many errors and warnings each file has. */
export function byFile(problems: readonly RuleProblem[]): Map<string, { errors: number; warnings: number }> {
  const counts = new Map<string, { errors: number; warnings: number }>();
  for (const problem of problems) {
    const count = counts.get(problem.file) ?? { errors: 0, warnings: 0 };
    if (problem.severity === 'ERROR') {
      count.errors++;
    } else {
      count.warnings++;
    }
    counts.set(problem.file, count);
  }
  return counts;
}
