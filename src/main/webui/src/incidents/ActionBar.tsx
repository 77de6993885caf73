import { Alert, Button, Flex, Form, FormGroup, FormSelect, FormSelectOption, Modal, ModalBody, ModalFooter, ModalHeader, TextArea, TextInput } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson, type Page, sendJson, useCan, useMe } from '../api';
import { useToasts } from '../frame/toasts';
import { type Action, openActions } from './actions';
import { type Incident, type IncidentSummary, SEVERITIES } from './types';

const NAMES: Record<Action, string> = { acknowledge: 'Acknowledge', assign: 'Assign', notes: 'Add a note', severity: 'Change severity', merge: 'Merge', resolve: 'Resolve', close: 'Close', reopen: 'Reopen' };

/** What a person can do now. */
export function ActionBar({ incident }: { incident: Incident }): React.JSX.Element | null {
  const queries = useQueryClient();
  const toasts = useToasts();
  const mayAct = useCan('operator', 'admin');
  const [dialog, setDialog] = useState<Action | null>(null);
  const acknowledge = useMutation({
    mutationFn: () => sendJson<Incident>('POST', `/api/v1/incidents/${encodeURIComponent(incident.id)}/acknowledge`),
    onSuccess: (now) => {
      queries.setQueryData(['incident', incident.id], now);
      toasts.done('Acknowledged');
      return queries.invalidateQueries({ queryKey: ['incident', incident.id] });
    },
    onError: (error) => toasts.failed('It was not acknowledged', error),
  });
  if (!mayAct) {
    return null;
  }
  return (
    <Flex gap={{ default: 'gapSm' }} role="group" aria-label="Actions">
      {openActions(incident).map((action, index) => (
        <Button
          key={action} variant={index === 0 ? 'primary' : 'secondary'} isDisabled={action === 'acknowledge' && acknowledge.isPending}
          onClick={() => (action === 'acknowledge' ? acknowledge.mutate() : setDialog(action))}
        >
          {NAMES[action]}
        </Button>
      ))}
      {dialog !== null && <ActionDialog incident={incident} action={dialog} onClose={() => setDialog(null)} />}
    </Flex>
  );
}

/** What each action asks for, by the name of the field that is sent. */
const FIELDS: Record<Action, { field: string; label: string; required: boolean }[]> = {
  acknowledge: [],
  assign: [{ field: 'assignee', label: 'To whom (empty: to nobody)', required: false }],
  notes: [{ field: 'text', label: 'Note', required: true }],
  severity: [{ field: 'severity', label: 'Severity', required: false }, { field: 'reason', label: 'Why', required: false }],
  merge: [{ field: 'into', label: 'Into which incident', required: true }],
  resolve: [{ field: 'reason', label: 'What put it right', required: false }],
  close: [{ field: 'reason', label: 'Why', required: false }],
  reopen: [{ field: 'reason', label: 'Why', required: false }],
};

function ActionDialog({ incident, action, onClose }: { incident: Incident; action: Action; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const toasts = useToasts();
  const me = useMe().name;
  const [values, setValues] = useState<Record<string, string>>(action === 'assign' ? { assignee: me } : action === 'severity' ? { severity: incident.severity } : {});
  const act = useMutation({
    mutationFn: () => sendJson('POST', `/api/v1/incidents/${encodeURIComponent(incident.id)}/${action}`, Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))),
    onSuccess: async () => {
      toasts.done(`${NAMES[action]}: done`);
      onClose();
      await Promise.all([queries.invalidateQueries({ queryKey: ['incident', incident.id] }), queries.invalidateQueries({ queryKey: ['incidents'] })]);
    },
  });
  const fields = FIELDS[action];
  const missing = fields.some(({ field, required }) => required && (values[field] ?? '').trim() === '');
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="action-title" aria-describedby="action-body">
      <ModalHeader title={NAMES[action]} labelId="action-title" />
      <ModalBody id="action-body">
        <Form id="action-form" onSubmit={(event) => { event.preventDefault(); act.mutate(); }}>
          {fields.map(({ field, label, required }) => (
            <FormGroup key={field} label={label} isRequired={required} fieldId={`action-${field}`}>
              <Field field={field} incident={incident} value={values[field] ?? ''} onChange={(value) => setValues({ ...values, [field]: value })} />
            </FormGroup>
          ))}
        </Form>
        {act.error && <Alert component="p" isInline variant="danger" title="It was not done">{act.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="action-form" isDisabled={missing || act.isPending} isLoading={act.isPending}>{NAMES[action]}</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}

function Field({ field, incident, value, onChange }: { field: string; incident: Incident; value: string; onChange: (value: string) => void }): React.JSX.Element {
  const id = `action-${field}`;
  if (field === 'severity') {
    return (
      <FormSelect id={id} value={value} onChange={(_event, chosen) => onChange(chosen)}>
        <FormSelectOption value="" label="what the rules say" />
        {SEVERITIES.map((one) => <FormSelectOption key={one} value={one} label={one} />)}
      </FormSelect>
    );
  }
  if (field === 'into') {
    return <Others id={id} incident={incident} value={value} onChange={onChange} />;
  }
  if (field === 'assignee') {
    return <TextInput id={id} value={value} onChange={(_event, next) => onChange(next)} />;
  }
  return <TextArea id={id} value={value} onChange={(_event, next) => onChange(next)} resizeOrientation="vertical" maxLength={2000} />;
}

/** The other open incidents. */
function Others({ id, incident, value, onChange }: { id: string; incident: Incident; value: string; onChange: (value: string) => void }): React.JSX.Element {
  const open = useQuery({ queryKey: ['incidents', 'open'], queryFn: ({ signal }) => getJson<Page<IncidentSummary>>('/api/v1/incidents?status=OPEN,RECOVERING,ESCALATED&size=200', signal) });
  return (
    <FormSelect id={id} value={value} onChange={(_event, chosen) => onChange(chosen)}>
      <FormSelectOption value="" label="Choose one" isDisabled />
      {open.data?.items.filter((one) => one.id !== incident.id).map((one) => <FormSelectOption key={one.id} value={one.id} label={`#${one.number} ${one.title}`} />)}
    </FormSelect>
  );
}
