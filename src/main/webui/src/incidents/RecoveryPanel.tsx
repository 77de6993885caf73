import { Alert, Button, Content, Flex, Form, FormGroup, FormSelect, FormSelectOption, Label, Modal, ModalBody, ModalFooter, ModalHeader, Radio, Spinner, TextArea } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { sendJson, useCan } from '../api';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { useToasts } from '../frame/toasts';
import { useDiagram, useRecovery } from './queries';
import { marksOf, type Run, runs } from './recovery';
import type { Incident, Recovery } from './types';

const BpmnDiagram = lazy(() => import('../common/bpmn/BpmnDiagram'));

/** What the recovery does: its diagram with the path taken, its steps, and what a person can do when it is stalled. */
export function RecoveryPanel({ incident }: { incident: Incident }): React.JSX.Element {
  const [chosen, setChosen] = useState<string | null>(null);
  const id = chosen ?? incident.recovery?.id;
  const recovery = useRecovery(incident.id, id);
  if (id === undefined) {
    return <Content component="p">No recovery was started.</Content>;
  }
  if (recovery.error) {
    return <Failed error={recovery.error} what="The recovery" />;
  }
  if (!recovery.data) {
    return <Spinner aria-label="The recovery is loading" />;
  }
  return (
    <>
      {incident.recoveries.length > 1 && (
        <>
          <label htmlFor="recovery">Recovery</label>
          <FormSelect id="recovery" className="fx-short fx-mb-md" value={id} onChange={(_event, value) => setChosen(value)}>
            {incident.recoveries.map((one, index) => <FormSelectOption key={one.id} value={one.id} label={`${index + 1}: ${one.process}, version ${one.version}, ${one.state.toLowerCase()}`} />)}
          </FormSelect>
        </>
      )}
      <State of={recovery.data} incident={incident} />
      <Diagrams of={recovery.data} />
      <Steps of={recovery.data} />
    </>
  );
}

const STATES: Record<Recovery['state'], 'success' | 'info' | 'warning' | 'danger'> = { WAITING: 'info', ACTIVE: 'info', STALLED: 'danger', COMPLETED: 'success', CANCELLED: 'warning', FAILED: 'danger' };

type Step = 'retry' | 'skip' | 'cancel';

function State({ of, incident }: { of: Recovery; incident: Incident }): React.JSX.Element {
  const mayAct = useCan('operator', 'admin');
  const [step, setStep] = useState<Step | null>(null);
  return (
    <>
      <Flex gap={{ default: 'gapSm' }} className="fx-mb-md">
        <Label status={STATES[of.state]}>{of.state}</Label>
        <span>{of.process}, version {of.version}, since <Time of={of.startedAt} />{of.endedAt && <>, until <Time of={of.endedAt} /></>}</span>
        {mayAct && of.endedAt === null && (
          <>
            {of.stalled.length > 0 && <Button variant="secondary" onClick={() => setStep('retry')}>Try it again</Button>}
            {of.stalled.length > 0 && <Button variant="secondary" onClick={() => setStep('skip')}>Skip the step</Button>}
            <Button variant="secondary" isDanger onClick={() => setStep('cancel')}>Cancel the recovery</Button>
          </>
        )}
      </Flex>
      {of.waitsFor && <Alert component="p" isInline variant="info" className="fx-mb-md" title={of.waitsFor.position === null ? 'It waits' : `It waits for its turn, as number ${of.waitsFor.position}`}>{of.waitsFor.reason}</Alert>}
      {of.stalled.map((one) => (
        <Alert key={one.element} component="p" isInline variant="danger" className="fx-mb-md" title={one.unknownOutcome ? `It is not known whether “${one.element}” was carried out` : `“${one.element}” failed`}>{one.message}</Alert>
      ))}
      {step !== null && <StepDialog step={step} of={of} incident={incident} onClose={() => setStep(null)} />}
    </>
  );
}

const TITLES: Record<Step, string> = { retry: 'Try it again', skip: 'Skip the step', cancel: 'Cancel the recovery' };

