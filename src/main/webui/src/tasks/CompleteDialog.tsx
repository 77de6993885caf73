import { Alert, Spinner } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemError, sendJson } from '../api';
import { ConfirmDialog } from '../common/ConfirmDialog';
import { Failed } from '../common/Failed';
import { useToasts } from '../frame/toasts';
import { initialValues, submitted, unknownFields, type Values } from './form';
import { FormFields } from './FormFields';
import { type TaskForm, useTaskForm } from './queries';
import { TaskFacts } from './TaskFacts';
import type { Task } from './types';
import { outcomeWords, taskTitle } from './words';

interface Props {
  task: Task;
  /** Null if it is just done. */
  outcome: string | null;
  onClose: () => void;
  onDone: () => void;
}

/** What will be done, the form, and the button that does it: the second of two taps. */
export function CompleteDialog(props: Props): React.JSX.Element {
  const form = useTaskForm(props.task.id);
  if (form.data === undefined) {
    return (
      <ConfirmDialog title={taskTitle(props.task)} action="Complete" isReady={false} onConfirm={() => Promise.resolve()} onClose={props.onClose}>
        {form.error ? <Failed error={form.error} what="The form" /> : <Spinner aria-label="The form is loading" />}
      </ConfirmDialog>
    );
  }
  return <Completing {...props} form={form.data} />;
}

function Completing({ task, outcome, form, onClose, onDone }: Props & { form: TaskForm | null }): React.JSX.Element {
  const components = form?.schema.components ?? [];
  const [values, setValues] = useState<Values>(() => initialValues(components));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const queries = useQueryClient();
  const { done } = useToasts();
  const words = outcome === null ? 'Complete' : outcomeWords(outcome);
  const lacking = unknownFields(components);

  async function complete(): Promise<void> {
    try {
      await sendJson('POST', `/api/v1/tasks/${encodeURIComponent(task.id)}/complete`, { ...(outcome === null ? {} : { outcome }), variables: form === null ? {} : submitted(components, values, form.holds) });
    } catch (error) {
      setProblems(error instanceof ProblemError ? Object.fromEntries(error.problems.map((row) => [String(row['field']), String(row['detail'])])) : {});
      throw error;
    }
    done(`${words}: ${taskTitle(task)}`);
    onDone();
    await queries.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'tasks' || kind === 'task' || kind === 'incident' });
  }

  return (
    <ConfirmDialog title={`${words}?`} action={words} variant={outcome !== null && /reject|fail|giveUp|cancel|stop/i.test(outcome) ? 'danger' : 'primary'} onConfirm={complete} onClose={onClose}>
      <TaskFacts of={task} />
      {lacking.length > 0 && <Alert isInline variant="warning" title={`The console cannot show ${lacking.join(', ')}.`} />}
      <FormFields components={components} values={values} onChange={setValues} holds={form?.holds ?? (() => false)} problems={problems} />
    </ConfirmDialog>
  );
}
