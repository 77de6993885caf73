import type { IncidentStatus, Severity } from '../common/labels';

/** An incident in a list. */
export interface IncidentRow {
  id: string;
  number: number;
  title: string;
  status: IncidentStatus;
  step: string | null;
  severity: Severity;
  priority: string;
  service: string;
  openedAt: string;
  recoveringAt: string | null;
  assignee: string | null;
}

/** A setting of the automation switch. */
export interface Setting {
  service: string | null;
  mode: Mode;
  reason: string | null;
  until: string | null;
  changedBy: string;
  changedAt: string;
}

export type Mode = 'OBSERVE' | 'APPROVAL' | 'DRY_RUN' | 'AUTOMATIC';

export const MODES: Record<Mode, string> = {
  OBSERVE: 'incidents are opened, no process is started',
  APPROVAL: 'a person agrees to each repair',
  DRY_RUN: 'as APPROVAL, and what would be done is shown, not done',
  AUTOMATIC: 'what the rules say is done',
};

export interface Point {
  time: string;
  value: number;
}
