import { Card, CardBody, CardFooter, CardTitle, EmptyState, EmptyStateBody, FormSelect, FormSelectOption, Label, Pagination, Spinner, Switch, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getJson, type Page, query, useMe } from '../api';
import { Failed } from '../common/Failed';
import { useListState } from '../common/listState';
import { PageHeading } from '../common/PageHeading';
import { IncidentOf } from './IncidentOf';
import { TaskButtons } from './TaskButtons';
import { TaskDue } from './TaskDue';
import { TaskFacts } from './TaskFacts';
import type { Task } from './types';
import { taskTitle } from './words';

const FILTERS = ['whose', 'overdue'];
const OTHERWISE = { sort: '-priority', filters: { whose: 'groups' } };
const WHOSE: [string, string][] = [['mine', 'Mine'], ['groups', "My groups'"], ['all', 'All']];
const SORTS: [string, string][] = [['-priority', 'Most urgent first'], ['dueAt', 'First due first'], ['createdAt', 'Oldest first'], ['-createdAt', 'Newest first']];

/** The open tasks: mine, those that my groups may do, or all. */
export function TaskListPage(): React.JSX.Element {
  const me = useMe();
  const state = useListState(FILTERS, OTHERWISE);
  const { whose, overdue } = state.filters;
  const parameters = query({
    ...(whose === 'mine' ? { assignee: me.name } : whose === 'all' ? {} : { mine: true }),
    ...(overdue === 'true' ? { overdue: true } : {}),
    sort: state.sort,
    page: state.page - 1,
    size: 20,
  });
  const tasks = useQuery({ queryKey: ['tasks', 'list', parameters], queryFn: ({ signal }) => getJson<Page<Task>>(`/api/v1/tasks${parameters}`, signal), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeading title="Tasks" />
      <Toolbar inset={{ default: 'insetNone' }}>
        <ToolbarContent>
          <ToolbarItem>
            <ToggleGroup aria-label="Whose tasks">
              {WHOSE.map(([value, label]) => <ToggleGroupItem key={value} text={label} buttonId={`whose-${value}`} isSelected={whose === value} onChange={() => state.filter({ whose: value })} />)}
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarItem>
            <FormSelect aria-label="Order" value={state.sort} onChange={(_event, sort) => state.sortBy(sort)}>
              {SORTS.map(([value, label]) => <FormSelectOption key={value} value={value} label={label} />)}
            </FormSelect>
          </ToolbarItem>
          <ToolbarItem alignSelf="center"><Switch id="overdue" label="Overdue only" isChecked={overdue === 'true'} onChange={(_event, checked) => state.filter({ overdue: checked ? 'true' : '' })} /></ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {tasks.error && <Failed error={tasks.error} what="The tasks" />}
      {tasks.data === undefined && !tasks.error && <Spinner aria-label="The tasks are loading" />}
      {tasks.data?.items.length === 0 && (
        <EmptyState titleText="Nothing to do here" headingLevel="h2">
          <EmptyStateBody>{whose === 'mine' ? 'You have claimed none; your groups’ may wait.' : whose === 'groups' ? 'Nobody waits for you or your groups.' : 'No task is open.'}</EmptyStateBody>
        </EmptyState>
      )}
      <ul className="fx-tasks" aria-label="Tasks">{tasks.data?.items.map((task) => <li key={task.id}><TaskCard of={task} /></li>)}</ul>
      {tasks.data !== undefined && tasks.data.total > 20 && <Pagination isCompact itemCount={tasks.data.total} perPage={20} perPageOptions={[]} page={state.page} onSetPage={(_event, page) => state.turnTo(page)} titles={{ paginationAriaLabel: 'Pages of tasks' }} />}
    </>
  );
}

function TaskCard({ of }: { of: Task }): React.JSX.Element {
  return (
    <Card isCompact component="article">
      <CardTitle component="h2" className="fx-wrap"><Link to={`/tasks/${of.id}`}>{taskTitle(of)}</Link></CardTitle>
      <CardBody>
        <p className="fx-subtle fx-wrap fx-mb-sm">
          <TaskDue of={of} />
          {of.assignee !== null && <> · <Label isCompact color="blue">{of.assignee}</Label></>}
          {of.fourEyes && <> · four eyes</>}
        </p>
        {of.incidentId !== null && <p className="fx-wrap fx-mb-sm"><IncidentOf id={of.incidentId} /></p>}
        <TaskFacts of={of} />
      </CardBody>
      <CardFooter><TaskButtons of={of} /></CardFooter>
    </Card>
  );
}
