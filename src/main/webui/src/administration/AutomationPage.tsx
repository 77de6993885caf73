import { Alert, Button, Content, Form, FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, Label, Modal, ModalBody, ModalFooter, ModalHeader, Radio, Spinner, TextArea, TextInput } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson, ProblemError, sendJson, useCan } from '../api';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import type { Freeze, Page, Setting } from './types';

const MODES: [string, string][] = [
  ['OBSERVE', 'incidents are opened, no process is started'],
  ['APPROVAL', 'a person agrees to each repair'],
  ['DRY_RUN', 'as APPROVAL, and what would be done is shown, not done'],
  ['AUTOMATIC', 'what the rules say is done'],
];

/** How much is done without a person, for all services and for single ones, and what is frozen. */
export default function AutomationPage(): React.JSX.Element {
  const automation = useQuery({ queryKey: ['automation'], queryFn: ({ signal }) => getJson<{ mode: string; entries: Setting[] }>('/api/v1/automation', signal), refetchInterval: 10_000 });
  const freezes = useQuery({ queryKey: ['freezes'], queryFn: ({ signal }) => getJson<Page<Freeze>>('/api/v1/automation/freezes?size=200', signal), refetchInterval: 10_000 });
  const [dialog, setDialog] = useState<'mode' | 'freeze' | null>(null);
  const mayChange = useCan('operator', 'admin');
  const error = automation.error ?? freezes.error;
  if (error) {
    return <Failed error={error} what="The automation" />;
  }
  if (!automation.data || !freezes.data) {
    return <Spinner aria-label="The automation is loading" />;
  }
  return (
    <>
      <Content component="h2">Mode</Content>
      <Content component="p">For all services: <strong>{automation.data.mode}</strong>. The strictest of the mode, the rule and the criticality of the service holds.</Content>
      {mayChange && <Button variant="secondary" onClick={() => setDialog('mode')}>Change the mode</Button>}
      <Table aria-label="Modes" variant="compact">
        <Thead><Tr><Th>Services</Th><Th>Mode</Th><Th>Reason</Th><Th>Until</Th></Tr></Thead>
        <Tbody>
          {automation.data.entries.map((one) => (
            <Tr key={one.service ?? ''}>
              <Td dataLabel="Services" modifier="breakWord">{one.service ?? 'all'}</Td>
              <Td dataLabel="Mode">{one.mode}</Td>
              <Td dataLabel="Reason" modifier="breakWord">{one.reason}</Td>
              <Td dataLabel="Until">{one.until ? <Time of={one.until} /> : 'for good'}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Content component="h2" className="fx-mt-lg">Freezes</Content>
      <Content component="p">While a freeze holds, nothing of the service is repaired without a person.</Content>
      {mayChange && <Button variant="secondary" onClick={() => setDialog('freeze')}>Freeze repairs</Button>}
      <Freezes items={freezes.data.items} mayChange={mayChange} />
      {dialog === 'mode' && <ModeDialog mode={automation.data.mode} onClose={() => setDialog(null)} />}
      {dialog === 'freeze' && <FreezeDialog onClose={() => setDialog(null)} />}
    </>
  );
}

function Freezes({ items, mayChange }: { items: readonly Freeze[]; mayChange: boolean }): React.JSX.Element {
  const queries = useQueryClient();
  const lift = useMutation({
    mutationFn: (id: string) => sendJson<void>('DELETE', `/api/v1/automation/freezes/${encodeURIComponent(id)}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['freezes'] }),
  });
  if (items.length === 0) {
    return <Content component="p">There was none yet.</Content>;
  }
  return (
    <>
      {lift.error && <Alert component="p" isInline variant="danger" title="It still holds">{lift.error.message}</Alert>}
      <Table aria-label="Freezes" variant="compact">
        <Thead><Tr><Th>State</Th><Th>Services</Th><Th>Reason</Th><Th>Until</Th><Th>By</Th><Th screenReaderText="Actions" /></Tr></Thead>
        <Tbody>
          {items.map((one) => (
            <Tr key={one.id}>
              <Td dataLabel="State"><Label isCompact variant="outline" {...(one.state === 'ACTIVE' ? { status: 'warning' as const } : {})}>{one.state === 'ACTIVE' ? 'holds' : one.state.toLowerCase()}</Label></Td>
              <Td dataLabel="Services" modifier="breakWord">{one.service ?? 'all'}</Td>
              <Td dataLabel="Reason" modifier="breakWord">{one.reason}</Td>
              <Td dataLabel="Until"><Time of={one.until} /></Td>
              <Td dataLabel="By" modifier="breakWord">{one.createdBy}{one.liftedBy && `, lifted by ${one.liftedBy}`}</Td>
              <Td dataLabel="Actions"><div className="fx-action-cell">{mayChange && one.state === 'ACTIVE' && <Button variant="link" isInline isDisabled={lift.isPending} onClick={() => lift.mutate(one.id)}>Lift<span className="pf-v6-screen-reader"> the freeze of {one.service ?? 'all services'}</span></Button>}</div></Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );
}

/** The end of something that begins now, in an hour unless another is chosen; empty is for good. */
const LENGTHS: [string, string][] = [['1', 'one hour'], ['4', 'four hours'], ['12', 'twelve hours'], ['24', 'a day'], ['168', 'a week']];

function ModeDialog({ mode: before, onClose }: { mode: string; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const [mode, setMode] = useState(before);
  const [service, setService] = useState('');
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState('');
  const change = useMutation({
    mutationFn: () => sendJson('PUT', '/api/v1/automation', { mode, reason: reason.trim(), ...(service.trim() ? { service: service.trim() } : {}), ...(hours ? { until: hence(hours) } : {}) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['automation'] });
      onClose();
    },
  });
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="mode-title" aria-describedby="mode-body">
      <ModalHeader title="Change the mode" labelId="mode-title" />
      <ModalBody id="mode-body">
        <Form id="mode-form" onSubmit={(event) => { event.preventDefault(); change.mutate(); }}>
          <FormGroup label="Mode" role="radiogroup" isStack fieldId="mode">
            {MODES.map(([value, what]) => <Radio key={value} id={`mode-${value}`} name="mode" label={value} description={what} isChecked={mode === value} onChange={() => setMode(value)} />)}
          </FormGroup>
          <FormGroup label="Service (empty: all)" fieldId="mode-service"><TextInput id="mode-service" value={service} onChange={(_event, value) => setService(value)} /></FormGroup>
          <FormGroup label="Reason" isRequired fieldId="mode-reason"><TextArea id="mode-reason" isRequired value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" /></FormGroup>
          <FormGroup label="For" fieldId="mode-for">
            <FormSelect id="mode-for" value={hours} onChange={(_event, value) => setHours(value)}>
              <FormSelectOption value="" label="good" />
              {LENGTHS.map(([value, label]) => <FormSelectOption key={value} value={value} label={label} />)}
            </FormSelect>
          </FormGroup>
        </Form>
        {change.error && <Alert component="p" isInline variant="danger" title="The mode stays">{change.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="mode-form" isDisabled={reason.trim() === '' || change.isPending} isLoading={change.isPending}>Change it</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}

function FreezeDialog({ onClose }: { onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const [service, setService] = useState('');
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState('4');
  const freeze = useMutation({
    mutationFn: () => sendJson<Freeze>('POST', '/api/v1/automation/freezes', { reason: reason.trim(), until: hence(hours), ...(service.trim() ? { service: service.trim() } : {}) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['freezes'] });
      onClose();
    },
  });
  const rows = freeze.error instanceof ProblemError ? freeze.error.problems : [];
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="freeze-title" aria-describedby="freeze-body">
      <ModalHeader title="Freeze repairs" labelId="freeze-title" />
      <ModalBody id="freeze-body">
        <Form id="freeze-form" onSubmit={(event) => { event.preventDefault(); freeze.mutate(); }}>
          <FormGroup label="Service (empty: all)" fieldId="freeze-service"><TextInput id="freeze-service" value={service} onChange={(_event, value) => setService(value)} /></FormGroup>
          <FormGroup label="Reason" isRequired fieldId="freeze-reason"><TextArea id="freeze-reason" isRequired value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" /></FormGroup>
          <FormGroup label="For" fieldId="freeze-for">
            <FormSelect id="freeze-for" value={hours} onChange={(_event, value) => setHours(value)}>{LENGTHS.map(([value, label]) => <FormSelectOption key={value} value={value} label={label} />)}</FormSelect>
          </FormGroup>
          {rows.map((row, index) => <FormHelperText key={index}><HelperText><HelperTextItem variant="error">{String(row.field)}: {String(row.detail)}</HelperTextItem></HelperText></FormHelperText>)}
        </Form>
        {freeze.error && <Alert component="p" isInline variant="danger" title="Nothing was frozen">{freeze.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="freeze-form" isDisabled={reason.trim() === '' || freeze.isPending} isLoading={freeze.isPending}>Freeze</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}

function hence(hours: string): string {
  return new Date(Date.now() + Number(hours) * 3_600_000).toISOString();
}
