import type { Marks } from '../common/bpmn/marks';
import type { Recovery } from './types';

/** A process of a recovery: its own, or one that it called. */
export interface Run {
  process: string;
  version: number;
}

/** The recovery's own process and those that it called, each version once, in the order of their start. */
export function runs(of: Recovery): Run[] {
  const found = new Map<string, Run>();
  for (const { process, version } of [of, ...of.called]) {
    found.set(`${process} ${version}`, { process, version });
  }
  return [...found.values()];
}

/** The path taken in one of the processes, where it stands, and what is stalled. */
export function marksOf(of: Recovery, run: Run): Marks {
  const history = of.history.filter((one) => one.process === run.process && one.version === run.version);
  const stands = history.filter((one) => one.endedAt === null).map((one) => one.element);
  const stalled = of.stalled.map((one) => one.element);
  return {
    passed: history.filter((one) => one.endedAt !== null).map((one) => one.element),
    active: of.endedAt === null ? [...stands, ...of.activeElements] : [],
    stalled: of.endedAt === null ? stalled : [],
  };
}
