import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson, getTagged, type Tagged } from '../api';
import type { OpenIncident, Topology } from './graph';

/** The topology with its entity tag. */
export function useTopology(): UseQueryResult<Tagged<Topology>> {
  return useQuery({ queryKey: ['topology'], queryFn: ({ signal }) => getTagged<Topology>('/api/v1/topology', signal), refetchInterval: 30_000 });
}

/** So many are read for the health of services, and of so many the suspects, too: the latest. */
const MOST = 500;
const MOST_WITH_SUSPECTS = 30;

/** The open incidents, the latest with their suspects. */
export function useOpenIncidents(): UseQueryResult<OpenIncident[]> {
  return useQuery({
    queryKey: ['incidents', 'health'],
    queryFn: async ({ signal }) => {
      const { items } = await getJson<{ items: OpenIncident[] }>(`/api/v1/incidents?status=OPEN,RECOVERING,ESCALATED&size=${MOST}`, signal);
      const latest = await Promise.all(items.slice(0, MOST_WITH_SUSPECTS).map((one) => getJson<OpenIncident>(`/api/v1/incidents/${encodeURIComponent(one.id)}`, signal)));
      return [...latest, ...items.slice(MOST_WITH_SUSPECTS)].map((one) => ({ ...one, suspects: one.suspects ?? [] }));
    },
    refetchInterval: 30_000,
  });
}
