import { Alert, Button, Content, Form, FormGroup, FormSelect, FormSelectOption, Modal, ModalBody, ModalFooter, ModalHeader, TextInput } from '@patternfly/react-core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { getJson, type Page, sendJson } from '../api';
import { type Incident, SEVERITIES, type Severity } from './types';

/** A person opens an incident, with a recovery or without. */
export function OpenDialog({ onClose }: { onClose: () => void }): React.JSX.Element {
  const navigate = useNavigate();
  const processes = useQuery({ queryKey: ['processes', 'keys'], queryFn: ({ signal }) => getJson<Page<{ key: string; name: string | null }>>('/api/v1/processes?size=500', signal) });
  const [title, setTitle] = useState('');
  const [service, setService] = useState('');
  const [severity, setSeverity] = useState<Severity>('MAJOR');
  const [process, setProcess] = useState('');
  const open = useMutation({
    mutationFn: () => sendJson<Incident>('POST', '/api/v1/incidents', { title: title.trim(), service: service.trim(), severity, ...(process ? { process } : {}) }),
    onSuccess: (incident) => navigate(`/incidents/${encodeURIComponent(incident.id)}`),
  });
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="open-title" aria-describedby="open-body">
      <ModalHeader title="Open an incident" labelId="open-title" />
      <ModalBody id="open-body">
        <Content component="p">For what no rule has found.</Content>
        <Form id="open-form" onSubmit={(event) => { event.preventDefault(); open.mutate(); }}>
          <FormGroup label="Title" isRequired fieldId="open-name"><TextInput id="open-name" isRequired value={title} onChange={(_event, value) => setTitle(value)} /></FormGroup>
          <FormGroup label="Service" isRequired fieldId="open-service"><TextInput id="open-service" isRequired value={service} onChange={(_event, value) => setService(value)} /></FormGroup>
          <FormGroup label="Severity" fieldId="open-severity">
            <FormSelect id="open-severity" value={severity} onChange={(_event, value) => setSeverity(value as Severity)}>{SEVERITIES.map((one) => <FormSelectOption key={one} value={one} label={one} />)}</FormSelect>
          </FormGroup>
          <FormGroup label="Recovery" fieldId="open-process">
            <FormSelect id="open-process" value={process} onChange={(_event, value) => setProcess(value)}>
              <FormSelectOption value="" label="none" />
              {processes.data?.items.map((one) => <FormSelectOption key={one.key} value={one.key} label={one.name ?? one.key} />)}
            </FormSelect>
          </FormGroup>
        </Form>
        {open.error && <Alert component="p" isInline variant="danger" title="It was not opened">{open.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="open-form" isDisabled={title.trim() === '' || service.trim() === '' || open.isPending} isLoading={open.isPending}>Open it</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}
