import type { PageGroup } from '../frame/groups';

export const figures: PageGroup = { path: '/figures', name: 'Figures', roles: [], load: () => import('./FiguresPage') };
