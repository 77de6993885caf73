import { describe, expect, it } from 'vitest';
import type { Task } from './types';
import { mayDo, outcomeWords, pastSuccess, taskTitle } from './words';

const task: Task = {
  id: '1', name: 'Approve the repair', description: null, element: 'approveRepair', process: 'recovery', incidentId: null, recoveryId: 'r', assignee: null,
  candidateGroups: ['operators'], candidateUsers: ['ann'], createdAt: '2026-01-01T00:00:00Z', dueAt: null, followUpAt: null, priority: 50, outcomes: [], fourEyes: false,
  target: 'checkout', action: 'repair-restart', parameters: {}, reason: null, undo: null, pastSuccessRate: null, heldBecause: [],
};

describe('words of tasks', () => {
  it.each([['approve', 'Approve'], ['giveUp', 'Give up'], ['try-again', 'Try again'], ['NOT_NOW', 'Not now']])('says %s as %s', (outcome, words) => {
    expect(outcomeWords(outcome)).toBe(words);
  });

  it('names the target', () => {
    expect(taskTitle(task)).toBe('Approve the repair: checkout');
    expect(taskTitle({ ...task, name: null, target: null })).toBe('Approve repair');
  });

  it('says how often it helped', () => {
    expect(pastSuccess(0.666)).toBe('helped 67 % of the times before');
    expect(pastSuccess(0)).toBe('helped 0 % of the times before');
    expect(pastSuccess(null)).toBe('not tried there before');
  });

  it.each([
    ['bob', ['operator'], ['operators'], true],
    ['ann', ['operator'], [], true],
    ['bob', ['operator'], ['others'], false],
    ['bob', ['viewer'], ['operators'], false],
    ['root', ['admin'], [], true],
  ])('lets %s with %s of %s do it: %s', (name, roles, groups, may) => {
    expect(mayDo(task, { name, roles, groups })).toBe(may);
  });
});
