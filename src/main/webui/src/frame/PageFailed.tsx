import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter } from '@patternfly/react-core';
import { useRouteError } from 'react-router';

/** Instead of a page that broke: the others go on. */
export function PageFailed({ whole = false }: { whole?: boolean }): React.JSX.Element {
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  // A page of an older release, whose file is gone since the server was updated.
  const outdated = /dynamically imported module|module script|preload/i.test(message);
  const shown = (
    <EmptyState titleText={outdated ? 'The console was updated' : 'This page broke'} headingLevel="h2" status={outdated ? 'info' : 'danger'}>
      <EmptyStateBody>{outdated ? 'Load it again to go on with the new one.' : `${message}. Nothing on the server was changed by this.`}</EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <Button onClick={() => window.location.reload()}>Load again</Button>
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
  return whole ? <main>{shown}</main> : shown;
}
