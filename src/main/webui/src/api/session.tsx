import { createContext, useContext } from 'react';
import { getJson, sendJson, setToken } from './calls';
import { ProblemError } from './problem';

/** What a person may do; the server checks it, the console only leaves out what would be refused. */
export type Role = 'viewer' | 'operator' | 'author' | 'admin' | 'ingest' | 'worker';

export interface Person {
  name: string;
  roles: Role[];
  groups: string[];
}

interface Session extends Person {
  csrfToken: string;
  expiresAt: string;
}

/** Who uses the console; null if nobody has signed in. */
export async function currentPerson(): Promise<Person | null> {
  try {
    return opened(await getJson<Session>('/api/v1/session'));
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) {
      setToken(null);
      return null;
    }
    throw error;
  }
}

export async function signIn(name: string, password: string): Promise<Person> {
  return opened(await sendJson<Session>('POST', '/api/v1/session', { name, password }));
}

export async function signOut(): Promise<void> {
  await sendJson('DELETE', '/api/v1/session');
  setToken(null);
}

function opened(session: Session): Person {
  setToken(session.csrfToken);
  return { name: session.name, roles: session.roles, groups: session.groups };
}

interface SessionState {
  person: Person;
  signOut: () => Promise<void>;
}

/** Provided by the frame once somebody has signed in. */
export const SessionContext = createContext<SessionState | null>(null);

export function useSession(): SessionState {
  const session = useContext(SessionContext);
  if (session === null) {
    throw new Error('This page is shown outside of a session.');
  }
  return session;
}

export function useMe(): Person {
  return useSession().person;
}

/** Whether the person has one of the roles. */
export function useCan(...roles: Role[]): boolean {
  const { person } = useSession();
  return roles.some((role) => person.roles.includes(role));
}
