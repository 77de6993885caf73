import { Label } from '@patternfly/react-core';
import { Ago, useNow } from '../common/Ago';
import type { Task } from './types';

/** When it is due, loudly if it is late; else how long it waits. */
export function TaskDue({ of }: { of: Task }): React.JSX.Element {
  const now = useNow();
  if (of.dueAt === null) {
    return <>asked <Ago of={of.createdAt} /></>;
  }
  return Date.parse(of.dueAt) < now ? <Label isCompact status="danger">overdue: <Ago of={of.dueAt} /></Label> : <>due <Ago of={of.dueAt} /></>;
}
