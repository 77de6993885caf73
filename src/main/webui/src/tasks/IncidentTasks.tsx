import { Card, CardBody, CardFooter, CardTitle } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getJson, type Page, query } from '../api';
import { Failed } from '../common/Failed';
import { TaskButtons } from './TaskButtons';
import { TaskDue } from './TaskDue';
import { TaskFacts } from './TaskFacts';
import type { Task } from './types';
import { taskTitle } from './words';
import './tasks.css';

/** The open tasks of an incident, to be decided where they are seen. */
export function IncidentTasks({ incidentId }: { incidentId: string }): React.JSX.Element {
  const tasks = useQuery({ queryKey: ['incident', incidentId, 'tasks'], queryFn: ({ signal }) => getJson<Page<Task>>(`/api/v1/tasks${query({ incidentId, size: 20 })}`, signal) });
  const open = tasks.data?.items ?? [];
  return (
    <div aria-live="polite" className={open.length > 0 ? 'fx-mt-md fx-mb-md' : undefined}>
      {tasks.error && <Failed error={tasks.error} what="The tasks" />}
      {open.length > 0 && (
        <ul className="fx-tasks" aria-label="Tasks of this incident">
          {open.map((task) => (
            <li key={task.id}>
              <Card isCompact component="article" className="fx-needs-you">
                <CardTitle component="h2" className="fx-wrap"><Link to={`/tasks/${task.id}`}>{taskTitle(task)}</Link> <small className="fx-subtle"><TaskDue of={task} /></small></CardTitle>
                <CardBody><TaskFacts of={task} /></CardBody>
                <CardFooter><TaskButtons of={task} /></CardFooter>
              </Card>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
