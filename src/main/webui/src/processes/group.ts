import type { PageGroup } from '../frame/groups';

export const processes: PageGroup = { path: '/processes', name: 'Processes', roles: [], load: () => import('./ProcessesPages') };
