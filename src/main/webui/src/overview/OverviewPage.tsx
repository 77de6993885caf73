import { Content, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Ago } from '../common/Ago';
import { Failed } from '../common/Failed';
import { SEVERITIES, SeverityLabel, StatusLabel } from '../common/labels';
import { PageHeading } from '../common/PageHeading';
import { TaskDue } from '../tasks/TaskDue';
import { AutomationCard } from './AutomationCard';
import { FiguresCard } from './FiguresCard';
import { FlowCard } from './FlowCard';
import { type OpenIncidents, UNRESOLVED, useMyTasks, useOpenIncidents, useRepairing, useStalled } from './queries';
import { ReadCard } from './ReadCard';
import type { IncidentRow } from './types';
import './overview.css';

/** What is broken, what is done about it, and what it wants of the person who looks. */
export default function OverviewPage(): React.JSX.Element {
  const open = useOpenIncidents();
  return (
    <>
      <PageHeading title="Overview" tab={open.data ? `${open.data.total} open` : 'Overview'} />
      <div className="fx-overview">
        <IncidentsCard open={open} />
        <TasksCard />
        <RepairsCard />
        <AutomationCard />
        <FlowCard />
        <FiguresCard />
      </div>
    </>
  );
}

function IncidentsCard({ open }: { open: UseQueryResult<OpenIncidents> }): React.JSX.Element {
  return (
    <ReadCard title="Open incidents" all={{ to: '/incidents', label: 'All incidents' }} query={open} className="fx-overview-wide">
      {({ counts, total, worst }) => (
        <>
          <ul className="fx-counts">
            {SEVERITIES.map((severity) => (
              <li key={severity}>
                <Link to={`/incidents?status=${UNRESOLVED}&severity=${severity}`} className={counts[severity] > 0 ? 'fx-count fx-count-some' : 'fx-count'} data-severity={severity}>
                  <strong>{counts[severity].toLocaleString('en')}</strong> <span>{severity}</span>
                </Link>
              </li>
            ))}
          </ul>
          {worst.length === 0 ? (
            <EmptyState titleText="Nothing is broken that we know of" headingLevel="h3" variant="sm" status="success">
              <EmptyStateBody>No incident is open.</EmptyStateBody>
            </EmptyState>
          ) : (
            <ul className="fx-rows" aria-label="The worst open incidents">{worst.map((incident) => <IncidentLine key={incident.id} of={incident} />)}</ul>
          )}
          {total > worst.length && worst.length > 0 && <Link to={`/incidents?sort=-severity`}>{total - worst.length} more</Link>}
        </>
      )}
    </ReadCard>
  );
}

function IncidentLine({ of }: { of: IncidentRow }): React.JSX.Element {
  return (
    <li className="fx-row">
      <span className="fx-row-labels"><SeverityLabel of={of.severity} /> <StatusLabel of={of.status} step={of.step} /></span>
      <Link to={`/incidents/${of.id}`} className="fx-row-main fx-wrap">#{of.number} {of.title}</Link>
      <span className="fx-subtle fx-wrap">{of.service} · <Ago of={of.openedAt} />{of.assignee ? ` · ${of.assignee}` : ''}</span>
    </li>
  );
}

function TasksCard(): React.JSX.Element {
  const tasks = useMyTasks();
  return (
    <ReadCard title="My tasks" all={{ to: '/tasks', label: 'All tasks' }} query={tasks}>
      {({ items, total }) =>
        items.length === 0 ? (
          <Content component="p">Nobody waits for you.</Content>
        ) : (
          <>
            <ul className="fx-rows" aria-label="My tasks">
              {items.map((task) => (
                <li key={task.id} className="fx-row">
                  <Link to={`/tasks/${task.id}`} className="fx-row-main fx-wrap">{task.name ?? task.element}{task.target ? `: ${task.target}` : ''}</Link>
                  <span className="fx-subtle fx-wrap">{task.action ?? task.process} · <TaskDue of={task} /></span>
                </li>
              ))}
            </ul>
            {total > items.length && <Link to="/tasks">{total - items.length} more</Link>}
          </>
        )
      }
    </ReadCard>
  );
}

function RepairsCard(): React.JSX.Element {
  const repairing = useRepairing();
  const stalled = useStalled();
  return (
    <ReadCard title="Being repaired" query={repairing}>
      {({ items, total }) => (
        <>
          {stalled.error && <Failed error={stalled.error} what="What is stalled" />}
          {(stalled.data?.items ?? []).map((recovery) => (
            <div key={recovery.id} className="fx-row fx-stalled">
              <Link to={recovery.incidentId ? `/incidents/${recovery.incidentId}` : '/incidents'} className="fx-row-main">Stalled: {recovery.process} at {recovery.stalled[0]?.element ?? '?'}</Link>
              <span className="fx-wrap">{recovery.stalled[0]?.unknownOutcome ? 'It is not known whether the action was carried out.' : recovery.stalled[0]?.message}</span>
            </div>
          ))}
          {items.length === 0 ? (
            <Content component="p">Nothing at the moment.</Content>
          ) : (
            <ul className="fx-rows" aria-label="Being repaired">
              {items.map((incident) => (
                <li key={incident.id} className="fx-row">
                  <Link to={`/incidents/${incident.id}`} className="fx-row-main fx-wrap">#{incident.number} {incident.title}</Link>
                  <span className="fx-subtle">{incident.step ?? 'starting'}{incident.recoveringAt ? <> · since <Ago of={incident.recoveringAt} /></> : null}</span>
                </li>
              ))}
            </ul>
          )}
          {total > items.length && <Link to="/incidents?status=RECOVERING">{total - items.length} more</Link>}
        </>
      )}
    </ReadCard>
  );
}
