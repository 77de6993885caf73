import type { PageGroup } from '../frame/groups';

export const rules: PageGroup = { path: '/rules', name: 'Rules', roles: ['author', 'admin'], load: () => import('./RulesPages') };
