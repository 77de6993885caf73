import type { Incident } from './types';

/** What a person may do with an incident. */
export type Action = 'acknowledge' | 'assign' | 'notes' | 'severity' | 'merge' | 'resolve' | 'close' | 'reopen';

/** The actions that its status leaves open; the server has the last word. */
export function openActions(of: Pick<Incident, 'status' | 'acknowledgedAt' | 'mergedInto'>): Action[] {
  if (of.mergedInto !== null) {
    return ['notes'];
  }
  switch (of.status) {
    case 'RESOLVED':
      return ['reopen', 'close', 'notes'];
    case 'CLOSED':
      return ['notes'];
    default:
      return [...(of.acknowledgedAt === null ? ['acknowledge' as const] : []), 'assign', 'notes', 'severity', 'resolve', 'merge'];
  }
}
