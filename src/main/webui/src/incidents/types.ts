export type Status = 'OPEN' | 'RECOVERING' | 'ESCALATED' | 'RESOLVED' | 'CLOSED';
export type Severity = 'INFO' | 'WARNING' | 'MINOR' | 'MAJOR' | 'CRITICAL';
export type Step = 'LOCATE' | 'ANALYZE' | 'REPAIR' | 'VERIFY';
export const STATUSES: readonly Status[] = ['OPEN', 'RECOVERING', 'ESCALATED', 'RESOLVED', 'CLOSED'];
export const SEVERITIES: readonly Severity[] = ['CRITICAL', 'MAJOR', 'MINOR', 'WARNING', 'INFO'];
export const STEPS: readonly Step[] = ['LOCATE', 'ANALYZE', 'REPAIR', 'VERIFY'];

export interface IncidentSummary {
  id: string;
  number: number;
  title: string;
  status: Status;
  step: Step | null;
  severity: Severity;
  priority: string;
  service: string;
  services: string[];
  correlationKey: string;
  openedAt: string;
  detectedAt: string;
  acknowledgedAt: string | null;
  recoveringAt: string | null;
  resolvedAt: string | null;
  closedAt: string | null;
  assignee: string | null;
}

export interface Anomaly {
  id: string | null;
  name: string;
  service: string;
  instance: string | null;
  labels: Record<string, string>;
  severity: Severity;
  status: 'PENDING' | 'FIRING' | 'CLEARED' | null;
  startedAt: string | null;
  firingAt: string | null;
  clearedAt: string | null;
  detail: string | null;
}

export interface Suspect {
  rank: number;
  service: string;
  score: number;
  reason: string;
}

export interface Cause {
  kind: string;
  service: string;
  evidence: string[];
  detail: string | null;
}

export interface Repair {
  id: string;
  process: string | null;
  action: string | null;
  kind: 'FIX' | 'MITIGATE';
  mode: string;
  target: string;
  parameters: Record<string, unknown>;
  startedAt: string;
  endedAt: string | null;
  outcome: string | null;
  undone: boolean;
  undo: string | null;
  reason: string | null;
  outcomeReason: string | null;
  heldBecause: unknown;
}

export interface RecoverySummary {
  id: string;
  process: string;
  version: number;
  state: RecoveryState;
  waitsFor: string | null;
}

export type RecoveryState = 'WAITING' | 'ACTIVE' | 'STALLED' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

export interface Result {
  effect: string;
  duration: string;
  times: Partial<Record<Step, string>>;
  steps: { element: string; name: string | null; step: Step | null; duration: string | null }[];
  resources: {
    services: string[];
    touched: string[];
    repairs: number;
    undone: number;
    actions: number;
    attempts: number;
    retries: number;
    humanTasks: number;
    peopleTime: string;
    waitingForPeople: string;
  };
}

export interface Incident extends IncidentSummary {
  anomalies: Anomaly[];
  suspects: Suspect[];
  cause: Cause | null;
  repairs: Repair[];
  recovery: RecoverySummary | null;
  recoveries: RecoverySummary[];
  result: Result | null;
  escalatedAt: string | null;
  openedBy: string;
  resolvedBy: string | null;
  resolution: string | null;
  mergedInto: string | null;
  suppressed: boolean;
  suppressedReason: string | null;
}

export interface TimelineEntry {
  id: number;
  at: string;
  actor: string;
  what: string;
  detail: string | null;
  data: unknown;
}

export interface Passed {
  element: string;
  name: string | null;
  type: string;
  startedAt: string;
  endedAt: string | null;
  outcome: string | null;
  process: string;
  version: number;
}

export interface Recovery {
  id: string;
  process: string;
  version: number;
  incidentId: string | null;
  state: RecoveryState;
  startedAt: string;
  endedAt: string | null;
  activeElements: string[];
  history: Passed[];
  variables: Record<string, unknown>;
  stalled: { element: string; message: string | null; retries: number; unknownOutcome: boolean }[];
  called: { id: string; process: string; version: number; element: string; by: string; startedAt: string; endedAt: string | null }[];
  waitsFor: { position: number | null; reason: string } | null;
}

export interface MatchedFact {
  type: string;
  service: string | null;
  instance: string | null;
  title: string;
  values: Record<string, unknown>;
}

export interface Match {
  rule: string;
  name: string;
  release: number;
  file: string;
  line: number;
  endLine: number;
  source: string;
  facts: MatchedFact[];
}

export interface Point {
  time: string;
  value: number;
  baseline: number | null;
  anomalyScore: number | null;
  instance: string | null;
  labels: Record<string, string>;
}
