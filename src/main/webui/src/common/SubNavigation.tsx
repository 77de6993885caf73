import { Nav, NavItem, NavList } from '@patternfly/react-core';
import { NavLink, useLocation } from 'react-router';

/** The pages of a group, side by side. */
export function SubNavigation({ label, items }: { label: string; items: readonly [string, string][] }): React.JSX.Element {
  const { pathname } = useLocation();
  return (
    <Nav variant="horizontal-subnav" aria-label={label} className="fx-mb-md">
      <NavList>
        {items.map(([to, name]) => (
          <NavItem key={to} isActive={pathname === to}><NavLink to={to} end>{name}</NavLink></NavItem>
        ))}
      </NavList>
    </Nav>
  );
}
