import { Alert, Button, Content, EmptyState, EmptyStateBody, Flex, Label, List, ListItem, SearchInput, Spinner } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useCan } from '../api';
import { Failed } from '../common/Failed';
import { elements, health, type ServiceHealth } from './graph';
import { useOpenIncidents, useTopology } from './queries';
import { TopologyEditor } from './TopologyEditor';

const ServiceGraph = lazy(() => import('./ServiceGraph'));

/** The services, who calls whom, what is wrong with them, and who is suspected. */
export default function TopologyPage(): React.JSX.Element {
  const topology = useTopology();
  const incidents = useOpenIncidents();
  const [parameters, setParameters] = useSearchParams();
  const [editing, setEditing] = useState(false);
  const mayEdit = useCan('author', 'admin');
  const services = useMemo(() => health(topology.data?.value ?? { services: [], dependencies: [] }, incidents.data ?? []), [topology.data, incidents.data]);
  const drawn = useMemo(() => elements(services, topology.data?.value.dependencies ?? []), [services, topology.data]);
  const chosen = services.find((service) => service.name === parameters.get('service'));
  if (topology.error) {
    return <Failed error={topology.error} what="The topology" />;
  }
  if (!topology.data) {
    return <Spinner aria-label="The topology is loading" />;
  }
  if (editing) {
    return <TopologyEditor start={topology.data} onClose={() => setEditing(false)} />;
  }

  function choose(name: string): void {
    setParameters({ service: name }, { replace: true });
  }

  return (
    <>
      {incidents.error && <Alert component="p" isInline variant="warning" title="The incidents could not be loaded; health is not known">{incidents.error.message}</Alert>}
      {mayEdit && <Button variant="secondary" className="fx-mb-md" onClick={() => setEditing(true)}>Edit services and dependencies</Button>}
      {services.length === 0 ? (
        <EmptyState titleText="No service is declared" headingLevel="h2">
          <EmptyStateBody>Without a topology incidents have no suspects. Declare services and who calls whom{mayEdit ? '' : '; an author or administrator may'}.</EmptyStateBody>
        </EmptyState>
      ) : (
        <>
          <div className="fx-wide-only">
            <Suspense fallback={<Spinner aria-label="The graph is loading" />}><ServiceGraph elements={drawn} onSelect={choose} /></Suspense>
          </div>
          {chosen && <Details of={chosen} />}
          <Services services={services} onChoose={choose} />
        </>
      )}
    </>
  );
}

function Health({ of }: { of: ServiceHealth }): React.JSX.Element {
  const suspect = of.suspected.some((one) => one.rank === 1);
  return (
    <Flex gap={{ default: 'gapXs' }}>
      {of.severity === null ? <Label isCompact status="success">no open incident</Label> : <Label isCompact status={of.severity === 'CRITICAL' || of.severity === 'MAJOR' ? 'danger' : 'warning'}>{of.severity}, {of.incidents.length} open</Label>}
      {suspect && <Label isCompact color="orange">first suspect</Label>}
      {!of.declared && <Label isCompact variant="outline">not declared</Label>}
    </Flex>
  );
}

function Details({ of }: { of: ServiceHealth }): React.JSX.Element {
  return (
    <section aria-label={`Service ${of.name}`} className="fx-mt-md" aria-live="polite">
      <Content component="h2" className="fx-wrap">{of.name}</Content>
      <Health of={of} />
      <List isPlain className="fx-mt-sm">
        {of.incidents.map((incident) => <ListItem key={incident.id}><Link to={`/incidents/${incident.id}`}>#{incident.number} {incident.title}</Link></ListItem>)}
        {of.suspected.map((one) => (
          <ListItem key={`s${one.incident.id}`} className="fx-wrap">Suspect {one.rank} of <Link to={`/incidents/${one.incident.id}`}>#{one.incident.number}</Link>: {one.reason}</ListItem>
        ))}
      </List>
      <Content component="p">Calls {of.calls.join(', ') || 'nobody'}; called by {of.calledBy.join(', ') || 'nobody'}.</Content>
    </section>
  );
}

function Services({ services, onChoose }: { services: readonly ServiceHealth[]; onChoose: (name: string) => void }): React.JSX.Element {
  const [text, setText] = useState('');
  const found = services.filter((service) => [service.name, service.tier, service.owner].some((value) => value?.toLowerCase().includes(text.trim().toLowerCase())));
  return (
    <>
      <Content component="h2" className="fx-mt-md">Services ({found.length})</Content>
      <SearchInput aria-label="Find services" placeholder="Find services" value={text} onChange={(_event, value) => setText(value)} onClear={() => setText('')} />
      <Table aria-label="Services" variant="compact">
        <Thead><Tr><Th>Service</Th><Th>Health</Th><Th>Criticality</Th><Th>Tier</Th><Th>Owner</Th><Th>Calls</Th><Th>Called by</Th></Tr></Thead>
        <Tbody>
          {found.slice(0, 500).map((service) => (
            <Tr key={service.name}>
              <Td dataLabel="Service" modifier="breakWord"><Button variant="link" isInline onClick={() => onChoose(service.name)}>{service.name}</Button></Td>
              <Td dataLabel="Health"><Health of={service} /></Td>
              <Td dataLabel="Criticality">{service.criticality}</Td>
              <Td dataLabel="Tier" modifier="breakWord">{service.tier}</Td>
              <Td dataLabel="Owner" modifier="breakWord">{service.owner}</Td>
              <Td dataLabel="Calls" modifier="breakWord">{service.calls.join(', ')}</Td>
              <Td dataLabel="Called by" modifier="breakWord">{service.calledBy.join(', ')}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {found.length > 500 && <Content component="p">… and {found.length - 500} more; search for them.</Content>}
    </>
  );
}
