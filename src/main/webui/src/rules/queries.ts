import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson, ProblemError } from '../api';
import type { Language, Release, Replay, Rule, Shadow } from './types';

interface Page<T> {
  items: T[];
  total: number;
  next: string | null;
}

/** All rules in force; there may be more than one page of them. */
export function useRules(): UseQueryResult<Rule[]> {
  return useQuery({
    queryKey: ['rules'],
    queryFn: async ({ signal }) => {
      const rules: Rule[] = [];
      for (let page = 0; ; page++) {
        const one = await getJson<Page<Rule>>(`/api/v1/rules?size=500&page=${page}`, signal);
        rules.push(...one.items);
        if (one.next === null) {
          return rules;
        }
      }
    },
    refetchInterval: 10_000,
  });
}

export function useRule(stage: string, id: string): UseQueryResult<Rule> {
  return useQuery({
    queryKey: ['rules', stage, id],
    queryFn: ({ signal }) => getJson<Rule>(`/api/v1/rules/${encodeURIComponent(id)}?stage=${encodeURIComponent(stage)}`, signal),
    refetchInterval: 10_000,
  });
}

export function useReleases(): UseQueryResult<Page<Release>> {
  return useQuery({ queryKey: ['releases'], queryFn: ({ signal }) => getJson<Page<Release>>('/api/v1/rules/releases?size=200', signal), refetchInterval: 15_000 });
}

/** A release with its files; they never change. */
export function useRelease(number: number | undefined): UseQueryResult<Release> {
  return useQuery({
    queryKey: ['releases', number],
    queryFn: ({ signal }) => getJson<Release>(`/api/v1/rules/releases/${number}`, signal),
    enabled: number !== undefined,
    staleTime: 60_000,
  });
}

export function useLanguage(): UseQueryResult<Language> {
  return useQuery({ queryKey: ['language'], queryFn: ({ signal }) => getJson<Language>('/api/v1/rules/language', signal), staleTime: Number.POSITIVE_INFINITY });
}

/** A replay, asked for again until it has ended. */
export function useReplay(id: string | null): UseQueryResult<Replay> {
  return useQuery({
    queryKey: ['replays', id],
    queryFn: ({ signal }) => getJson<Replay>(`/api/v1/rules/replays/${id}`, signal),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data === undefined || query.state.data.state === 'RUNNING' ? 700 : false),
  });
}

/** The candidate that runs beside the release in force; null if none does. */
export function useShadow(): UseQueryResult<Shadow | null> {
  return useQuery({
    queryKey: ['shadow'],
    queryFn: async ({ signal }) => {
      try {
        return await getJson<Shadow>('/api/v1/rules/shadow', signal);
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) {
          return null;
        }
        throw error;
      }
    },
    refetchInterval: 5_000,
  });
}
