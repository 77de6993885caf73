import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson, type Page, query } from '../api';
import type { RecoveryState, Severity } from '../common/labels';
import { SEVERITIES } from '../common/labels';
import type { Statistics } from '../figures/figures';
import type { Task } from '../tasks/types';
import type { IncidentRow, Mode, Point, Setting } from './types';

export const UNRESOLVED = 'OPEN,RECOVERING,ESCALATED';
const WORST = 8;

export interface OpenIncidents {
  total: number;
  worst: IncidentRow[];
  counts: Record<Severity, number>;
}

/** The worst open incidents, and how many there are of each severity. */
export function useOpenIncidents(): UseQueryResult<OpenIncidents> {
  return useQuery({
    queryKey: ['incidents', 'open', 'overview'],
    queryFn: async ({ signal }) => {
      const open = await getJson<Page<IncidentRow>>(`/api/v1/incidents${query({ status: UNRESOLVED, sort: '-severity', size: 100 })}`, signal);
      const counts = await Promise.all(
        SEVERITIES.map(async (severity): Promise<[Severity, number]> => {
          const counted = open.items.filter((incident) => incident.severity === severity).length;
          return [severity, open.total <= open.items.length ? counted : (await getJson<Page<IncidentRow>>(`/api/v1/incidents${query({ status: UNRESOLVED, severity, size: 1 })}`, signal)).total];
        }),
      );
      return { total: open.total, worst: open.items.slice(0, WORST), counts: Object.fromEntries(counts) as Record<Severity, number> };
    },
  });
}

/** The incidents that are being repaired. */
export function useRepairing(): UseQueryResult<Page<IncidentRow>> {
  return useQuery({ queryKey: ['incidents', 'repairing'], queryFn: ({ signal }) => getJson<Page<IncidentRow>>(`/api/v1/incidents${query({ status: 'RECOVERING', sort: 'priority', size: WORST })}`, signal) });
}

export interface RecoveryRow {
  id: string;
  process: string;
  incidentId: string | null;
  state: RecoveryState;
  stalled: { element: string; message: string | null; unknownOutcome: boolean }[];
}

/** The recoveries that failed at a step and wait for a person. */
export function useStalled(): UseQueryResult<Page<RecoveryRow>> {
  return useQuery({ queryKey: ['recoveries', 'stalled'], queryFn: ({ signal }) => getJson<Page<RecoveryRow>>(`/api/v1/recoveries${query({ state: 'STALLED', size: WORST })}`, signal) });
}

/** The tasks that the person may do, the most urgent first. */
export function useMyTasks(): UseQueryResult<Page<Task>> {
  return useQuery({ queryKey: ['tasks', 'overview'], queryFn: ({ signal }) => getJson<Page<Task>>(`/api/v1/tasks${query({ mine: true, sort: '-priority', size: WORST })}`, signal) });
}

export function useAutomation(): UseQueryResult<{ mode: Mode; entries: Setting[] }> {
  return useQuery({ queryKey: ['automation'], queryFn: ({ signal }) => getJson<{ mode: Mode; entries: Setting[] }>('/api/v1/automation', signal), refetchInterval: 10_000 });
}

/** Points of one of Fixpoint's own series, of the last quarter of an hour. */
export function useOwnSeries(metric: string): UseQueryResult<Point[]> {
  return useQuery({
    queryKey: ['own-series', metric],
    queryFn: async ({ signal }) => (await getJson<Page<Point>>(`/api/v1/series/points${query({ service: 'fixpoint', metric, from: new Date(Date.now() - 15 * 60_000).toISOString(), size: 500 })}`, signal)).items,
    refetchInterval: 15_000,
  });
}

const DAYS = 14;

/** The figures of the last two weeks, day by day; days end now. */
export function useRecentFigures(): UseQueryResult<Statistics> {
  return useQuery({
    queryKey: ['figures', 'overview'],
    queryFn: ({ signal }) => getJson<Statistics>(`/api/v1/statistics${query({ from: new Date(Date.now() - DAYS * 86_400_000).toISOString(), every: 'P1D' })}`, signal),
    refetchInterval: 60_000,
  });
}
