import { Alert, Button, Checkbox, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, Label, LabelGroup, Modal, ModalBody, ModalFooter, ModalHeader, Spinner, TextInput } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getTagged, sendJson, type Tagged } from '../api';
import { Failed } from '../common/Failed';
import { ROLES, type EditedUser, type User } from './types';
import { groupsOf, userProblems, withUser } from './users';

/** Who may log in, and what each may do. */
export default function UsersPage(): React.JSX.Element {
  const users = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => getTagged<{ items: User[] }>('/api/v1/users', signal) });
  const [chosen, setChosen] = useState<User | 'new' | null>(null);
  const [leaving, setLeaving] = useState<User | null>(null);
  if (users.error) {
    return <Failed error={users.error} what="The users" />;
  }
  if (!users.data) {
    return <Spinner aria-label="The users are loading" />;
  }
  return (
    <>
      <Button className="fx-mb-md" onClick={() => setChosen('new')}>Add a user</Button>
      <Table aria-label="Users" variant="compact">
        <Thead><Tr><Th>Name</Th><Th>Roles</Th><Th>Groups</Th><Th screenReaderText="Actions" /></Tr></Thead>
        <Tbody>
          {users.data.value.items.map((user) => (
            <Tr key={user.name}>
              <Td dataLabel="Name" modifier="breakWord">{user.name}</Td>
              <Td dataLabel="Roles"><LabelGroup aria-label={`Roles of ${user.name}`} numLabels={6}>{user.roles.map((role) => <Label key={role} isCompact variant="outline">{role}</Label>)}</LabelGroup></Td>
              <Td dataLabel="Groups" modifier="breakWord">{user.groups.join(', ')}</Td>
              <Td dataLabel="Actions"><div className="fx-action-cell">
                <Button variant="link" isInline onClick={() => setChosen(user)}>Change<span className="pf-v6-screen-reader"> {user.name}</span></Button>{' '}
                <Button variant="link" isInline isDanger onClick={() => setLeaving(user)}>Remove<span className="pf-v6-screen-reader"> {user.name}</span></Button>
              </div></Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {chosen !== null && <UserDialog user={chosen === 'new' ? null : chosen} users={users.data} onClose={() => setChosen(null)} />}
      {leaving !== null && <RemoveDialog user={leaving} users={users.data} onClose={() => setLeaving(null)} />}
    </>
  );
}

function useSave(users: Tagged<{ items: User[] }>, onClose: () => void): ReturnType<typeof useMutation<unknown, Error, EditedUser[]>> {
  const queries = useQueryClient();
  return useMutation<unknown, Error, EditedUser[]>({
    mutationFn: (all) => sendJson('PUT', '/api/v1/users', { users: all }, users.tag === null ? {} : { 'If-Match': users.tag }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
    onError: () => queries.invalidateQueries({ queryKey: ['users'] }),
  });
}

function UserDialog({ user, users, onClose }: { user: User | null; users: Tagged<{ items: User[] }>; onClose: () => void }): React.JSX.Element {
  const [edited, setEdited] = useState<EditedUser>(user ?? { name: '', roles: ['viewer'], groups: [] });
  const [groups, setGroups] = useState(edited.groups.join(', '));
  const [tried, setTried] = useState(false);
  const save = useSave(users, onClose);
  const complete: EditedUser = { name: edited.name.trim(), roles: edited.roles, groups: groupsOf(groups), ...(edited.password ? { password: edited.password } : {}) };
  const found = userProblems(complete, user === null, users.value.items);
  const shown = tried ? found : {};
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="user-title" aria-describedby="user-body">
      <ModalHeader title={user ? `Change ${user.name}` : 'Add a user'} labelId="user-title" />
      <ModalBody id="user-body">
        <Form
          id="user-form" noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (Object.keys(found).length === 0) {
              save.mutate(withUser(users.value.items, complete));
            }
          }}
        >
          <FormGroup label="Name" isRequired fieldId="user-name">
            <TextInput id="user-name" isRequired readOnlyVariant={user ? 'default' : undefined} value={edited.name} onChange={(_event, name) => setEdited({ ...edited, name })} autoComplete="off" />
            <Wrong detail={shown.name} />
          </FormGroup>
          <FormGroup label="Roles" role="group" isStack fieldId="user-roles">
            {ROLES.map(([role, what]) => (
              <Checkbox key={role} id={`role-${role}`} label={role} description={what} isChecked={edited.roles.includes(role)} onChange={(_event, checked) => setEdited({ ...edited, roles: ROLES.map(([one]) => one).filter((one) => (one === role ? checked : edited.roles.includes(one))) })} />
            ))}
            <Wrong detail={shown.roles} />
          </FormGroup>
          <FormGroup label="Groups, by commas" fieldId="user-groups"><TextInput id="user-groups" value={groups} onChange={(_event, value) => setGroups(value)} /></FormGroup>
          <FormGroup label={user ? 'New password (empty: the former stays)' : 'Password'} isRequired={user === null} fieldId="user-password">
            <TextInput id="user-password" type="password" autoComplete="new-password" value={edited.password ?? ''} onChange={(_event, password) => setEdited({ ...edited, password })} />
            <Wrong detail={shown.password} />
          </FormGroup>
        </Form>
        {save.error && <Alert component="p" isInline variant="danger" title="Nothing was changed">{save.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="user-form" isDisabled={save.isPending} isLoading={save.isPending}>Save</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}

function RemoveDialog({ user, users, onClose }: { user: User; users: Tagged<{ items: User[] }>; onClose: () => void }): React.JSX.Element {
  const save = useSave(users, onClose);
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="remove-title" aria-describedby="remove-body">
      <ModalHeader title={`Remove ${user.name}`} labelId="remove-title" />
      <ModalBody id="remove-body">
        They are logged out, and cannot log in any more. What they did stays in the audit.
        {save.error && <Alert component="p" isInline variant="danger" title="Nothing was changed">{save.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button variant="danger" isDisabled={save.isPending} onClick={() => save.mutate(users.value.items.filter((one) => one.name !== user.name))}>Remove</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}

function Wrong({ detail }: { detail: string | undefined }): React.JSX.Element | null {
  return detail ? <FormHelperText><HelperText><HelperTextItem variant="error">{detail}</HelperTextItem></HelperText></FormHelperText> : null;
}
