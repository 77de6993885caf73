import { Alert, Button, Form, FormGroup, FormHelperText, Grid, GridItem, HelperText, HelperTextItem, TextArea, TextInput } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { sendJson } from '../api';
import { variables } from './model';

interface Recovery {
  id: string;
  incidentId: string | null;
  state: string;
}

/** Starts a process by hand, of an incident or of none. */
export function StartForm({ process }: { process: string }): React.JSX.Element {
  const queries = useQueryClient();
  const [service, setService] = useState('');
  const [incidentId, setIncidentId] = useState('');
  const [text, setText] = useState('');
  const given = variables(text);
  const start = useMutation({
    mutationFn: (values: Record<string, unknown>) =>
      sendJson<Recovery>('POST', '/api/v1/recoveries', { process, variables: values, ...(service.trim() ? { service: service.trim() } : {}), ...(incidentId.trim() ? { incidentId: incidentId.trim() } : {}) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['processes'] }),
  });
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        if ('values' in given) {
          start.mutate(given.values);
        }
      }}
    >
      <Grid hasGutter sm={6} lg={4}>
        <GridItem><FormGroup label="Service" fieldId="start-service"><TextInput id="start-service" value={service} onChange={(_event, value) => setService(value)} /></FormGroup></GridItem>
        <GridItem><FormGroup label="Incident (its id, if it is for one)" fieldId="start-incident"><TextInput id="start-incident" value={incidentId} onChange={(_event, value) => setIncidentId(value)} /></FormGroup></GridItem>
      </Grid>
      <FormGroup label="Variables, as JSON" fieldId="start-variables">
        <TextArea id="start-variables" className="fx-code" value={text} onChange={(_event, value) => setText(value)} resizeOrientation="vertical" validated={'problem' in given ? 'error' : 'default'} aria-describedby="start-variables-help" />
        {'problem' in given && <FormHelperText><HelperText id="start-variables-help"><HelperTextItem variant="error">{given.problem}</HelperTextItem></HelperText></FormHelperText>}
      </FormGroup>
      <div><Button type="submit" isDisabled={'problem' in given || start.isPending} isLoading={start.isPending}>Start it</Button></div>
      <div aria-live="polite">
        {start.error && <Alert component="p" isInline variant="danger" title="It was not started">{start.error.message}</Alert>}
        {start.data && (
          <Alert component="p" isInline variant="success" title="It was started" data-testid="started">
            It is {start.data.state.toLowerCase()}. {start.data.incidentId && <Link to={`/incidents/${encodeURIComponent(start.data.incidentId)}`}>To the incident</Link>}
          </Alert>
        )}
      </div>
    </Form>
  );
}
