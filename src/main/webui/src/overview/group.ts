import type { PageGroup } from '../frame/groups';

export const overview: PageGroup = { path: '/', name: 'Overview', roles: [], ownsHeading: true, load: () => import('./OverviewPage') };
