import { Button, Content, Spinner } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import { useCan } from '../api';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { useProcesses } from './queries';
import { UploadDialog } from './UploadDialog';

/** The deployed models; others are uploaded, checked and deployed here. */
export default function ProcessesPage(): React.JSX.Element {
  const processes = useProcesses();
  const [uploading, setUploading] = useState(false);
  const mayCheck = useCan('author', 'admin');
  if (processes.error) {
    return <Failed error={processes.error} what="The processes" />;
  }
  if (!processes.data) {
    return <Spinner aria-label="The processes are loading" />;
  }
  return (
    <>
      <Content component="p">Models are drawn in the Camunda Modeler, which deploys them, too.</Content>
      {mayCheck && <Button variant="secondary" className="fx-mb-md" onClick={() => setUploading(true)}>Upload models and forms</Button>}
      <Table aria-label="Processes" variant="compact">
        <Thead><Tr><Th>Process</Th><Th>Key</Th><Th>Version</Th><Th>Running</Th><Th>Deployed</Th></Tr></Thead>
        <Tbody>
          {processes.data.map((process) => (
            <Tr key={process.key}>
              <Td dataLabel="Process" modifier="breakWord"><Link to={`/processes/${encodeURIComponent(process.key)}`}>{process.name ?? process.key}</Link></Td>
              <Td dataLabel="Key" modifier="breakWord">{process.key}</Td>
              <Td dataLabel="Version">{process.version}</Td>
              <Td dataLabel="Running">{process.running}</Td>
              <Td dataLabel="Deployed"><Time of={process.deployedAt} /></Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {uploading && <UploadDialog onClose={() => setUploading(false)} />}
    </>
  );
}
