import { administration } from '../administration/group';
import type { Role } from '../api';
import { figures } from '../figures/group';
import { incidents } from '../incidents/group';
import { overview } from '../overview/group';
import { processes } from '../processes/group';
import { rules } from '../rules/group';
import { tasks } from '../tasks/group';
import { topology } from '../topology/group';

/** A group of pages: one entry of the navigation, loaded when it is opened. */
export interface PageGroup {
  /** Below which all its pages are, such as `/incidents`. */
  path: string;
  /** In the navigation, and the page's title. */
  name: string;
  /** Who may see it; empty: everybody who may read at all. */
  roles: Role[];
  /** Its pages show a heading of their own, as a page of one incident does; else the frame shows the name. */
  ownsHeading?: boolean;
  /** The component of the group, which has its own routes below the path, or none. */
  load: () => Promise<{ default: React.ComponentType }>;
}

/** In the order of the navigation. */
export const GROUPS: readonly PageGroup[] = [overview, incidents, tasks, rules, processes, topology, figures, administration];

/** What the person may see. */
export function groupsFor(roles: readonly Role[]): PageGroup[] {
  const reads = roles.some((role) => role === 'viewer' || role === 'operator' || role === 'author' || role === 'admin');
  return reads ? GROUPS.filter((group) => group.roles.length === 0 || group.roles.some((role) => roles.includes(role))) : [];
}
