import type { QueryKey } from '@tanstack/react-query';

/** What the server tells of a change: enough to know what to read again. */
export interface Change {
  kind: 'incident' | 'task' | 'anomaly' | 'recovery';
  id: string;
  incidentId: string | null;
}

const LISTS = { incident: 'incidents', task: 'tasks', anomaly: 'anomalies', recovery: 'recoveries' } as const;

/** More than this many different things at once are not told apart any more. */
const MOST = 500;

/**
 * Gathers changes until they are taken, so that many of them cost one reading. Queries are named by convention: lists
 * `['incidents', …]`, `['tasks', …]`, `['anomalies', …]`, `['recoveries', …]`; one thing `['incident', id, …]` and so on,
 * all that an incident's page reads of it `['incident', its id, …]`.
 */
export class Changes {
  private lists = new Set<string>();
  private things = new Set<string>();
  private everything = false;

  add(change: Change): void {
    this.lists.add(LISTS[change.kind]);
    this.thing(change.kind, change.id);
    if (change.incidentId !== null) {
      this.thing('incident', change.incidentId);
    }
  }

  /** Nothing that was read can be trusted. */
  addAll(): void {
    this.everything = true;
  }

  get isEmpty(): boolean {
    return !this.everything && this.lists.size === 0;
  }

  /** Whether a query is touched by what was gathered; forgets it. */
  take(): (key: QueryKey) => boolean {
    const { everything, lists, things } = this;
    const many = things.size > MOST;
    this.everything = false;
    this.lists = new Set();
    this.things = new Set();
    return ([kind, id]) => everything || lists.has(String(kind)) || things.has(`${kind} ${id}`) || (many && Object.hasOwn(LISTS, String(kind)));
  }

  private thing(kind: string, id: string): void {
    if (this.things.size <= MOST) {
      this.things.add(`${kind} ${id}`);
    }
  }
}

/** Reads the data of an event; null if it is none of ours. */
export function changeOf(event: string, data: string): Change | null {
  if (!Object.hasOwn(LISTS, event)) {
    return null;
  }
  try {
    const { id, incidentId } = JSON.parse(data) as { id?: unknown; incidentId?: unknown };
    return typeof id === 'string' ? { kind: event as Change['kind'], id, incidentId: typeof incidentId === 'string' ? incidentId : null } : null;
  } catch {
    return null;
  }
}
