import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson, getText } from '../api';
import type { ElementCounts, Process } from './types';

export function useProcesses(): UseQueryResult<Process[]> {
  return useQuery({
    queryKey: ['processes'],
    queryFn: async ({ signal }) => (await getJson<{ items: Process[] }>('/api/v1/processes?size=500', signal)).items,
    refetchInterval: 10_000,
  });
}

export function useProcess(key: string): UseQueryResult<Process> {
  return useQuery({ queryKey: ['processes', key], queryFn: ({ signal }) => getJson<Process>(`/api/v1/processes/${encodeURIComponent(key)}`, signal), refetchInterval: 5_000 });
}

/** The text of a version; it never changes. */
export function useModel(key: string, version: number | undefined): UseQueryResult<string> {
  return useQuery({
    queryKey: ['processes', key, 'bpmn', version],
    queryFn: () => getText(`/api/v1/processes/${encodeURIComponent(key)}/bpmn?version=${version}`),
    enabled: version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useCounts(key: string, version: number | undefined): UseQueryResult<ElementCounts> {
  return useQuery({
    queryKey: ['processes', key, 'activity', version],
    queryFn: ({ signal }) => getJson<ElementCounts>(`/api/v1/processes/${encodeURIComponent(key)}/activity?version=${version}`, signal),
    enabled: version !== undefined,
    refetchInterval: 5_000,
  });
}
