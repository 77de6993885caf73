import { Alert, Button, Content, Form, FormGroup, FormHelperText, FormSelect, FormSelectOption, Grid, GridItem, HelperText, HelperTextItem, TextArea } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { sendJson } from '../api';
import { recorded, variables, type Step } from './model';
import type { Simulation } from './types';

interface Props {
  process: string;
  version: number;
  steps: readonly Step[];
  onSimulated: (simulation: Simulation | null) => void;
}

const STATES = { COMPLETED: 'It comes to its end', FAILED: 'It ends with an error', WAITING: 'It waits', STALLED: 'It is stalled' } as const;

/** Runs a version with stated outcomes, in an engine of its own: nothing is carried out. */
export function SimulationForm({ process, version, steps, onSimulated }: Props): React.JSX.Element {
  const [endings, setEndings] = useState<Record<string, string>>({});
  const [text, setText] = useState('');
  const [more, setMore] = useState('');
  const given = variables(text);
  const outcomes = variables(more);
  const wrong = 'problem' in given || 'problem' in outcomes;
  const simulate = useMutation({
    mutationFn: ({ values, stated }: { values: Record<string, unknown>; stated: Record<string, unknown> }) =>
      sendJson<Simulation>('POST', `/api/v1/processes/${encodeURIComponent(process)}/simulate`, { version, variables: values, outcomes: { ...recorded(endings), ...stated } }),
    onSuccess: onSimulated,
    onError: () => onSimulated(null),
  });
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        if ('values' in given && 'values' in outcomes) {
          simulate.mutate({ values: given.values, stated: outcomes.values });
        }
      }}
    >
      <Content component="p">Say how steps end. A step of the server of which you say nothing is taken to be done; a person or a message of which you say nothing does not come.</Content>
      <Grid hasGutter sm={6} lg={4}>
        {steps.map((step) => (
          <GridItem key={step.id}>
            <FormGroup label={step.name} fieldId={`step-${step.id}`}>
              <FormSelect id={`step-${step.id}`} value={endings[step.id] ?? ''} onChange={(_event, value) => setEndings({ ...endings, [step.id]: value })}>
                <FormSelectOption value="" label={waits(step) ? 'nobody does it' : 'done'} />
                {waits(step) && <FormSelectOption value="done" label="done" />}
                {step.outcomes.map((outcome) => <FormSelectOption key={outcome} value={`outcome:${outcome}`} label={`a person decides: ${outcome}`} />)}
                {step.errors.map((error) => <FormSelectOption key={error} value={`error:${error}`} label={`error ${error}`} />)}
                {!waits(step) && <FormSelectOption value="failure" label="fails until a person is asked" />}
              </FormSelect>
            </FormGroup>
          </GridItem>
        ))}
      </Grid>
      <FormGroup label="Variables at the start, as JSON" fieldId="simulation-variables">
        <TextArea id="simulation-variables" className="fx-code" value={text} onChange={(_event, value) => setText(value)} placeholder='{"service": "checkout"}' resizeOrientation="vertical" validated={'problem' in given ? 'error' : 'default'} aria-describedby="simulation-variables-help" />
        {'problem' in given && <FormHelperText><HelperText id="simulation-variables-help"><HelperTextItem variant="error">{given.problem}</HelperTextItem></HelperText></FormHelperText>}
      </FormGroup>
      <FormGroup label="Outcomes with variables, as JSON: by step, as in a scenario" fieldId="simulation-outcomes">
        <TextArea id="simulation-outcomes" className="fx-code" value={more} onChange={(_event, value) => setMore(value)} placeholder='{"verify": [{"variables": {"verification": {"state": "RECOVERED"}}}]}' resizeOrientation="vertical" validated={'problem' in outcomes ? 'error' : 'default'} aria-describedby="simulation-outcomes-help" />
        {'problem' in outcomes && <FormHelperText><HelperText id="simulation-outcomes-help"><HelperTextItem variant="error">{outcomes.problem}</HelperTextItem></HelperText></FormHelperText>}
      </FormGroup>
      <div><Button type="submit" variant="secondary" isDisabled={wrong || simulate.isPending} isLoading={simulate.isPending}>Simulate</Button></div>
      <div aria-live="polite">
        {simulate.error && <Alert component="p" isInline variant="danger" title="It could not be simulated">{simulate.error.message}</Alert>}
        {simulate.data && <Path of={simulate.data} />}
      </div>
    </Form>
  );
}

function waits(step: Step): boolean {
  return step.kind === 'userTask' || step.kind === 'receiveTask';
}

/** How a simulation ended, beneath the diagram that shows its path. */
export function SimulationEnd({ of }: { of: Simulation }): React.JSX.Element {
  const { state, at, assumed, problem } = of.simulation;
  return (
    <div aria-live="polite">
      <Alert component="p" isInline variant={state === 'COMPLETED' ? 'success' : state === 'WAITING' ? 'info' : 'warning'} title={`${STATES[state]}: ${at.join(', ')}`} data-testid="simulation">
        {problem}{assumed.length > 0 && <p>Taken to be done: {assumed.join(', ')}.</p>}
      </Alert>
    </div>
  );
}

function Path({ of }: { of: Simulation }): React.JSX.Element {
  const { path } = of.simulation;
  return (
      <Table aria-label="Path of the simulation" variant="compact">
        <Thead><Tr><Th>Step</Th><Th>Kind</Th><Th>After</Th></Tr></Thead>
        <Tbody>
          {path.map((step, index) => (
            <Tr key={index}><Td dataLabel="Step" modifier="breakWord">{step.name ?? step.element}</Td><Td dataLabel="Kind">{step.type}</Td><Td dataLabel="After">{step.after}</Td></Tr>
          ))}
        </Tbody>
      </Table>
  );
}
