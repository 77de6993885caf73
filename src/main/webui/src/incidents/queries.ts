import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson, getText, type Page, query } from '../api';
import { asked, type Filters } from './filters';
import type { Incident, IncidentSummary, Match, Point, Recovery, TimelineEntry } from './types';

export const PAGE_SIZE = 50;

export function useIncidents(filters: Filters): UseQueryResult<Page<IncidentSummary>> {
  const text = query(asked(filters, PAGE_SIZE));
  return useQuery({
    queryKey: ['incidents', text],
    queryFn: ({ signal }) => getJson<Page<IncidentSummary>>(`/api/v1/incidents${text}`, signal),
    placeholderData: keepPreviousData,
  });
}

export function useIncident(id: string): UseQueryResult<Incident> {
  return useQuery({ queryKey: ['incident', id], queryFn: ({ signal }) => getJson<Incident>(`/api/v1/incidents/${encodeURIComponent(id)}`, signal) });
}

/** All that happened; a long one comes in several pages. */
export function useTimeline(id: string): UseQueryResult<TimelineEntry[]> {
  return useQuery({
    queryKey: ['incident', id, 'timeline'],
    queryFn: async ({ signal }) => {
      const entries: TimelineEntry[] = [];
      for (let page = 0; ; page++) {
        const one = await getJson<Page<TimelineEntry>>(`/api/v1/incidents/${encodeURIComponent(id)}/timeline?size=500&page=${page}`, signal);
        entries.push(...one.items);
        if (one.next === null) {
          return entries;
        }
      }
    },
  });
}

export function useRecovery(incident: string, id: string | undefined): UseQueryResult<Recovery> {
  return useQuery({
    queryKey: ['incident', incident, 'recovery', id],
    queryFn: ({ signal }) => getJson<Recovery>(`/api/v1/recoveries/${encodeURIComponent(id ?? '')}`, signal),
    enabled: id !== undefined,
    refetchInterval: (of) => (of.state.data?.endedAt ? false : 5_000),
  });
}

/** The text of a version of a process; it never changes. */
export function useDiagram(process: string | undefined, version: number | undefined): UseQueryResult<string> {
  return useQuery({
    queryKey: ['process', process, 'bpmn', version],
    queryFn: () => getText(`/api/v1/processes/${encodeURIComponent(process ?? '')}/bpmn?version=${version}`, 'application/xml'),
    enabled: process !== undefined && version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useExplanation(anomaly: string | null): UseQueryResult<{ matches: Match[] }> {
  return useQuery({
    queryKey: ['anomaly', anomaly, 'explanation'],
    queryFn: ({ signal }) => getJson<{ matches: Match[] }>(`/api/v1/anomalies/${encodeURIComponent(anomaly ?? '')}/explanation`, signal),
    enabled: anomaly !== null,
  });
}

export interface SeriesOf {
  service: string;
  metric: string;
  instance: string | null;
  from: string;
  to: string;
}

export function usePoints(of: SeriesOf): UseQueryResult<Point[]> {
  return useQuery({
    queryKey: ['points', of],
    queryFn: async ({ signal }) => (await getJson<Page<Point>>(`/api/v1/series/points${query({ ...of, size: 500 })}`, signal)).items,
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });
}

export function useReport(id: string): UseQueryResult<string> {
  return useQuery({ queryKey: ['incident', id, 'report'], queryFn: ({ signal }) => getText(`/api/v1/incidents/${encodeURIComponent(id)}/report`, 'text/markdown', signal) });
}
