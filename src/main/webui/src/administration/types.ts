export type Role = 'viewer' | 'operator' | 'author' | 'admin' | 'ingest' | 'worker';
export const ROLES: readonly [Role, string][] = [
  ['viewer', 'reads'],
  ['operator', 'works on incidents and tasks'],
  ['author', 'checks, tests, replays and simulates'],
  ['admin', 'publishes, deploys and administers'],
  ['ingest', 'posts facts and nothing else'],
  ['worker', 'fetches and completes external tasks'],
];

export interface User {
  name: string;
  roles: Role[];
  groups: string[];
}

/** A user in a change; a new one needs a password, another keeps the former without one. */
export interface EditedUser extends User {
  password?: string;
}

export interface Token {
  id: string;
  name: string;
  owner: string;
  roles: Role[];
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

export interface AuditEntry {
  id: string;
  time: string;
  person: string;
  address: string | null;
  by: string;
  action: string;
  object: string;
  before: unknown;
  after: unknown;
}

export type State = 'PENDING' | 'ACTIVE' | 'EXPIRED';

export interface Occurrence {
  startsAt: string;
  endsAt: string;
}

/** A silence (with matchers) or a maintenance window (with services). */
export interface QuietTime {
  id: string;
  state: State;
  matchers?: Record<string, string>;
  services?: string[];
  reason: string;
  startsAt: string;
  endsAt: string;
  recurrence: string | null;
  timeZone: string;
  endedAt: string | null;
  next: Occurrence | null;
  createdBy: string;
  createdAt: string;
}

export interface Preview {
  state: State;
  anomalies: { id: string | null; name: string; service: string; instance: string | null; severity: string; status: string | null; incident: string | null }[];
  incidents: string[];
  occurrences: Occurrence[];
}

export interface Freeze {
  id: string;
  service: string | null;
  reason: string;
  until: string;
  state: 'ACTIVE' | 'EXPIRED' | 'LIFTED';
  createdBy: string;
  createdAt: string;
  liftedBy: string | null;
  liftedAt: string | null;
}

export interface Setting {
  mode: string;
  service: string | null;
  reason: string | null;
  until: string | null;
  setBy?: string;
}

export interface Delivery {
  id: string;
  channel: string;
  kind: string;
  incidentId: string | null;
  summary: string;
  state: 'PENDING' | 'HELD' | 'DELIVERED' | 'GIVEN_UP';
  attempts: number;
  createdAt: string;
  nextAttemptAt: string | null;
  lastAttemptAt: string | null;
  deliveredAt: string | null;
  lastError: string | null;
}

export interface Page<T> {
  items: T[];
  total: number;
  totalCapped?: boolean;
  next: string | null;
}
