import { Bullseye, Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, Spinner } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { onUnauthorized } from '../api/calls';
import { currentPerson, type Person, SessionContext, signOut } from '../api/session';

const LoginPage = lazy(() => import('./LoginPage'));

type Known = { state: 'asking' } | { state: 'unreachable'; error: Error } | { state: 'out' } | { state: 'in'; person: Person };

/** Shows the console to who has signed in, and the login page to others. */
export function SessionGate({ children }: { children: ReactNode }): React.JSX.Element {
  const [known, setKnown] = useState<Known>({ state: 'asking' });
  const queries = useQueryClient();

  const ask = useCallback(() => {
    currentPerson().then(
      (person) => setKnown(person === null ? { state: 'out' } : { state: 'in', person }),
      (error: Error) => setKnown({ state: 'unreachable', error }),
    );
  }, []);
  useEffect(ask, [ask]);
  useEffect(() => onUnauthorized(() => setKnown((former) => (former.state === 'in' ? { state: 'out' } : former))), []);

  const session = useMemo(
    () =>
      known.state === 'in'
        ? {
            person: known.person,
            signOut: async () => {
              await signOut();
              queries.clear();
              setKnown({ state: 'out' });
            },
          }
        : null,
    [known, queries],
  );

  if (session !== null) {
    return <SessionContext value={session}>{children}</SessionContext>;
  }
  if (known.state === 'out') {
    return (
      <Suspense>
        <LoginPage
          onSignedIn={(person) => {
            queries.clear();
            setKnown({ state: 'in', person });
          }}
        />
      </Suspense>
    );
  }
  return (
    <main>
      <Bullseye>
        {known.state === 'unreachable' ? (
          <EmptyState titleText="The server does not answer" headingLevel="h1" status="danger">
            <EmptyStateBody>{known.error.message}</EmptyStateBody>
            <EmptyStateFooter>
              <EmptyStateActions>
                <Button onClick={ask}>Try again</Button>
              </EmptyStateActions>
            </EmptyStateFooter>
          </EmptyState>
        ) : (
          <Spinner aria-label="The console is loading" />
        )}
      </Bullseye>
    </main>
  );
}
