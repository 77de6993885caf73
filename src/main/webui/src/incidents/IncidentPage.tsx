import { Alert, Breadcrumb, BreadcrumbItem, Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, Flex, Label, List, ListItem, Spinner, Tab, Tabs, TabTitleText, Title } from '@patternfly/react-core';
import CheckIcon from '@patternfly/react-icons/dist/esm/icons/check-icon';
import { lazy, Suspense, useEffect } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { Failed } from '../common/Failed';
import { SeverityLabel, StatusLabel } from '../common/labels';
import { Time } from '../common/Time';
import { IncidentTasks } from '../tasks/IncidentTasks';
import { ActionBar } from './ActionBar';
import { AnomaliesPanel } from './AnomaliesPanel';
import { useIncident } from './queries';
import { RecoveryPanel } from './RecoveryPanel';
import { RepairsPanel } from './RepairsPanel';
import { ReportPanel } from './ReportPanel';
import { TimelinePanel } from './TimelinePanel';
import { type Incident, STEPS } from './types';
import './incidents.css';

const SuspectsPanel = lazy(() => import('./SuspectsPanel'));

/** One incident: what is broken, what was done about it, and what it wants of people. */
export default function IncidentPage(): React.JSX.Element {
  const { id = '' } = useParams();
  const incident = useIncident(id);
  const [parameters, setParameters] = useSearchParams();
  const of = incident.data;
  const tab = parameters.get('tab') ?? 'timeline';
  useEffect(() => {
    document.title = of ? `#${of.number} ${of.title} · Fixpoint` : 'Incident · Fixpoint';
  }, [of]);
  if (!of) {
    return (
      <>
        <Title headingLevel="h1">Incident</Title>
        {incident.error ? <Failed error={incident.error} what="The incident" /> : <Spinner aria-label="The incident is loading" />}
      </>
    );
  }
  return (
    <>
      <Breadcrumb className="fx-mb-sm">
        <BreadcrumbItem><Link to="/incidents">Incidents</Link></BreadcrumbItem>
        <BreadcrumbItem isActive>{`#${of.number}`}</BreadcrumbItem>
      </Breadcrumb>
      <Title headingLevel="h1" className="fx-wrap">{of.title}</Title>
      <Flex gap={{ default: 'gapSm' }} className="fx-mb-md fx-mt-sm">
        <SeverityLabel of={of.severity} /> <StatusLabel of={of.status} />
        <span>#{of.number}, {of.priority}{of.assignee !== null && `, of ${of.assignee}`}</span>
      </Flex>
      {incident.error && <Failed error={incident.error} what="The latest state" />}
      {of.mergedInto !== null && <Alert component="p" isInline variant="info" className="fx-mb-md" title="It is part of another incident"><Link to={`/incidents/${encodeURIComponent(of.mergedInto)}`}>To that one</Link></Alert>}
      {of.suppressed && <Alert component="p" isInline variant="info" className="fx-mb-md" title="Nobody is told of it">{of.suppressedReason}</Alert>}
      {of.recovery?.state === 'STALLED' && <Alert component="p" isInline variant="danger" className="fx-mb-md" title="Its recovery is stalled: a step failed, or it is not known whether it was carried out. See Recovery." />}
      <ActionBar incident={of} />
      <IncidentTasks incidentId={of.id} />
      <Steps of={of} />
      <Facts of={of} />
      <Tabs activeKey={tab} onSelect={(_event, key) => setParameters({ tab: String(key) }, { replace: true })} aria-label="About this incident" className="fx-mt-md" mountOnEnter unmountOnExit>
        <Tab eventKey="timeline" title={<TabTitleText>Timeline</TabTitleText>}><div className="fx-pt-md"><TimelinePanel id={of.id} /></div></Tab>
        <Tab eventKey="recovery" title={<TabTitleText>Recovery</TabTitleText>}><div className="fx-pt-md"><RecoveryPanel incident={of} /></div></Tab>
        <Tab eventKey="anomalies" title={<TabTitleText>Anomalies ({of.anomalies.length})</TabTitleText>}><div className="fx-pt-md"><AnomaliesPanel incident={of} /></div></Tab>
        <Tab eventKey="suspects" title={<TabTitleText>Suspects ({of.suspects.length})</TabTitleText>}>
          <div className="fx-pt-md"><Suspense fallback={<Spinner aria-label="The graph is loading" />}><SuspectsPanel incident={of} /></Suspense></div>
        </Tab>
        <Tab eventKey="repairs" title={<TabTitleText>Repairs ({of.repairs.length})</TabTitleText>}><div className="fx-pt-md"><RepairsPanel repairs={of.repairs} /></div></Tab>
        <Tab eventKey="report" title={<TabTitleText>Report</TabTitleText>}><div className="fx-pt-md"><ReportPanel incident={of} /></div></Tab>
      </Tabs>
    </>
  );
}

const STEP_NAMES = { LOCATE: 'Locate', ANALYZE: 'Analyze', REPAIR: 'Repair', VERIFY: 'Verify' } as const;

function Steps({ of }: { of: Incident }): React.JSX.Element | null {
  if (of.step === null || of.status === 'RESOLVED' || of.status === 'CLOSED') {
    return null;
  }
  const now = STEPS.indexOf(of.step);
  return (
    <ol className="fx-steps fx-mt-md" aria-label="Steps of the recovery">
      {STEPS.map((step, index) => (
        <li key={step} aria-current={index === now ? 'step' : undefined}>
          <Label variant={index > now ? 'outline' : 'filled'} color={index < now ? 'green' : index === now ? 'blue' : 'grey'} icon={index < now ? <CheckIcon /> : undefined}>
            {STEP_NAMES[step]}<span className="pf-v6-screen-reader">{index < now ? ', done' : index === now ? ', now' : ', to come'}</span>
          </Label>
        </li>
      ))}
    </ol>
  );
}

function Facts({ of }: { of: Incident }): React.JSX.Element {
  const times: [string, string | null][] = [['Detected', of.detectedAt], ['Opened', of.openedAt], ['Acknowledged', of.acknowledgedAt], ['Escalated', of.escalatedAt], ['Resolved', of.resolvedAt], ['Closed', of.closedAt]];
  return (
    <DescriptionList isCompact columnModifier={{ default: '1Col', md: '2Col', xl: '3Col' }} className="fx-mt-md">
      <Item term="Services">{of.services.join(', ') || of.service}</Item>
      <Item term="Opened by">{of.openedBy}</Item>
      <Item term="Cause">
        {of.cause === null ? 'not known' : (
          <>
            {of.cause.kind} of {of.cause.service}{of.cause.detail !== null && `: ${of.cause.detail}`}
            {of.cause.evidence.length > 0 && <List>{of.cause.evidence.map((line) => <ListItem key={line}>{line}</ListItem>)}</List>}
          </>
        )}
      </Item>
      <Item term="First suspect">{of.suspects[0] ? `${of.suspects[0].service}: ${of.suspects[0].reason}` : 'none'}</Item>
      {of.result && <Item term="What came of it">{of.result.effect}</Item>}
      {of.resolution !== null && <Item term="Resolution">{of.resolution}{of.resolvedBy !== null && `, by ${of.resolvedBy}`}</Item>}
      <Item term="Times">
        <Content component="p">
          {times.filter(([, time]) => time !== null).map(([name, time], index) => <span key={name}>{index > 0 && '; '}{name.toLowerCase()} <Time of={time ?? ''} /></span>)}
        </Content>
      </Item>
    </DescriptionList>
  );
}

function Item({ term, children }: { term: string; children: React.ReactNode }): React.JSX.Element {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription className="fx-wrap">{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}
