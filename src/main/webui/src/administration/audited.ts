/** A value of an audited object, before and after a change. */
export interface AuditedChange {
  field: string;
  before: string | null;
  after: string | null;
}

/**
 * What a change did, field by field; equal fields are left out. Objects are compared by their fields, all else as a
 * whole; texts that are JSON count as what they hold.
 */
export function auditedChanges(before: unknown, after: unknown): AuditedChange[] {
  const old = leaves('', parsed(before));
  const now = leaves('', parsed(after));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((field) => old.get(field) !== now.get(field))
    .map((field) => ({ field, before: old.get(field) ?? null, after: now.get(field) ?? null }));
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function leaves(path: string, value: unknown): Map<string, string> {
  if (value === null || value === undefined) {
    return new Map();
  }
  if (typeof value === 'object' && (!Array.isArray(value) || value.some((item) => typeof item === 'object' && item !== null))) {
    return new Map(Object.entries(value).flatMap(([name, inner]) => [...leaves(path === '' ? name : `${path}.${name}`, inner)]));
  }
  return new Map([[path, Array.isArray(value) ? value.join(', ') : String(value)]]);
}
