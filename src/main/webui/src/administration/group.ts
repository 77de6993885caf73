import type { PageGroup } from '../frame/groups';

export const administration: PageGroup = { path: '/administration', name: 'Administration', roles: [], load: () => import('./AdministrationPages') };
