import type { Files, Release } from './types';

/** A change of the rules that is not published: what it was made from, and what has become of that. */
export interface Draft {
  /** The release that it was made from. */
  release: number;
  before: Files;
  after: Files;
}

/** All files of a release: rules and scenarios. */
export function filesOf(release: Release): Files {
  return { ...release.files, ...release.scenarios };
}

export function draftOf(release: Release): Draft {
  const files = filesOf(release);
  return { release: release.number, before: files, after: files };
}

/** The paths that differ from the release. */
export function changed(draft: Draft): string[] {
  return [...new Set([...Object.keys(draft.before), ...Object.keys(draft.after)])].filter((path) => draft.before[path] !== draft.after[path]).sort();
}

/** The rules alone. */
export function rulesOf(files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path.endsWith('.drl')));
}

/** All rules, with the scenarios of one file only: those of its name. */
export function besides(files: Files, path: string): Files {
  const scenarios = path.replace(/\.(?:drl|scenario\.yaml)$/, '.scenario.yaml');
  return { ...rulesOf(files), ...(files[scenarios] === undefined ? {} : { [scenarios]: files[scenarios] }) };
}

export function edited(draft: Draft, path: string, text: string): Draft {
  return { ...draft, after: { ...draft.after, [path]: text } };
}

export function removed(draft: Draft, path: string): Draft {
  const { [path]: _gone, ...after } = draft.after;
  return { ...draft, after };
}

/** The file as it was; one that was added goes. */
export function restored(draft: Draft, path: string): Draft {
  const was = draft.before[path];
  return was === undefined ? removed(draft, path) : edited(draft, path, was);
}

/**
 * The same change made from a newer release: files that the draft left alone are those of the release.
 *
 * @returns the draft, and the paths that both changed otherwise; there the draft's text stands
 */
export function rebased(draft: Draft, release: Release): { draft: Draft; conflicts: string[] } {
  const now = filesOf(release);
  const after: Files = { ...now };
  const conflicts: string[] = [];
  for (const path of changed(draft)) {
    const mine = draft.after[path];
    if (now[path] !== draft.before[path] && now[path] !== mine) {
      conflicts.push(path);
    }
    if (mine === undefined) {
      delete after[path];
    } else {
      after[path] = mine;
    }
  }
  return { draft: { release: release.number, before: now, after }, conflicts };
}

/** Why a path cannot be that of a new file; null if it can. */
export function pathProblem(path: string, files: Files): string | null {
  if (files[path] !== undefined) {
    return 'There is a file of this path already.';
  }
  return /^(?:detection|triage|analysis|verification)(?:\/\w[\w.-]*)*\/\w[\w.-]*\.(?:drl|scenario\.yaml)$/.test(path)
    ? null
    : 'Write a stage, a slash and a name, such as detection/web.drl or detection/web.scenario.yaml.';
}

/** What a new file begins with. */
export function firstText(path: string): string {
  const stage = path.split('/')[0] ?? 'detection';
  return path.endsWith('.drl')
    ? `package ${stage};\n\nimport io.fixpoint.fact.*;\n\n`
    : '# yaml-language-server: $schema=../scenario.schema.json\n- name: \n  given:\n  expect:\n';
}

const STAGES = ['detection', 'triage', 'analysis', 'verification'];

/** The paths by stage, in the order of the stages. */
export function byStage(paths: readonly string[]): [string, string[]][] {
  const all = [...STAGES, ...new Set(paths.map((path) => path.split('/')[0] ?? '').filter((stage) => !STAGES.includes(stage)))];
  return all.map((stage): [string, string[]] => [stage, paths.filter((path) => path.startsWith(`${stage}/`)).sort()]).filter(([, of]) => of.length > 0);
}

const KEY = 'fixpoint.rules.draft';

/** The draft that this browser keeps; null if there is none that can be read. */
export function kept(storage: Pick<Storage, 'getItem'> = localStorage): Draft | null {
  try {
    const draft: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

/** Keeps the draft in this browser; false if there is no room for it. */
export function keep(draft: Draft | null, storage: Pick<Storage, 'setItem' | 'removeItem'> = localStorage): boolean {
  try {
    if (draft === null || changed(draft).length === 0) {
      storage.removeItem(KEY);
    } else {
      storage.setItem(KEY, JSON.stringify(draft));
    }
    return true;
  } catch {
    return false;
  }
}

function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && 'release' in value && typeof value.release === 'number' && 'before' in value && isFiles(value.before) && 'after' in value && isFiles(value.after);
}

function isFiles(value: unknown): value is Files {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
}
