import { describe, expect, it } from 'vitest';
import { Changes, changeOf } from './changes';

const touched = (changes: Changes, ...keys: unknown[][]): boolean[] => {
  const isTouched = changes.take();
  return keys.map((key) => isTouched(key));
};

describe('changes', () => {
  it('touch their list, the thing, and the incident that it belongs to', () => {
    const changes = new Changes();
    changes.add({ kind: 'task', id: 't1', incidentId: 'i1' });
    expect(touched(changes, ['tasks', 'list'], ['task', 't1'], ['incident', 'i1', 'timeline'], ['incidents', 'list'], ['task', 't2'], ['incident', 'i2'], ['topology'])).toEqual([true, true, true, false, false, false, false]);
  });

  it('are forgotten once they are taken', () => {
    const changes = new Changes();
    changes.add({ kind: 'incident', id: 'i1', incidentId: null });
    expect(changes.isEmpty).toBe(false);
    changes.take();
    expect(changes.isEmpty).toBe(true);
    expect(touched(changes, ['incidents'])).toEqual([false]);
  });

  it('too many to tell apart touch all things of their kinds', () => {
    const changes = new Changes();
    for (let number = 0; number < 2000; number++) {
      changes.add({ kind: 'incident', id: `i${number}`, incidentId: null });
    }
    expect(touched(changes, ['incident', 'another'], ['incidents'], ['rules'])).toEqual([true, true, false]);
  });

  it('of everything touch everything', () => {
    const changes = new Changes();
    changes.addAll();
    expect(touched(changes, ['rules'])).toEqual([true]);
  });

  it('are read from events, and nothing else is', () => {
    expect(changeOf('task', '{"id":"t","incidentId":"i","change":"CREATED"}')).toEqual({ kind: 'task', id: 't', incidentId: 'i' });
    expect(changeOf('incident', '{"id":"i"}')).toEqual({ kind: 'incident', id: 'i', incidentId: null });
    expect(changeOf('reset', '{}')).toBeNull();
    expect(changeOf('constructor', '{"id":"i"}')).toBeNull();
    expect(changeOf('task', 'nonsense')).toBeNull();
  });
});
