import { Content, FormSelect, FormSelectOption, Label, Pagination, Spinner, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { getJson } from '../api';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import type { Delivery, Page } from './types';

const STATES: Record<Delivery['state'], ['success' | 'warning' | 'danger' | 'info', string]> = {
  DELIVERED: ['success', 'delivered'], PENDING: ['info', 'is tried'], HELD: ['warning', 'held'], GIVEN_UP: ['danger', 'given up'],
};
const SIZE = 50;

/** Whether people were told. */
export default function DeliveriesPage(): React.JSX.Element {
  const [parameters, setParameters] = useSearchParams();
  const state = parameters.get('state') ?? '';
  const page = Math.max(0, (Number(parameters.get('page')) || 1) - 1);
  const deliveries = useQuery({
    queryKey: ['notifications', state, page],
    queryFn: ({ signal }) => getJson<Page<Delivery>>(`/api/v1/notifications?size=${SIZE}&page=${page}${state ? `&state=${encodeURIComponent(state)}` : ''}`, signal),
    refetchInterval: 10_000,
    placeholderData: (before) => before,
  });
  if (deliveries.error) {
    return <Failed error={deliveries.error} what="The deliveries" />;
  }
  if (!deliveries.data) {
    return <Spinner aria-label="The deliveries are loading" />;
  }
  return (
    <>
      <Toolbar inset={{ default: 'insetNone' }}>
        <ToolbarContent>
          <ToolbarItem>
            <FormSelect aria-label="State" value={state} onChange={(_event, value) => setParameters(value ? { state: value } : {}, { replace: true })}>
              <FormSelectOption value="" label="All states" />
              {Object.entries(STATES).map(([value, [, word]]) => <FormSelectOption key={value} value={value} label={word} />)}
            </FormSelect>
          </ToolbarItem>
          <ToolbarItem variant="pagination">
            <Pagination isCompact itemCount={deliveries.data.total} perPage={SIZE} page={page + 1} onSetPage={(_event, next) => setParameters({ ...(state ? { state } : {}), page: String(next) })} titles={{ paginationAriaLabel: 'Pages of deliveries' }} />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {deliveries.data.items.length === 0 ? <Content component="p">Nobody was told of anything. Set <code>fixpoint.notify.webhook</code> to be told of incidents, waiting tasks and escalations.</Content> : (
        <Table aria-label="Deliveries" variant="compact">
          <Thead><Tr><Th>State</Th><Th>What</Th><Th>About</Th><Th>Channel</Th><Th>Attempts</Th><Th>Made</Th><Th>Last attempt</Th><Th>Last error</Th></Tr></Thead>
          <Tbody>
            {deliveries.data.items.map((one) => (
              <Tr key={one.id}>
                <Td dataLabel="State"><Label isCompact status={STATES[one.state][0]}>{STATES[one.state][1]}</Label></Td>
                <Td dataLabel="What">{one.kind.toLowerCase().replaceAll('_', ' ')}</Td>
                <Td dataLabel="About" modifier="breakWord">{one.incidentId ? <Link to={`/incidents/${encodeURIComponent(one.incidentId)}`}>{one.summary}</Link> : one.summary}</Td>
                <Td dataLabel="Channel" modifier="breakWord">{one.channel}</Td>
                <Td dataLabel="Attempts">{one.attempts}</Td>
                <Td dataLabel="Made"><Time of={one.createdAt} /></Td>
                <Td dataLabel="Last attempt">{one.lastAttemptAt ? <Time of={one.lastAttemptAt} /> : 'none yet'}</Td>
                <Td dataLabel="Last error" modifier="breakWord">{one.lastError}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </>
  );
}
