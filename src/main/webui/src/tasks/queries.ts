import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson, type Page, ProblemError } from '../api';
import { type FormSchema, type Holds, hasConditions } from './form';
import type { Comment, Task } from './types';

export function useTask(id: string): UseQueryResult<Task | null> {
  return useQuery({
    queryKey: ['task', id],
    queryFn: async ({ signal }) => {
      try {
        return await getJson<Task>(`/api/v1/tasks/${encodeURIComponent(id)}`, signal);
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) {
          return null;
        }
        throw error;
      }
    },
  });
}

export interface TaskForm {
  schema: FormSchema;
  holds: Holds;
}

/** The form of a task, with what decides its conditions; null if it has none. */
export function useTaskForm(id: string): UseQueryResult<TaskForm | null> {
  return useQuery({
    queryKey: ['task-form', id],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      try {
        const schema = await getJson<FormSchema>(`/api/v1/tasks/${encodeURIComponent(id)}/form`, signal);
        return { schema, holds: hasConditions(schema.components) ? await feel() : () => false };
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) {
          return null;
        }
        throw error;
      }
    },
  });
}

/** FEEL, as Camunda's own forms have it; an expression that cannot be decided hides nothing. */
async function feel(): Promise<Holds> {
  const { evaluate } = await import('feelin');
  return (expression, values) => {
    try {
      return evaluate(expression.replace(/^=/, ''), values).value === true;
    } catch {
      return false;
    }
  };
}

export function useComments(id: string): UseQueryResult<Page<Comment>> {
  return useQuery({ queryKey: ['task', id, 'comments'], queryFn: ({ signal }) => getJson<Page<Comment>>(`/api/v1/tasks/${encodeURIComponent(id)}/comments?size=200`, signal) });
}
