import { Alert, AlertActionLink, Button, Content, Flex, FormSelect, FormSelectOption, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getTagged, ProblemError, sendJson, type Tagged } from '../api';
import { problems, renamed, without, type Criticality, type Dependency, type Service, type Topology } from './graph';

/** Edits the whole topology; what another person changed meanwhile is never overwritten unasked. */
export function TopologyEditor({ start, onClose }: { start: Tagged<Topology>; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const [topology, setTopology] = useState(start.value);
  const [tag, setTag] = useState(start.tag);
  const save = useMutation({
    mutationFn: (ifMatch: string | null) => sendJson<Topology>('PUT', '/api/v1/topology', topology, ifMatch === null ? {} : { 'If-Match': ifMatch }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['topology'] });
      onClose();
    },
  });
  const conflict = save.error instanceof ProblemError && save.error.status === 412;
  const found = { ...problems(topology), ...fields(save.error) };

  async function load(): Promise<void> {
    const now = await getTagged<Topology>('/api/v1/topology');
    setTopology(now.value);
    setTag(now.tag);
    save.reset();
  }

  async function overwrite(): Promise<void> {
    const now = await getTagged<Topology>('/api/v1/topology');
    setTag(now.tag);
    save.mutate(now.tag);
  }

  return (
    <>
      <Content component="h2">Services</Content>
      <Services topology={topology} found={found} onChange={setTopology} />
      <Content component="h2" className="fx-mt-md">Dependencies</Content>
      <Dependencies topology={topology} found={found} onChange={setTopology} />
      {conflict && (
        <Alert component="p"
          isInline variant="warning" title="Another person changed the topology meanwhile; nothing was saved"
          actionLinks={<><AlertActionLink onClick={() => void load()}>Show theirs, and lose mine</AlertActionLink><AlertActionLink onClick={() => void overwrite()}>Save mine over theirs</AlertActionLink></>}
        />
      )}
      {save.error && !conflict && <Alert component="p" isInline variant="danger" title="Nothing was saved">{save.error.message}</Alert>}
      <Flex gap={{ default: 'gapSm' }} className="fx-mt-md">
        <Button isDisabled={Object.keys(problems(topology)).length > 0 || save.isPending} isLoading={save.isPending} onClick={() => save.mutate(tag)}>Save</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </Flex>
    </>
  );
}

/** What the server says of single fields. */
function fields(error: Error | null): Record<string, string> {
  return error instanceof ProblemError ? Object.fromEntries(error.problems.map((row) => [String(row.field ?? ''), String(row.detail ?? '')])) : {};
}

interface PartProps {
  topology: Topology;
  found: Record<string, string>;
  onChange: (topology: Topology) => void;
}

function Wrong({ detail, id }: { detail: string | undefined; id: string }): React.JSX.Element | null {
  return detail ? <HelperText id={id}><HelperTextItem variant="error">{detail}</HelperTextItem></HelperText> : null;
}

function Services({ topology, found, onChange }: PartProps): React.JSX.Element {
  const change = (index: number, values: Partial<Service>): void => onChange({ ...topology, services: topology.services.map((one, at) => (at === index ? { ...one, ...values } : one)) });
  return (
    <>
      <Table aria-label="Declared services" variant="compact">
        <Thead><Tr><Th>Name</Th><Th>Tier</Th><Th>Owner</Th><Th>Criticality</Th><Th screenReaderText="Actions" /></Tr></Thead>
        <Tbody>
          {topology.services.map((service, index) => (
            <Tr key={index}>
              <Td dataLabel="Name">
                <TextInput aria-label={`Name of service ${index + 1}`} value={service.name} onChange={(_event, value) => onChange(renamed(topology, index, value))} validated={found[`services[${index}].name`] ? 'error' : 'default'} />
                <Wrong id={`service-${index}`} detail={found[`services[${index}].name`]} />
              </Td>
              <Td dataLabel="Tier"><TextInput aria-label={`Tier of service ${index + 1}`} value={service.tier ?? ''} onChange={(_event, value) => change(index, { tier: value || null })} /></Td>
              <Td dataLabel="Owner"><TextInput aria-label={`Owner of service ${index + 1}`} value={service.owner ?? ''} onChange={(_event, value) => change(index, { owner: value || null })} /></Td>
              <Td dataLabel="Criticality">
                <FormSelect aria-label={`Criticality of service ${index + 1}`} value={service.criticality} onChange={(_event, value) => change(index, { criticality: value as Criticality })}>
                  {(['HIGH', 'MEDIUM', 'LOW'] as const).map((one) => <FormSelectOption key={one} value={one} label={one} />)}
                </FormSelect>
              </Td>
              <Td dataLabel="Actions"><div className="fx-action-cell"><Button variant="link" isDanger isInline onClick={() => onChange(without(topology, index))}>Remove<span className="pf-v6-screen-reader"> service {service.name || index + 1}</span></Button></div></Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Button variant="link" onClick={() => onChange({ ...topology, services: [...topology.services, { name: '', tier: null, owner: null, criticality: 'MEDIUM' }] })}>Add a service</Button>
    </>
  );
}

function Dependencies({ topology, found, onChange }: PartProps): React.JSX.Element {
  const names = [...new Set(topology.services.map((service) => service.name))].filter(Boolean).sort();
  const change = (index: number, values: Partial<Dependency>): void => onChange({ ...topology, dependencies: topology.dependencies.map((one, at) => (at === index ? { ...one, ...values } : one)) });
  return (
    <>
      <Table aria-label="Declared dependencies" variant="compact">
        <Thead><Tr><Th>Caller</Th><Th>calls</Th><Th screenReaderText="Actions" /></Tr></Thead>
        <Tbody>
          {topology.dependencies.map((dependency, index) => (
            <Tr key={index}>
              {(['from', 'to'] as const).map((end) => (
                <Td key={end} dataLabel={end === 'from' ? 'Caller' : 'calls'}>
                  <FormSelect aria-label={`${end === 'from' ? 'Caller' : 'Called service'} of dependency ${index + 1}`} value={dependency[end]} onChange={(_event, value) => change(index, { [end]: value })}>
                    {!names.includes(dependency[end]) && <FormSelectOption value={dependency[end]} label={dependency[end] || 'Choose one'} />}
                    {names.map((name) => <FormSelectOption key={name} value={name} label={name} />)}
                  </FormSelect>
                  {end === 'to' && <Wrong id={`dependency-${index}`} detail={found[`dependencies[${index}]`] ?? found[`dependencies[${index}].to`] ?? found[`dependencies[${index}].from`]} />}
                </Td>
              ))}
              <Td dataLabel="Actions"><div className="fx-action-cell"><Button variant="link" isDanger isInline onClick={() => onChange({ ...topology, dependencies: topology.dependencies.filter((_, at) => at !== index) })}>Remove<span className="pf-v6-screen-reader"> dependency {index + 1}</span></Button></div></Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Button variant="link" isDisabled={names.length < 2} onClick={() => onChange({ ...topology, dependencies: [...topology.dependencies, { from: names[0] ?? '', to: names[1] ?? '' }] })}>Add a dependency</Button>
    </>
  );
}
