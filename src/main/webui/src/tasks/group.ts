import type { PageGroup } from '../frame/groups';

export const tasks: PageGroup = { path: '/tasks', name: 'Tasks', roles: [], ownsHeading: true, load: () => import('./TasksPages') };
