import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson, getTagged, type Tagged } from '../api';
import type { OpenIncident, Topology } from './graph';

/** The topology with its entity tag. */
export function useTopology(): UseQueryResult<Tagged<Topology>> {
  return useQuery({ queryKey: ['topology'], queryFn: ({ signal }) => getTagged<Topology>('/api/v1/topology', signal), refetchInterval: 30_000 });
}

const OPEN = ['OPEN', 'RECOVERING', 'ESCALATED'];
/** So many of each status are read; beyond that the graph says nothing more. */
const MOST = 200;

/** The open incidents, with their suspects. */
export function useOpenIncidents(): UseQueryResult<OpenIncident[]> {
  return useQuery({
    queryKey: ['incidents', 'open', 'topology'],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(OPEN.map((status) => getJson<{ items: OpenIncident[] }>(`/api/v1/incidents?status=${status}&size=${MOST}`, signal)));
      return pages.flatMap((page) => page.items).map((one) => ({ ...one, services: one.services ?? [], suspects: one.suspects ?? [] }));
    },
    refetchInterval: 10_000,
  });
}
