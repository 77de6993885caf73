import { Alert, Button, Content, Form, FormGroup, Grid, GridItem, Label, List, ListItem, TextInput } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson } from '../api';
import { Time } from '../common/Time';
import type { Near, Tried, WhyNot } from './types';

const HELD = { HELD: ['success', 'holds'], NOT_HELD: ['danger', 'does not hold'], NOT_REACHED: ['info', 'not reached'] } as const;

/** Asks which conditions of a rule hold, on the facts of a service and a moment. */
export function WhyNotPanel({ stage, id }: { stage: string; id: string }): React.JSX.Element {
  const [service, setService] = useState('');
  const [at, setAt] = useState('');
  const [incident, setIncident] = useState('');
  const ask = useMutation({
    mutationFn: () => {
      const query = new URLSearchParams({ stage: stage.toLowerCase() });
      const given = { service: service.trim(), at: at ? new Date(at).toISOString() : '', incidentId: incident.trim() };
      for (const [name, value] of Object.entries(given)) {
        if (value !== '') {
          query.set(name, value);
        }
      }
      return getJson<WhyNot>(`/api/v1/rules/${encodeURIComponent(id)}/why-not?${query}`);
    },
  });
  return (
    <section aria-label="Why not" className="fx-mt-lg">
      <Content component="h3">Why does it not match?</Content>
      <Form onSubmit={(event) => { event.preventDefault(); ask.mutate(); }}>
        <Grid hasGutter sm={6} lg={3}>
          <GridItem><FormGroup label="Service" fieldId="why-service"><TextInput id="why-service" value={service} onChange={(_event, value) => setService(value)} /></FormGroup></GridItem>
          <GridItem><FormGroup label="At (now, if empty)" fieldId="why-at"><TextInput id="why-at" type="datetime-local" value={at} onChange={(_event, value) => setAt(value)} /></FormGroup></GridItem>
          {stage === 'ANALYSIS' && (
            <GridItem><FormGroup label="Incident (id)" fieldId="why-incident"><TextInput id="why-incident" value={incident} onChange={(_event, value) => setIncident(value)} /></FormGroup></GridItem>
          )}
        </Grid>
        <div><Button type="submit" variant="secondary" isDisabled={ask.isPending} isLoading={ask.isPending}>Ask</Button></div>
      </Form>
      <div aria-live="polite" className="fx-mt-md">
        {ask.error && <Alert component="p" isInline variant="danger" title="It cannot be told">{ask.error.message}</Alert>}
        {ask.data && <Answer of={ask.data} />}
      </div>
    </section>
  );
}

function Answer({ of }: { of: WhyNot }): React.JSX.Element {
  return (
    <>
      <Alert component="p" isInline variant={of.outcome === 'HOLDS' ? 'success' : of.outcome === 'NOT_TRIED' ? 'warning' : 'info'} title={of.summary}>
        On {of.facts} facts at <Time of={of.at} />, release {of.release}.
      </Alert>
      <ol className="fx-conditions">{of.conditions.map((one, index) => <li key={index}><Condition of={one} /></li>)}</ol>
    </>
  );
}

function Condition({ of }: { of: Tried }): React.JSX.Element {
  const [status, word] = HELD[of.held];
  return (
    <>
      <Label isCompact status={status}>{word}</Label> <code className="fx-code fx-wrap">{of.source}</code>{' '}
      {of.matches > 0 && <small>{of.matches} {of.matches === 1 ? 'match' : 'matches'}</small>}
      {of.reason && <Content component="p">{of.reason}</Content>}
      {of.constraints.length > 0 && (
        <List>
          {of.constraints.map((one, index) => (
            <ListItem key={index}><code className="fx-code fx-wrap">{one.source}</code>: {one.metBy} of {one.candidates} {one.candidates === 1 ? 'fact meets' : 'facts meet'} it</ListItem>
          ))}
        </List>
      )}
      {of.held !== 'HELD' && of.closest.length > 0 && (
        <>
          <Content component="p">Nearest:</Content>
          <List>{of.closest.map((one, index) => <ListItem key={index}><Nearest of={one} /></ListItem>)}</List>
        </>
      )}
    </>
  );
}

function Nearest({ of }: { of: Near }): React.JSX.Element {
  return (
    <>
      <code className="fx-code fx-wrap">{factWords(of.fact)}</code>
      {of.missed.map((miss, index) => (
        <span key={index}>; {miss.source}: is {String(miss.actual ?? 'unknown')}{miss.required && `, asked for ${miss.required}`}{miss.distance !== null && ` (off by ${Number(miss.distance.toPrecision(3))})`}</span>
      ))}
    </>
  );
}

/** A fact in a line: its type and its values. */
function factWords(fact: Record<string, unknown>): string {
  const values = typeof fact.values === 'object' && fact.values !== null ? fact.values : fact;
  const type = typeof fact.type === 'string' ? `${fact.type} ` : '';
  return type + Object.entries(values).filter(([name, value]) => value !== null && name !== 'type').map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join(', ');
}
