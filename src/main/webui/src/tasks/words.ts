import type { Task } from './types';

/** An outcome as a button says it: `giveUp` is “Give up”. */
export function outcomeWords(outcome: string): string {
  const words = outcome.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[-_]+/g, ' ').trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is asked, in one line. */
export function taskTitle(task: Task): string {
  return `${task.name ?? outcomeWords(task.element)}${task.target === null ? '' : `: ${task.target}`}`;
}

/** How often this repair helped there before. */
export function pastSuccess(rate: number | null): string {
  return rate === null ? 'not tried there before' : `helped ${Math.round(rate * 100)} % of the times before`;
}

/** Whether the server would let the person claim and complete it. */
export function mayDo(task: Task, person: { name: string; roles: readonly string[]; groups: readonly string[] }): boolean {
  if (!person.roles.includes('operator') && !person.roles.includes('admin')) {
    return false;
  }
  return (
    person.roles.includes('admin') ||
    task.assignee === person.name ||
    task.candidateUsers.includes(person.name) ||
    task.candidateGroups.some((group) => person.groups.includes(group))
  );
}
