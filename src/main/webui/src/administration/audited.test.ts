import { describe, expect, it } from 'vitest';
import { auditedChanges } from './audited';

describe('an audited change', () => {
  it('shows the fields that differ', () => {
    expect(auditedChanges({ mode: 'APPROVAL', reason: 'x', until: null }, { mode: 'AUTOMATIC', reason: 'x' })).toEqual([{ field: 'mode', before: 'APPROVAL', after: 'AUTOMATIC' }]);
  });

  it('goes into objects and lists of objects, and keeps lists of words whole', () => {
    expect(auditedChanges({ users: [{ name: 'ada', roles: ['viewer'] }] }, { users: [{ name: 'ada', roles: ['viewer', 'admin'] }] })).toEqual([{ field: 'users.0.roles', before: 'viewer', after: 'viewer, admin' }]);
  });

  it('reads texts that are JSON, and takes all else as it is', () => {
    expect(auditedChanges('{"a":1}', '{"a":2}')).toEqual([{ field: 'a', before: '1', after: '2' }]);
    expect(auditedChanges('{broken', null)).toEqual([{ field: '', before: '{broken', after: null }]);
    expect(auditedChanges(null, 'x')).toEqual([{ field: '', before: null, after: 'x' }]);
    expect(auditedChanges(null, null)).toEqual([]);
  });
});
