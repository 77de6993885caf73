import { Button, Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, Form, FormGroup, Label, Spinner, TextArea } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { sendJson, useCan } from '../api';
import { ConfirmDialog } from '../common/ConfirmDialog';
import { Failed } from '../common/Failed';
import { PageHeading } from '../common/PageHeading';
import { Time } from '../common/Time';
import { useToasts } from '../frame/toasts';
import { IncidentOf } from './IncidentOf';
import { useComments, useTask } from './queries';
import { TaskButtons } from './TaskButtons';
import { TaskDue } from './TaskDue';
import { TaskFacts } from './TaskFacts';
import type { Task } from './types';
import { taskTitle } from './words';

/** One task, to decide from it alone. */
export function TaskPage(): React.JSX.Element {
  const { id = '' } = useParams();
  const task = useTask(id);
  if (task.data === undefined) {
    return task.error ? <Failed error={task.error} what="The task" /> : <Spinner aria-label="The task is loading" />;
  }
  return task.data === null ? <Gone /> : <Shown of={task.data} />;
}

function Gone(): React.JSX.Element {
  return (
    <>
      <PageHeading title="Task" />
      <EmptyState titleText="This task is done, or never was" headingLevel="h2">
        <EmptyStateBody>Its incident’s timeline says who did it.</EmptyStateBody>
        <EmptyStateFooter><EmptyStateActions><Link to="/tasks">Open tasks</Link></EmptyStateActions></EmptyStateFooter>
      </EmptyState>
    </>
  );
}

function Shown({ of }: { of: Task }): React.JSX.Element {
  const navigate = useNavigate();
  const mayAssign = useCan('operator', 'admin');
  const [isAssigning, setIsAssigning] = useState(false);
  return (
    <>
      <PageHeading title={taskTitle(of)}><TaskDue of={of} /></PageHeading>
      {of.incidentId !== null && <p className="fx-wrap fx-mb-md"><IncidentOf id={of.incidentId} /></p>}
      <TaskFacts of={of} />
      <div className="fx-mt-md fx-mb-md"><TaskButtons of={of} onDone={() => void navigate(of.incidentId === null ? '/tasks' : `/incidents/${of.incidentId}`)} /></div>
      <DescriptionList isCompact isHorizontal horizontalTermWidthModifier={{ default: '7rem' }} className="fx-wrap">
        <Row name="Assignee">{of.assignee ?? 'nobody'} {mayAssign && <Button variant="link" isInline onClick={() => setIsAssigning(true)}>Assign</Button>}</Row>
        <Row name="For">{[...of.candidateGroups, ...of.candidateUsers].join(', ') || 'its assignee'}{of.fourEyes ? '; not for who asked for the recovery' : ''}</Row>
        <Row name="Asked"><Time of={of.createdAt} /></Row>
        {of.dueAt !== null && <Row name="Due"><Time of={of.dueAt} /></Row>}
        {of.followUpAt !== null && <Row name="Not before"><Time of={of.followUpAt} /></Row>}
        <Row name="Priority">{of.priority}</Row>
        <Row name="Process"><Link to={`/processes/${encodeURIComponent(of.process)}`}>{of.process}</Link>, element {of.element}</Row>
      </DescriptionList>
      <Comments of={of} />
      {isAssigning && <AssignDialog of={of} onClose={() => setIsAssigning(false)} />}
    </>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }): React.JSX.Element {
  return <DescriptionListGroup><DescriptionListTerm>{name}</DescriptionListTerm><DescriptionListDescription>{children}</DescriptionListDescription></DescriptionListGroup>;
}

function AssignDialog({ of, onClose }: { of: Task; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      title="Assign the task"
      action="Assign"
      text={{ label: 'Person', isRequired: true }}
      onConfirm={async (assignee) => {
        await sendJson('POST', `/api/v1/tasks/${encodeURIComponent(of.id)}/assign`, { assignee });
        await queries.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'tasks' || kind === 'task' });
      }}
      onClose={onClose}
    />
  );
}

function Comments({ of }: { of: Task }): React.JSX.Element {
  const comments = useComments(of.id);
  const mayWrite = useCan('operator', 'admin');
  const queries = useQueryClient();
  const { failed } = useToasts();
  const [text, setText] = useState('');

  async function write(): Promise<void> {
    try {
      await sendJson('POST', `/api/v1/tasks/${encodeURIComponent(of.id)}/comments`, { text: text.trim() });
      setText('');
      await queries.invalidateQueries({ queryKey: ['task', of.id] });
    } catch (error) {
      failed('The comment was not kept', error);
    }
  }

  return (
    <section aria-label="Comments" className="fx-mt-lg">
      <Content component="h2">Comments</Content>
      {comments.error && <Failed error={comments.error} what="The comments" />}
      <ul className="fx-comments">
        {comments.data?.items.map((comment) => (
          <li key={comment.id} className="fx-wrap"><Label isCompact>{comment.person ?? 'somebody'}</Label> <span className="fx-subtle"><Time of={comment.time} /></span><p>{comment.text}</p></li>
        ))}
      </ul>
      {mayWrite && (
        <Form onSubmit={(event) => { event.preventDefault(); void write(); }}>
          <FormGroup label="Add a comment" fieldId="comment"><TextArea id="comment" rows={2} resizeOrientation="vertical" value={text} onChange={(_event, changed) => setText(changed)} /></FormGroup>
          <div><Button type="submit" variant="secondary" isDisabled={text.trim() === ''}>Comment</Button></div>
        </Form>
      )}
    </section>
  );
}
