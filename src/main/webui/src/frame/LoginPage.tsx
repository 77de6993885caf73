import { ActionGroup, Alert, Button, Card, CardBody, CardTitle, Content, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { type FormEvent, useEffect, useState } from 'react';
import { ProblemError, signIn } from '../api';
import type { Person } from '../api/session';
import { Logo } from './Logo';
import './frame.css';

/** Name and password, for a session of this browser. */
export default function LoginPage({ onSignedIn }: { onSignedIn: (person: Person) => void }): React.JSX.Element {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Sign in · Fixpoint';
  }, []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      onSignedIn(await signIn(name.trim(), password));
    } catch (error) {
      setProblem(refusal(error));
      setPassword('');
      setBusy(false);
    }
  }

  return (
    <main className="fx-login">
      <Card className="fx-login-card">
        <CardTitle component="h1"><Logo /> Sign in to Fixpoint</CardTitle>
        <CardBody>
          <Form onSubmit={(event) => void submit(event)}>
            {problem !== null && <Alert isInline isLiveRegion variant="danger" title={problem} />}
            <FormGroup label="Name" fieldId="name" isRequired>
              <TextInput id="name" name="username" autoComplete="username" autoCapitalize="none" isRequired autoFocus value={name} onChange={(_event, value) => setName(value)} />
            </FormGroup>
            <FormGroup label="Password" fieldId="password" isRequired>
              <TextInput id="password" name="password" type="password" autoComplete="current-password" isRequired value={password} onChange={(_event, value) => setPassword(value)} />
            </FormGroup>
            <ActionGroup>
              <Button type="submit" isBlock isLoading={busy} isDisabled={busy || name.trim() === '' || password === ''}>Sign in</Button>
            </ActionGroup>
          </Form>
          <Content component="small" className="fx-mt-md">The first person is <code>admin</code>; the server's log says where the password is.</Content>
        </CardBody>
      </Card>
    </main>
  );
}

function refusal(error: unknown): string {
  if (error instanceof ProblemError && error.status === 401) {
    return 'Name or password is wrong.';
  }
  if (error instanceof ProblemError && error.status === 429) {
    return `Too many attempts.${error.retryAfter === null ? '' : ` Try again in ${error.retryAfter} seconds.`}`;
  }
  return error instanceof Error ? error.message : String(error);
}
