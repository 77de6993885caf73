import { Alert, Button, Checkbox, ClipboardCopy, Content, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, Spinner, TextInput } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson, sendJson, useMe } from '../api';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { ROLES, type Role, type Token } from './types';

/** Tokens for programs: one's own; an administrator sees all. */
export default function TokensPage(): React.JSX.Element {
  const queries = useQueryClient();
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => getJson<{ items: Token[] }>('/api/v1/tokens', signal) });
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Token | null>(null);
  const revoke = useMutation({
    mutationFn: (id: string) => sendJson<void>('DELETE', `/api/v1/tokens/${encodeURIComponent(id)}`),
    onSuccess: async () => {
      setLeaving(null);
      await queries.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
  if (tokens.error) {
    return <Failed error={tokens.error} what="The tokens" />;
  }
  if (!tokens.data) {
    return <Spinner aria-label="The tokens are loading" />;
  }
  return (
    <>
      <Content component="p">A program sends a token as <code>Authorization: Bearer …</code>. It may do at most what its owner may.</Content>
      <Button className="fx-mb-md" onClick={() => setAdding(true)}>Make a token</Button>
      <Table aria-label="Tokens" variant="compact">
        <Thead><Tr><Th>Name</Th><Th>Owner</Th><Th>Roles</Th><Th>Made</Th><Th>Expires</Th><Th>Last used</Th><Th screenReaderText="Actions" /></Tr></Thead>
        <Tbody>
          {tokens.data.items.map((token) => (
            <Tr key={token.id}>
              <Td dataLabel="Name" modifier="breakWord">{token.name}</Td>
              <Td dataLabel="Owner" modifier="breakWord">{token.owner}</Td>
              <Td dataLabel="Roles">{token.roles.join(', ')}</Td>
              <Td dataLabel="Made"><Time of={token.createdAt} /></Td>
              <Td dataLabel="Expires">{token.expiresAt ? <Time of={token.expiresAt} /> : 'never'}</Td>
              <Td dataLabel="Last used">{token.lastUsedAt ? <Time of={token.lastUsedAt} /> : 'never'}</Td>
              <Td dataLabel="Actions"><div className="fx-action-cell"><Button variant="link" isInline isDanger onClick={() => setLeaving(token)}>Revoke<span className="pf-v6-screen-reader"> {token.name}</span></Button></div></Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {adding && <TokenDialog onClose={() => setAdding(false)} />}
      {leaving && (
        <Modal isOpen variant="small" onClose={() => setLeaving(null)} aria-labelledby="revoke-title" aria-describedby="revoke-body">
          <ModalHeader title={`Revoke ${leaving.name}`} labelId="revoke-title" />
          <ModalBody id="revoke-body">
            Programs that use it are refused from now on.
            {revoke.error && <Alert component="p" isInline variant="danger" title="It still holds">{revoke.error.message}</Alert>}
          </ModalBody>
          <ModalFooter>
            <Button variant="danger" isDisabled={revoke.isPending} onClick={() => revoke.mutate(leaving.id)}>Revoke</Button>
            <Button variant="link" onClick={() => setLeaving(null)}>Cancel</Button>
          </ModalFooter>
        </Modal>
      )}
    </>
  );
}

function TokenDialog({ onClose }: { onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const mine = useMe().roles;
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<Role[]>([]);
  const [until, setUntil] = useState('');
  const make = useMutation({
    mutationFn: () => sendJson<Token & { token: string }>('POST', '/api/v1/tokens', { name: name.trim(), roles, ...(until ? { expiresAt: new Date(until).toISOString() } : {}) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="token-title" aria-describedby="token-body">
      <ModalHeader title="Make a token" labelId="token-title" />
      <ModalBody id="token-body">
        {make.data ? (
          <>
            <Alert component="p" isInline variant="warning" title="Copy it now: it is never shown again" className="fx-mb-md" />
            <ClipboardCopy isReadOnly hoverTip="Copy" clickTip="Copied" textAriaLabel="The token">{make.data.token}</ClipboardCopy>
          </>
        ) : (
          <Form id="token-form" onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
            <FormGroup label="What it is for" isRequired fieldId="token-name"><TextInput id="token-name" isRequired value={name} onChange={(_event, value) => setName(value)} /></FormGroup>
            <FormGroup label="Roles" role="group" isStack fieldId="token-roles">
              {ROLES.filter(([role]) => mine.includes(role)).map(([role, what]) => (
                <Checkbox key={role} id={`token-${role}`} label={role} description={what} isChecked={roles.includes(role)} onChange={(_event, checked) => setRoles(checked ? [...roles, role] : roles.filter((one) => one !== role))} />
              ))}
            </FormGroup>
            <FormGroup label="Until (empty: for good)" fieldId="token-until"><TextInput id="token-until" type="datetime-local" value={until} onChange={(_event, value) => setUntil(value)} /></FormGroup>
          </Form>
        )}
        {make.error && <Alert component="p" isInline variant="danger" title="No token was made">{make.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        {make.data ? <Button onClick={onClose}>Done</Button> : (
          <>
            <Button type="submit" form="token-form" isDisabled={name.trim() === '' || roles.length === 0 || make.isPending} isLoading={make.isPending}>Make it</Button>
            <Button variant="link" onClick={onClose}>Cancel</Button>
          </>
        )}
      </ModalFooter>
    </Modal>
  );
}
