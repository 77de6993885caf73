import { Alert, Button, Content, FormSelect, FormSelectOption, Label, Modal, ModalBody, ModalFooter, ModalHeader, Spinner, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { getJson, sendJson, useCan } from '../api';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { QuietTimeDialog } from './QuietTimeDialog';
import { about, type Kind } from './quietTime';
import { spoken } from './recurrence';
import type { Page, QuietTime, State } from './types';

const WORDS: Record<Kind, { what: string; add: string; hint: string }> = {
  silences: { what: 'Silences', add: 'Silence anomalies', hint: 'Anomalies that match are still found, but open no incident and tell nobody.' },
  'maintenance-windows': { what: 'Maintenance windows', add: 'Plan a maintenance window', hint: 'While one is open, its services may be out of order, and nothing is repaired without a person.' },
};
const STATUS: Record<State, 'success' | 'info' | undefined> = { ACTIVE: 'success', PENDING: 'info', EXPIRED: undefined };

/** Silences, or maintenance windows. */
export default function QuietTimesPage({ kind }: { kind: Kind }): React.JSX.Element {
  const [parameters, setParameters] = useSearchParams();
  const state = parameters.get('state') ?? '';
  const times = useQuery({
    queryKey: [kind, state],
    queryFn: ({ signal }) => getJson<Page<QuietTime>>(`/api/v1/${kind}?size=200${state ? `&state=${encodeURIComponent(state)}` : ''}`, signal),
    refetchInterval: 15_000,
  });
  const [chosen, setChosen] = useState<QuietTime | 'new' | null>(null);
  const [ending, setEnding] = useState<QuietTime | null>(null);
  const mayChange = useCan('operator', 'admin');
  const words = WORDS[kind];
  if (times.error) {
    return <Failed error={times.error} what={words.what} />;
  }
  return (
    <>
      <Content component="p">{words.hint}</Content>
      <Toolbar inset={{ default: 'insetNone' }}>
        <ToolbarContent>
          <ToolbarItem>
            <FormSelect aria-label="State" value={state} onChange={(_event, value) => setParameters(value ? { state: value } : {}, { replace: true })}>
              <FormSelectOption value="" label="All states" />
              {['ACTIVE', 'PENDING', 'EXPIRED'].map((one) => <FormSelectOption key={one} value={one} label={one.toLowerCase()} />)}
            </FormSelect>
          </ToolbarItem>
          {mayChange && <ToolbarItem><Button onClick={() => setChosen('new')}>{words.add}</Button></ToolbarItem>}
        </ToolbarContent>
      </Toolbar>
      {!times.data ? <Spinner aria-label={`${words.what} are loading`} /> : (
        <Table aria-label={words.what} variant="compact">
          <Thead><Tr><Th>State</Th><Th>About</Th><Th>Reason</Th><Th>Now or next</Th><Th>Recurs</Th><Th>By</Th><Th screenReaderText="Actions" /></Tr></Thead>
          <Tbody>
            {times.data.items.map((one) => (
              <Tr key={one.id}>
                <Td dataLabel="State"><Label isCompact variant="outline" {...(STATUS[one.state] ? { status: STATUS[one.state] } : {})}>{one.state.toLowerCase()}</Label></Td>
                <Td dataLabel="About" modifier="breakWord">{about(one)}</Td>
                <Td dataLabel="Reason" modifier="breakWord">{one.reason}</Td>
                <Td dataLabel="Now or next">{one.next ? <span><Time of={one.next.startsAt} /> – <Time of={one.next.endsAt} /></span> : 'over'}</Td>
                <Td dataLabel="Recurs">{spoken(one.recurrence)}{one.recurrence && ` (${one.timeZone})`}</Td>
                <Td dataLabel="By" modifier="breakWord">{one.createdBy}</Td>
                <Td dataLabel="Actions"><div className="fx-action-cell">
                  {mayChange && one.state !== 'EXPIRED' && (
                    <>
                      <Button variant="link" isInline onClick={() => setChosen(one)}>Change<span className="pf-v6-screen-reader"> {about(one)}</span></Button>{' '}
                      <Button variant="link" isInline isDanger onClick={() => setEnding(one)}>End<span className="pf-v6-screen-reader"> {about(one)}</span></Button>
                    </>
                  )}
                </div></Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
      {times.data && times.data.total > times.data.items.length && <Content component="p">The first {times.data.items.length} of {times.data.total}.</Content>}
      {chosen !== null && <QuietTimeDialog kind={kind} of={chosen === 'new' ? null : chosen} title={chosen === 'new' ? words.add : `Change ${about(chosen)}`} onClose={() => setChosen(null)} />}
      {ending !== null && <EndDialog kind={kind} of={ending} onClose={() => setEnding(null)} />}
    </>
  );
}

function EndDialog({ kind, of, onClose }: { kind: Kind; of: QuietTime; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => sendJson<void>('DELETE', `/api/v1/${kind}/${encodeURIComponent(of.id)}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [kind] });
      onClose();
    },
  });
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="end-title" aria-describedby="end-body">
      <ModalHeader title={`End it: ${about(of)}`} labelId="end-title" />
      <ModalBody id="end-body">
        It ends now{of.recurrence && ', and does not come again'}.
        {end.error && <Alert component="p" isInline variant="danger" title="It goes on">{end.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button variant="danger" isDisabled={end.isPending} onClick={() => end.mutate()}>End it</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}
