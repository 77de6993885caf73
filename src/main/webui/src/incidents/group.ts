import type { PageGroup } from '../frame/groups';

export const incidents: PageGroup = { path: '/incidents', name: 'Incidents', roles: [], ownsHeading: true, load: () => import('./IncidentsPages') };
