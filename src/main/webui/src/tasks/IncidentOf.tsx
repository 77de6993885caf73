import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getJson } from '../api';
import { SeverityLabel, StatusLabel } from '../common/labels';
import type { IncidentRow } from '../overview/types';

/** The incident that a task is about. */
export function IncidentOf({ id }: { id: string }): React.JSX.Element {
  const incident = useQuery({ queryKey: ['incident', id, 'row'], queryFn: ({ signal }) => getJson<IncidentRow>(`/api/v1/incidents/${encodeURIComponent(id)}`, signal) });
  const of = incident.data;
  return of === undefined ? (
    <Link to={`/incidents/${id}`}>Incident</Link>
  ) : (
    <>
      <SeverityLabel of={of.severity} /> <StatusLabel of={of.status} step={of.step} /> <Link to={`/incidents/${id}`}>#{of.number} {of.title}</Link>
    </>
  );
}
