import { Alert } from '@patternfly/react-core';

/** Says that something could not be loaded, and why. */
export function Failed({ error, what }: { error: Error; what: string }): React.JSX.Element {
  return <Alert component="p" isInline variant="danger" title={`${what} could not be loaded`}>{error.message}</Alert>;
}
