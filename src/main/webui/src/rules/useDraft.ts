import { useEffect, useState } from 'react';
import { changed, draftOf, keep, kept, rebased, type Draft } from './draft';
import { useRelease, useReleases } from './queries';
import type { Release } from './types';

export interface DraftState {
  draft: Draft | null;
  /** The release in force; the draft may be made from an earlier one. */
  active: Release | null;
  /** Why there is none yet. */
  error: Error | null;
  /** Whether the browser has no room to keep it. */
  unkept: boolean;
  change: (draft: Draft) => void;
  /** Begins anew from the release in force. */
  discard: () => void;
  /** Makes the same change from the release in force; the paths that both changed. */
  rebase: () => string[];
}

/** The draft of this browser, made from the release in force unless it is older. */
export function useDraft(): DraftState {
  const releases = useReleases();
  const number = releases.data?.items.find((release) => release.active)?.number;
  const release = useRelease(number);
  const active = release.data ?? null;
  const [draft, setDraft] = useState<Draft | null>(() => kept());
  const [unkept, setUnkept] = useState(false);

  useEffect(() => {
    if (active && (draft === null || (draft.release !== active.number && changed(draft).length === 0))) {
      setDraft(draftOf(active));
    }
  }, [active, draft]);

  function change(next: Draft): void {
    setDraft(next);
    setUnkept(!keep(next));
  }

  return {
    draft,
    active,
    error: releases.error ?? release.error,
    unkept,
    change,
    discard: () => {
      if (active) {
        change(draftOf(active));
      }
    },
    rebase: () => {
      if (!active || !draft) {
        return [];
      }
      const next = rebased(draft, active);
      change(next.draft);
      return next.conflicts;
    },
  };
}
