import { Bullseye, EmptyState, EmptyStateBody, Spinner } from '@patternfly/react-core';
import { lazy, Suspense } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { useMe } from '../api';
import { GROUPS, groupsFor, type PageGroup } from './groups';
import { PageFailed } from './PageFailed';
import { Shell } from './Shell';

/** The routes of all groups inside of the shell. */
export function routes(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter([
    {
      element: <Shell />,
      errorElement: <PageFailed whole />,
      children: [...GROUPS.map(route), { path: '*', element: <NotFound /> }],
    },
  ]);
}

function route(group: PageGroup): RouteObject {
  const Pages = lazy(group.load);
  return {
    path: group.path === '/' ? '/' : `${group.path}/*`,
    errorElement: <PageFailed />,
    element: (
      <Allowed group={group}>
        <Suspense fallback={<Bullseye><Spinner aria-label="The page is loading" /></Bullseye>}>
          <Pages />
        </Suspense>
      </Allowed>
    ),
  };
}

function Allowed({ group, children }: { group: PageGroup; children: React.ReactNode }): React.ReactNode {
  const { roles } = useMe();
  return groupsFor(roles).includes(group) ? children : <NotAllowed name={group.name} roles={group.roles} />;
}

function NotAllowed({ name, roles }: { name: string; roles: readonly string[] }): React.JSX.Element {
  return (
    <EmptyState titleText={`${name} is not for you`} headingLevel="h2">
      <EmptyStateBody>It needs the role {roles.length === 0 ? 'viewer' : roles.join(' or ')}; an administrator can give it.</EmptyStateBody>
    </EmptyState>
  );
}

function NotFound(): React.JSX.Element {
  return (
    <EmptyState titleText="There is no such page" headingLevel="h2">
      <EmptyStateBody>The address may be mistyped, or from another version. The navigation has all pages.</EmptyStateBody>
    </EmptyState>
  );
}