function StepDialog({ step, of, incident, onClose }: { step: Step; of: Recovery; incident: Incident; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const toasts = useToasts();
  const unknown = step === 'retry' && of.stalled.some((one) => one.unknownOutcome);
  const [reason, setReason] = useState('');
  const [element, setElement] = useState('');
  const [from, setFrom] = useState(of.stalled[0]?.element ?? '');
  const [outcome, setOutcome] = useState('');
  const model = useDiagram(of.process, of.version);
  const elements = useMemo(() => targets(model.data ?? ''), [model.data]);
  const act = useMutation({
    mutationFn: () => sendJson('POST', `/api/v1/recoveries/${encodeURIComponent(of.id)}/${step}`, step === 'retry' ? (unknown ? { unknownOutcome: outcome } : {}) : step === 'skip' ? { element, reason: reason.trim(), ...(of.stalled.length > 1 ? { from } : {}) } : { reason: reason.trim() }),
    onSuccess: async () => {
      toasts.done(`${TITLES[step]}: done`);
      onClose();
      await queries.invalidateQueries({ queryKey: ['incident', incident.id] });
    },
  });
  const missing = (unknown && outcome === '') || (step === 'skip' && (element === '' || reason.trim() === ''));
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="step-title" aria-describedby="step-body">
      <ModalHeader title={TITLES[step]} labelId="step-title" />
      <ModalBody id="step-body">
        <Form id="step-form" onSubmit={(event) => { event.preventDefault(); act.mutate(); }}>
          {unknown && (
            <FormGroup label="Was the action carried out?" role="radiogroup" isStack isRequired fieldId="step-outcome">
              <Radio id="step-done" name="outcome" label="Yes: go on behind it" isChecked={outcome === 'DONE'} onChange={() => setOutcome('DONE')} />
              <Radio id="step-repeat" name="outcome" label="No, or it may be repeated: carry it out" isChecked={outcome === 'REPEAT'} onChange={() => setOutcome('REPEAT')} />
            </FormGroup>
          )}
          {step === 'skip' && of.stalled.length > 1 && (
            <FormGroup label="Which stalled step" fieldId="step-from"><FormSelect id="step-from" value={from} onChange={(_event, value) => setFrom(value)}>{of.stalled.map((one) => <FormSelectOption key={one.element} value={one.element} label={one.element} />)}</FormSelect></FormGroup>
          )}
          {step === 'skip' && (
            <FormGroup label="Go on at" isRequired fieldId="step-element">
              <FormSelect id="step-element" value={element} onChange={(_event, value) => setElement(value)}>
                <FormSelectOption value="" label="Choose a step" isDisabled />
                {elements.map(([value, name]) => <FormSelectOption key={value} value={value} label={name} />)}
              </FormSelect>
            </FormGroup>
          )}
          {step !== 'retry' && <FormGroup label="Why" isRequired={step === 'skip'} fieldId="step-reason"><TextArea id="step-reason" value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" maxLength={2000} /></FormGroup>}
          {step === 'retry' && !unknown && <Content component="p">The failed step is carried out again.</Content>}
        </Form>
        {act.error && <Alert component="p" isInline variant="danger" title="It was not done">{act.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="step-form" variant={step === 'cancel' ? 'danger' : 'primary'} isDisabled={missing || act.isPending} isLoading={act.isPending}>{TITLES[step]}</Button>
        <Button variant="link" onClick={onClose}>Not now</Button>
      </ModalFooter>
    </Modal>
  );
}

/** The elements of a model at which it can go on, with their names. */
function targets(xml: string): [string, string][] {
  const model = new DOMParser().parseFromString(xml, 'application/xml');
  return [...model.getElementsByTagNameNS('http://www.omg.org/spec/BPMN/20100524/MODEL', '*')]
    .filter((element) => /(?:[tT]ask|callActivity|[gG]ateway|endEvent|intermediate\w+Event)$/.test(element.localName) && element.getAttribute('id'))
    .map((element) => [element.getAttribute('id') ?? '', element.getAttribute('name') || (element.getAttribute('id') ?? '')]);
}

function Diagrams({ of }: { of: Recovery }): React.JSX.Element {
  const all = useMemo(() => runs(of), [of]);
  const [chosen, setChosen] = useState(0);
  const run: Run = all[chosen] ?? { process: of.process, version: of.version };
  const model = useDiagram(run.process, run.version);
  const marks = useMemo(() => marksOf(of, run), [of, run]);
  return (
    <>
      {all.length > 1 && (
        <>
          <label htmlFor="diagram">Diagram</label>
          <FormSelect id="diagram" className="fx-short fx-mb-sm" value={chosen} onChange={(_event, value) => setChosen(Number(value))}>
            {all.map((one, index) => <FormSelectOption key={`${one.process} ${one.version}`} value={index} label={`${one.process}, version ${one.version}${index > 0 ? ' (called)' : ''}`} />)}
          </FormSelect>
        </>
      )}
      {model.error && <Failed error={model.error} what="The diagram" />}
      {model.data !== undefined && (
        <Suspense fallback={<Spinner aria-label="The diagram is loading" />}>
          <BpmnDiagram xml={model.data} label={`Diagram of ${run.process}: green is passed, blue is where it stands, red is stalled`} marks={marks} />
        </Suspense>
      )}
    </>
  );
}

function Steps({ of }: { of: Recovery }): React.JSX.Element {
  return (
    <Table aria-label="Steps" variant="compact" className="fx-mt-md">
      <Thead><Tr><Th>Step</Th><Th>Process</Th><Th>Began</Th><Th>Ended</Th><Th>Outcome</Th></Tr></Thead>
      <Tbody>
        {of.history.map((one) => (
          <Tr key={`${one.process} ${one.element} ${one.startedAt}`}>
            <Td dataLabel="Step" modifier="breakWord">{one.name ?? one.element}</Td>
            <Td dataLabel="Process" modifier="breakWord">{one.process}</Td>
            <Td dataLabel="Began"><Time of={one.startedAt} /></Td>
            <Td dataLabel="Ended">{one.endedAt ? <Time of={one.endedAt} /> : 'goes on'}</Td>
            <Td dataLabel="Outcome" modifier="breakWord">{one.outcome}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
