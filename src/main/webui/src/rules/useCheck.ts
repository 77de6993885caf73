import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { sendJson } from '../api';
import { rulesOf } from './draft';
import type { CheckResult, Files } from './types';

/** So long nothing is typed before the rules are checked. */
const PAUSE = 400;

export interface Check {
  result: CheckResult | undefined;
  /** Whether the result is of an earlier text. */
  checking: boolean;
  error: Error | null;
}

/** Checks the rules a moment after the last change; an answer to an earlier text is dropped. */
export function useCheck(files: Files | null): Check {
  const [settled, setSettled] = useState<Files | null>(files);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(files), PAUSE);
    return () => clearTimeout(timer);
  }, [files]);
  const query = useQuery({
    queryKey: ['check', settled],
    queryFn: ({ signal }) => sendJson<CheckResult>('POST', '/api/v1/rules/check', { files: rulesOf(settled ?? {}) }, {}, signal),
    enabled: settled !== null,
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
    retry: 1,
  });
  return { result: query.data, checking: settled !== files || query.isFetching, error: query.error };
}
