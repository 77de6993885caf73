import type { PageGroup } from '../frame/groups';

export const topology: PageGroup = { path: '/topology', name: 'Topology', roles: [], load: () => import('./TopologyPage') };
