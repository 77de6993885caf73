import { Alert, AlertActionLink } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getJson, type Page, query } from '../api';
import { TaskButtons } from '../tasks/TaskButtons';
import type { Task } from '../tasks/types';
import { taskTitle } from '../tasks/words';
import type { Incident } from './types';
import '../tasks/tasks.css';

/** What the incident wants of people now, with the way to do it. */
export function Waiting({ of }: { of: Incident }): React.JSX.Element {
  const tasks = useQuery({
    queryKey: ['tasks', 'of', of.id],
    queryFn: ({ signal }) => getJson<Page<Task>>(`/api/v1/tasks${query({ incidentId: of.id, size: 20 })}`, signal),
    refetchInterval: 15_000,
  });
  return (
    <div aria-live="polite">
      {tasks.data?.items.map((task) => (
        <Alert
          key={task.id} component="p" isInline variant="warning" className="fx-mb-md" title={`It waits for a person: ${taskTitle(task)}`}
          actionLinks={<><TaskButtons of={task} /><AlertActionLink component={(props) => <Link {...props} to={`/tasks/${encodeURIComponent(task.id)}`} />}>All of the task</AlertActionLink></>}
        >
          {task.reason}
        </Alert>
      ))}
      {of.recovery?.state === 'STALLED' && <Alert component="p" isInline variant="danger" className="fx-mb-md" title="Its recovery is stalled: a step failed, or it is not known whether it was carried out. See Recovery." />}
    </div>
  );
}
