import {
  Dropdown, DropdownItem, DropdownList, Masthead, MastheadBrand, MastheadContent, MastheadMain, MastheadToggle, MenuToggle, Nav, NavItem, NavList, Page, PageSection, PageSidebar, PageSidebarBody, PageToggleButton, SkipToContent, Title, ToggleGroup, ToggleGroupItem,
} from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { useSession } from '../api';
import { LiveProvider } from '../live/LiveProvider';
import { LiveState } from '../live/LiveState';
import { groupsFor, type PageGroup } from './groups';
import { Logo } from './Logo';
import { chooseTheme, chosenTheme, type Theme } from './theme';
import { useToasts } from './toasts';
import './frame.css';

const WIDE = 1200;

/** What is around each page: brand, live state, person, navigation. */
export function Shell(): React.JSX.Element {
  const { person } = useSession();
  const { pathname } = useLocation();
  const [isOpen, setIsOpen] = useState(window.innerWidth >= WIDE);
  const groups = groupsFor(person.roles);
  const here = groups.find((group) => isBelow(pathname, group));

  useEffect(() => {
    if (window.innerWidth < WIDE) {
      setIsOpen(false);
    }
    document.querySelector('.pf-v6-c-page__main')?.scrollTo?.(0, 0);
  }, [pathname]);
  useEffect(() => {
    if (here && !here.ownsHeading) {
      document.title = `${here.name} · Fixpoint`;
    }
  }, [here]);

  const masthead = (
    <Masthead display={{ default: 'inline' }}>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton isHamburgerButton aria-label="Navigation" isSidebarOpen={isOpen} onSidebarToggle={() => setIsOpen(!isOpen)} />
        </MastheadToggle>
        <MastheadBrand>
          <Link to="/" className="fx-brand" aria-label="Fixpoint"><Logo /><span>Fixpoint</span></Link>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <div className="fx-head">
          <LiveState />
          <PersonMenu />
        </div>
      </MastheadContent>
    </Masthead>
  );
  const sidebar = (
    <PageSidebar isSidebarOpen={isOpen}>
      <PageSidebarBody>
        <Nav aria-label="Pages">
          <NavList>
            {groups.map((group) => (
              <NavItem key={group.path} isActive={group === here} itemId={group.path}>
                <Link to={group.path} aria-current={group === here ? 'page' : undefined}>{group.name}</Link>
              </NavItem>
            ))}
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
  return (
    <LiveProvider>
      <Page masthead={masthead} sidebar={sidebar} skipToContent={<SkipToContent href="#content">Skip to content</SkipToContent>} mainContainerId="content">
        <PageSection isFilled aria-label="Page" className="fx-page">
          {here && !here.ownsHeading && <Title headingLevel="h1" className="fx-mb-md">{here.name}</Title>}
          <Outlet />
        </PageSection>
      </Page>
    </LiveProvider>
  );
}

function isBelow(pathname: string, group: PageGroup): boolean {
  return group.path === '/' ? pathname === '/' : pathname === group.path || pathname.startsWith(`${group.path}/`);
}

function PersonMenu(): React.JSX.Element {
  const { person, signOut } = useSession();
  const { failed } = useToasts();
  const [isOpen, setIsOpen] = useState(false);
  const [theme, setTheme] = useState(chosenTheme());

  function choose(chosen: Theme): void {
    chooseTheme(chosen);
    setTheme(chosen);
  }

  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      popperProps={{ position: 'right' }}
      toggle={(ref) => (
        <MenuToggle ref={ref} variant="plainText" isExpanded={isOpen} onClick={() => setIsOpen(!isOpen)} aria-label={`Signed in as ${person.name}; menu`}>
          <span className="fx-person">{person.name}</span>
        </MenuToggle>
      )}
    >
      <div className="fx-menu-head">
        <strong className="fx-wrap">{person.name}</strong>
        <span>{person.roles.join(', ')}</span>
        <ToggleGroup aria-label="Theme" className="fx-mt-sm">
          {(['system', 'light', 'dark'] as const).map((one) => (
            <ToggleGroupItem key={one} text={one} buttonId={`theme-${one}`} isSelected={theme === one} onChange={() => choose(one)} />
          ))}
        </ToggleGroup>
      </div>
      <DropdownList>
        <DropdownItem onClick={() => void signOut().catch((error: unknown) => failed('You are still signed in', error))}>Sign out</DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
