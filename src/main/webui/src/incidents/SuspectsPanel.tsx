import { Content } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { elements, health } from '../topology/graph';
import { useTopology } from '../topology/queries';
import ServiceGraph from '../topology/ServiceGraph';
import { around } from './suspects';
import type { Incident } from './types';

/** Where the cause may be, on the graph of the services around it. */
export default function SuspectsPanel({ incident }: { incident: Incident }): React.JSX.Element {
  const topology = useTopology().data?.value;
  const navigate = useNavigate();
  const drawn = useMemo(() => {
    const near = around(topology ?? { services: [], dependencies: [] }, [...incident.services, ...incident.suspects.map((one) => one.service)]);
    return elements(health(near, [incident]), near.dependencies);
  }, [topology, incident]);
  return (
    <>
      {drawn.length > 1 && <div className="fx-wide-only fx-mb-md"><ServiceGraph elements={drawn} onSelect={(service) => void navigate(`/topology?service=${encodeURIComponent(service)}`)} /></div>}
      {incident.suspects.length === 0 ? <Content component="p">There is no suspect: no recovery has located it yet, or the topology does not know its services.</Content> : (
        <Table aria-label="Suspects" variant="compact">
          <Thead><Tr><Th>Rank</Th><Th>Service</Th><Th>Score</Th><Th>Reason</Th></Tr></Thead>
          <Tbody>
            {incident.suspects.map((one) => (
              <Tr key={one.rank}><Td dataLabel="Rank">{one.rank}</Td><Td dataLabel="Service" modifier="breakWord">{one.service}</Td><Td dataLabel="Score">{one.score.toFixed(2)}</Td><Td dataLabel="Reason" modifier="breakWord">{one.reason}</Td></Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </>
  );
}
