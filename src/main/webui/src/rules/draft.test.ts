import { describe, expect, it } from 'vitest';
import { besides, byStage, changed, draftOf, edited, keep, kept, pathProblem, rebased, removed, restored, rulesOf } from './draft';
import type { Release } from './types';

const release = (number: number, files: Record<string, string>, scenarios: Record<string, string> = {}): Release => ({
  number, hash: '', origin: 'API', author: 'a', message: 'm', publishedAt: '2026-01-01T00:00:00Z', active: true, files, scenarios,
});
const one = release(1, { 'detection/a.drl': 'a', 'detection/b.drl': 'b' }, { 'detection/a.scenario.yaml': 's' });

function memory(): Storage {
  const texts = new Map<string, string>();
  return { getItem: (key) => texts.get(key) ?? null, setItem: (key, text) => void texts.set(key, text), removeItem: (key) => void texts.delete(key), clear: () => texts.clear(), key: () => null, length: 0 };
}

describe('a draft of rules', () => {
  it('knows what it changes, and takes it back', () => {
    const draft = removed(edited(edited(draftOf(one), 'detection/a.drl', 'A'), 'triage/c.drl', 'c'), 'detection/b.drl');
    expect(changed(draft)).toEqual(['detection/a.drl', 'detection/b.drl', 'triage/c.drl']);
    expect(changed(restored(restored(restored(draft, 'detection/a.drl'), 'detection/b.drl'), 'triage/c.drl'))).toEqual([]);
  });

  it('holds scenarios beside rules', () => {
    expect(Object.keys(rulesOf(draftOf(one).after))).toEqual(['detection/a.drl', 'detection/b.drl']);
    expect(draftOf(one).after['detection/a.scenario.yaml']).toBe('s');
  });

  it('is tested by the scenarios of one file', () => {
    const files = { ...draftOf(one).after, 'detection/b.scenario.yaml': 't' };
    expect(Object.keys(besides(files, 'detection/a.drl'))).toEqual(['detection/a.drl', 'detection/b.drl', 'detection/a.scenario.yaml']);
    expect(Object.keys(besides(files, 'detection/b.scenario.yaml'))).toContain('detection/b.scenario.yaml');
    expect(Object.keys(besides(files, 'triage/c.drl'))).toEqual(['detection/a.drl', 'detection/b.drl']);
  });

  it('follows a newer release, and names what both changed', () => {
    const draft = edited(draftOf(one), 'detection/a.drl', 'mine');
    const other = rebased(draft, release(2, { 'detection/a.drl': 'theirs', 'detection/b.drl': 'B' }));
    expect(other.conflicts).toEqual(['detection/a.drl']);
    expect(other.draft).toEqual({ release: 2, before: { 'detection/a.drl': 'theirs', 'detection/b.drl': 'B' }, after: { 'detection/a.drl': 'mine', 'detection/b.drl': 'B' } });
    expect(rebased(draft, release(3, { 'detection/a.drl': 'a' })).conflicts).toEqual([]);
  });

  it('is kept by the browser while it changes something', () => {
    const storage = memory();
    const draft = edited(draftOf(one), 'detection/a.drl', 'mine');
    expect(keep(draft, storage)).toBe(true);
    expect(kept(storage)).toEqual(draft);
    keep(draftOf(one), storage);
    expect(kept(storage)).toBeNull();
  });

  it.each(['nonsense', '{"release":1}', '{"release":1,"before":{"a":1},"after":{}}', '[]'])('is not read from %s', (text) => {
    const storage = memory();
    storage.setItem('fixpoint.rules.draft', text);
    expect(kept(storage)).toBeNull();
  });

  it.each([['detection/web.drl', null], ['triage/deep/web.scenario.yaml', null]])('takes the path %s', (path, expected) => {
    expect(pathProblem(path, {})).toBe(expected);
  });

  it.each(['web.drl', 'detection/../x.drl', 'detection/web.txt', 'other/web.drl', 'detection/.drl/'])('refuses the path %s', (path) => {
    expect(pathProblem(path, {})).not.toBeNull();
  });

  it('lists files by stage', () => {
    expect(byStage(['triage/b.drl', 'detection/z.drl', 'detection/a.drl'])).toEqual([['detection', ['detection/a.drl', 'detection/z.drl']], ['triage', ['triage/b.drl']]]);
  });
});
