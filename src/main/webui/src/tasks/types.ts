/** A human task, with all that is needed to decide. */
export interface Task {
  id: string;
  name: string | null;
  description: string | null;
  element: string;
  process: string;
  incidentId: string | null;
  recoveryId: string;
  assignee: string | null;
  candidateGroups: string[];
  candidateUsers: string[];
  createdAt: string;
  dueAt: string | null;
  followUpAt: string | null;
  priority: number;
  /** What it may be completed with; empty if it is just done. */
  outcomes: string[];
  /** Who asked for the recovery may not complete it. */
  fourEyes: boolean;
  target: string | null;
  action: string | null;
  parameters: Record<string, unknown>;
  reason: string | null;
  undo: string | null;
  /** From 0 to 1. */
  pastSuccessRate: number | null;
  heldBecause: { guard: string; reason: string }[];
}

export interface Comment {
  id: string;
  person: string | null;
  time: string;
  text: string;
}
