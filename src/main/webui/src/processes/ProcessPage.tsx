import { Alert, Breadcrumb, BreadcrumbItem, Content, FormSelect, FormSelectOption, Spinner, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useCan } from '../api';
import type { Marks } from '../common/bpmn/marks';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { countMarks, simulationMarks, steps } from './model';
import { useCounts, useModel, useProcess } from './queries';
import { SimulationEnd, SimulationForm } from './SimulationForm';
import { StartForm } from './StartForm';
import type { ElementCounts, Process, Simulation } from './types';

const BpmnDiagram = lazy(() => import('../common/bpmn/BpmnDiagram'));

/** One process: its diagram with what runs, its versions, a simulation, a start by hand. */
export default function ProcessPage(): React.JSX.Element {
  const { key = '' } = useParams();
  const process = useProcess(key);
  const [parameters, setParameters] = useSearchParams();
  const version = Number(parameters.get('version')) || process.data?.version;
  const model = useModel(key, version);
  const counts = useCounts(key, version);
  const maySimulate = useCan('author', 'admin');
  const mayStart = useCan('operator', 'admin');
  const [simulation, setSimulation] = useState<Simulation | null>(null);
  const [tab, setTab] = useState<string | number>('running');
  const diagram = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (simulation) {
      diagram.current?.scrollIntoView({ block: 'start' });
    }
  }, [simulation]);
  const marks = useMemo((): Marks => (simulation && tab === 'simulate' ? simulationMarks(simulation.simulation) : countMarks(counts.data)), [simulation, tab, counts.data]);
  const error = process.error ?? model.error;
  if (error) {
    return <Failed error={error} what="The process" />;
  }
  if (!process.data || version === undefined) {
    return <Spinner aria-label="The process is loading" />;
  }
  return (
    <>
      <Breadcrumb className="fx-mb-md">
        <BreadcrumbItem><Link to="/processes">Processes</Link></BreadcrumbItem>
        <BreadcrumbItem isActive>{key}</BreadcrumbItem>
      </Breadcrumb>
      <Content component="h2" className="fx-wrap">{process.data.name ?? key}</Content>
      <label htmlFor="process-version">Version</label>
      <FormSelect id="process-version" className="fx-short fx-mb-md" value={version} onChange={(_event, value) => { setSimulation(null); setParameters({ version: value }); }}>
        {process.data.versions.map((one) => <FormSelectOption key={one.version} value={one.version} label={`${one.version}${one.version === process.data.version ? ' (latest)' : ''}, ${one.running} running`} />)}
      </FormSelect>
      <div ref={diagram}>
      {model.data !== undefined && (
        <Suspense fallback={<Spinner aria-label="The diagram is loading" />}>
          <BpmnDiagram xml={model.data} label={`Diagram of ${process.data.name ?? key}`} marks={marks} />
        </Suspense>
      )}
      {simulation && tab === 'simulate' && <SimulationEnd of={simulation} />}
      </div>
      <Tabs className="fx-mt-md" activeKey={tab} onSelect={(_event, chosen) => setTab(chosen)} aria-label="About this process">
        <Tab eventKey="running" title={<TabTitleText>Running</TabTitleText>}>
          <div className="fx-pt-md"><Running counts={counts.data} xml={model.data ?? ''} /></div>
        </Tab>
        <Tab eventKey="versions" title={<TabTitleText>Versions</TabTitleText>}>
          <div className="fx-pt-md"><Versions process={process.data} /></div>
        </Tab>
        {maySimulate && (
          <Tab eventKey="simulate" title={<TabTitleText>Simulate</TabTitleText>}>
            <div className="fx-pt-md"><SimulationForm key={version} process={key} version={version} steps={steps(model.data ?? '')} onSimulated={setSimulation} /></div>
          </Tab>
        )}
        {mayStart && (
          <Tab eventKey="start" title={<TabTitleText>Start by hand</TabTitleText>}>
            <div className="fx-pt-md"><StartForm process={key} /></div>
          </Tab>
        )}
      </Tabs>
    </>
  );
}

function Running({ counts, xml }: { counts: ElementCounts | undefined; xml: string }): React.JSX.Element {
  const names = useMemo(() => new Map(steps(xml).map((step) => [step.id, step.name])), [xml]);
  if (!counts || counts.elements.length === 0) {
    return <Content component="p">No instance of this version runs.</Content>;
  }
  return (
    <>
      {counts.elements.some((one) => one.stalled > 0) && <Alert component="p" isInline variant="warning" className="fx-mb-md" title="A step failed and waits for a person: see the incident." />}
      <Table aria-label="Where instances stand" variant="compact">
        <Thead><Tr><Th>Step</Th><Th>Running</Th><Th>Stalled</Th></Tr></Thead>
        <Tbody>
          {counts.elements.map((one) => (
            <Tr key={one.element}>
              <Td dataLabel="Step" modifier="breakWord">{names.get(one.element) ?? one.element}</Td>
              <Td dataLabel="Running">{one.running}</Td>
              <Td dataLabel="Stalled">{one.stalled}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );
}

function Versions({ process }: { process: Process }): React.JSX.Element {
  return (
    <Table aria-label="Versions" variant="compact">
      <Thead><Tr><Th>Version</Th><Th>Deployed</Th><Th>By</Th><Th>Running</Th></Tr></Thead>
      <Tbody>
        {process.versions.map((one) => (
          <Tr key={one.version}>
            <Td dataLabel="Version">{one.version}</Td>
            <Td dataLabel="Deployed"><Time of={one.deployedAt} /></Td>
            <Td dataLabel="By" modifier="breakWord">{one.source}</Td>
            <Td dataLabel="Running">{one.running}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
