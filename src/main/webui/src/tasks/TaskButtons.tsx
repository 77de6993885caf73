import { Button } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendJson, useMe } from '../api';
import { useToasts } from '../frame/toasts';
import { CompleteDialog } from './CompleteDialog';
import type { Task } from './types';
import { mayDo, outcomeWords } from './words';

/** The outcomes of a task and its claim, for who may do it. */
export function TaskButtons({ of, onDone }: { of: Task; onDone?: () => void }): React.JSX.Element {
  const me = useMe();
  const queries = useQueryClient();
  const { failed } = useToasts();
  const [outcome, setOutcome] = useState<string | null | undefined>(undefined);
  const outcomes: (string | null)[] = of.outcomes.length === 0 ? [null] : of.outcomes;
  const isTaken = of.assignee !== null && of.assignee !== me.name;

  async function claim(word: 'claim' | 'unclaim'): Promise<void> {
    try {
      await sendJson('POST', `/api/v1/tasks/${encodeURIComponent(of.id)}/${word}`);
    } catch (error) {
      failed(word === 'claim' ? 'It was not claimed' : 'It is still yours', error);
    }
    await queries.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'tasks' || kind === 'task' });
  }

  if (!mayDo(of, me)) {
    return <span className="fx-subtle">For {[...of.candidateGroups, ...of.candidateUsers].join(', ') || 'its assignee'}{of.assignee === null ? '' : `; ${of.assignee} has it`}.</span>;
  }
  return (
    <div className="fx-buttons">
      {isTaken ? (
        <span className="fx-subtle">{of.assignee} has it.</span>
      ) : (
        outcomes.map((one, index) => <Button key={one ?? ''} variant={index === 0 ? 'primary' : 'secondary'} onClick={() => setOutcome(one)}>{one === null ? 'Complete' : outcomeWords(one)}</Button>)
      )}
      {of.assignee === null && <Button variant="link" onClick={() => void claim('claim')}>Claim</Button>}
      {of.assignee === me.name && <Button variant="link" onClick={() => void claim('unclaim')}>Let go</Button>}
      {outcome !== undefined && <CompleteDialog task={of} outcome={outcome} onClose={() => setOutcome(undefined)} onDone={() => onDone?.()} />}
    </div>
  );
}
