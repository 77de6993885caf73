import { Alert, Button, Checkbox, Content, Form, FormGroup, FormHelperText, FormSelect, FormSelectOption, Grid, GridItem, HelperText, HelperTextItem, List, ListItem, Modal, ModalBody, ModalFooter, ModalHeader, TextArea, TextInput } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { ProblemError, sendJson } from '../api';
import { DAYS, type Recurrence } from './recurrence';
import { emptyForm, formOf, onItsDay, request, type Kind, type QuietForm } from './quietTime';
import type { Preview, QuietTime } from './types';
import { zones } from './zonedTime';

const KINDS: [Recurrence['kind'], string][] = [['ONCE', 'once'], ['DAILY', 'every day'], ['WEEKLY', 'every week'], ['MONTHLY', 'every month'], ['OTHER', 'as a rule of RFC 5545']];

/** Makes or changes a silence or a maintenance window; shows what it would cover, and when. */
export function QuietTimeDialog({ kind, of, title, onClose }: { kind: Kind; of: QuietTime | null; title: string; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const [form, setForm] = useState<QuietForm>(() => (of ? formOf(of) : emptyForm(new Date())));
  const [settled, setSettled] = useState(form);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(form), 400);
    return () => clearTimeout(timer);
  }, [form]);
  const preview = useQuery({
    queryKey: [kind, 'preview', settled],
    // A preview needs no reason yet.
    queryFn: ({ signal }) => sendJson<Preview>('POST', `/api/v1/${kind}/preview`, request(kind, { ...settled, reason: settled.reason || '-' }), {}, signal),
    retry: false,
    gcTime: 0,
    placeholderData: (before) => before,
  });
  const save = useMutation({
    mutationFn: () => sendJson<QuietTime>(of ? 'PUT' : 'POST', of ? `/api/v1/${kind}/${encodeURIComponent(of.id)}` : `/api/v1/${kind}`, request(kind, form)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [kind] });
      onClose();
    },
  });
  const wrong = useMemo(() => ({ ...fields(preview.error), ...fields(save.error) }), [preview.error, save.error]);
  const set = (values: Partial<QuietForm>): void => {
    save.reset();
    setForm({ ...form, ...values });
  };
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="quiet-title" aria-describedby="quiet-body">
      <ModalHeader title={title} labelId="quiet-title" />
      <ModalBody id="quiet-body">
        <Form id="quiet-form" noValidate onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
          {kind === 'silences' ? <Matchers form={form} set={set} wrong={wrong} /> : (
            <FormGroup label="Services, by commas (empty: all)" fieldId="quiet-services">
              <TextInput id="quiet-services" value={form.services} onChange={(_event, services) => set({ services })} />
              <Wrong detail={wrong.services} />
            </FormGroup>
          )}
          <FormGroup label="Reason" isRequired fieldId="quiet-reason">
            <TextArea id="quiet-reason" isRequired value={form.reason} onChange={(_event, reason) => set({ reason })} resizeOrientation="vertical" />
            <Wrong detail={wrong.reason} />
          </FormGroup>
          <Grid hasGutter sm={6}>
            <GridItem>
              <FormGroup label="Begins" isRequired fieldId="quiet-start"><TextInput id="quiet-start" type="datetime-local" value={form.start} onChange={(_event, start) => set({ start })} /><Wrong detail={wrong.startsAt} /></FormGroup>
            </GridItem>
            <GridItem>
              <FormGroup label="Ends" isRequired fieldId="quiet-end"><TextInput id="quiet-end" type="datetime-local" value={form.end} onChange={(_event, end) => set({ end })} /><Wrong detail={wrong.endsAt} /></FormGroup>
            </GridItem>
            <GridItem>
              <FormGroup label="Time zone" fieldId="quiet-zone">
                <FormSelect id="quiet-zone" value={form.zone} onChange={(_event, zone) => set({ zone })}>{zones().map((zone) => <FormSelectOption key={zone} value={zone} label={zone} />)}</FormSelect>
                <Wrong detail={wrong.timeZone} />
              </FormGroup>
            </GridItem>
            <GridItem>
              <FormGroup label="Recurs" fieldId="quiet-recurs">
                <FormSelect id="quiet-recurs" value={form.recurrence.kind} onChange={(_event, chosen) => set({ recurrence: { ...form.recurrence, kind: chosen as Recurrence['kind'] } })}>
                  {KINDS.map(([value, label]) => <FormSelectOption key={value} value={value} label={label} />)}
                </FormSelect>
              </FormGroup>
            </GridItem>
          </Grid>
          <RecurrenceFields recurrence={form.recurrence} onChange={(recurrence) => set(onItsDay({ ...form, recurrence }))} detail={wrong.recurrence} />
        </Form>
        <Covered preview={preview.error ? undefined : preview.data} zone={form.zone} />
        {save.error && <Alert component="p" isInline variant="danger" title="Nothing was changed">{save.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="quiet-form" isDisabled={save.isPending} isLoading={save.isPending}>Save</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}

function Matchers({ form, set, wrong }: { form: QuietForm; set: (values: Partial<QuietForm>) => void; wrong: Record<string, string> }): React.JSX.Element {
  const change = (index: number, name: string, value: string): void => set({ matchers: form.matchers.map((one, at): [string, string] => (at === index ? [name, value] : one)) });
  return (
    <FormGroup label="Anomalies of which all this is so" role="group" isStack fieldId="quiet-matchers">
      {form.matchers.map(([name, value], index) => (
        <Grid key={index} hasGutter sm={6}>
          <GridItem><TextInput aria-label={`Name of matcher ${index + 1}`} value={name} placeholder="service, instance, name or a label" onChange={(_event, text) => change(index, text, value)} /></GridItem>
          <GridItem>
            <TextInput aria-label={`Value of matcher ${index + 1}`} value={value} placeholder="is exactly" onChange={(_event, text) => change(index, name, text)} />
            <Wrong detail={wrong[`matchers.${name}`]} />
          </GridItem>
        </Grid>
      ))}
      <Wrong detail={wrong.matchers} />
      <Button variant="link" isInline onClick={() => set({ matchers: [...form.matchers, ['', '']] })}>And also</Button>
    </FormGroup>
  );
}

function RecurrenceFields({ recurrence, onChange, detail }: { recurrence: Recurrence; onChange: (recurrence: Recurrence) => void; detail: string | undefined }): React.JSX.Element {
  return (
    <>
      {recurrence.kind === 'WEEKLY' && (
        <FormGroup label="On" role="group" isInline fieldId="quiet-days">
          {DAYS.map(([day, name]) => (
            <Checkbox key={day} id={`day-${day}`} label={name} isChecked={recurrence.days.includes(day)} onChange={(_event, checked) => onChange({ ...recurrence, days: checked ? [...recurrence.days, day] : recurrence.days.filter((one) => one !== day) })} />
          ))}
        </FormGroup>
      )}
      {recurrence.kind === 'OTHER' && (
        <FormGroup label="Recurrence rule" fieldId="quiet-rule"><TextInput id="quiet-rule" value={recurrence.rule} placeholder="FREQ=MONTHLY;BYDAY=-1SU" onChange={(_event, rule) => onChange({ ...recurrence, rule })} /></FormGroup>
      )}
      <Wrong detail={detail} />
    </>
  );
}

function Covered({ preview, zone }: { preview: Preview | undefined; zone: string }): React.JSX.Element {
  const time = (instant: string): string => new Date(instant).toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'short', timeZone: zone });
  return (
    <section aria-label="Preview" aria-live="polite" className="fx-mt-md" data-testid="quiet-preview">
      {preview && (
        <>
          <Content component="h2">What it covers now</Content>
          {preview.anomalies.length === 0 ? <Content component="p">No anomaly that stands now.</Content> : (
            <List>
              {preview.anomalies.slice(0, 20).map((one, index) => <ListItem key={one.id ?? index} className="fx-wrap">{one.name} of {one.service}{one.instance && ` (${one.instance})`}, {one.severity}</ListItem>)}
              {preview.anomalies.length > 20 && <ListItem>and {preview.anomalies.length - 20} more</ListItem>}
            </List>
          )}
          {preview.incidents.length > 0 && <Content component="p">They belong to {preview.incidents.length} open {preview.incidents.length === 1 ? 'incident' : 'incidents'}.</Content>}
          <Content component="h2">When ({zone})</Content>
          {preview.occurrences.length === 0 ? <Content component="p">Never: it is over already.</Content> : <List>{preview.occurrences.map((one) => <ListItem key={one.startsAt}>{time(one.startsAt)} – {time(one.endsAt)}</ListItem>)}</List>}
        </>
      )}
    </section>
  );
}

function fields(error: Error | null): Record<string, string> {
  return error instanceof ProblemError ? Object.fromEntries(error.problems.map((row) => [String(row.field ?? ''), String(row.detail ?? '')])) : {};
}

function Wrong({ detail }: { detail: string | undefined }): React.JSX.Element | null {
  return detail ? <FormHelperText><HelperText><HelperTextItem variant="error">{detail}</HelperTextItem></HelperText></FormHelperText> : null;
}
