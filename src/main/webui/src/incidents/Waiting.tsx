import { Alert } from '@patternfly/react-core';
import { IncidentTasks } from '../tasks/IncidentTasks';
import type { Incident } from './types';

/** What the incident wants of people now, with the way to do it. */
export function Waiting({ of }: { of: Incident }): React.JSX.Element {
  return (
    <div aria-live="polite">
      {of.recovery?.state === 'STALLED' && <Alert component="p" isInline variant="danger" className="fx-mb-md" title="Its recovery is stalled: a step failed, or it is not known whether it was carried out. See Recovery." />}
      <IncidentTasks incident={of.id} />
    </div>
  );
}
