import { ProblemError, problemOf } from './problem';

/** A part of a list, as all lists of the server are. */
export interface Page<T> {
  items: T[];
  total: number;
  /** The total is at least this. */
  totalCapped?: boolean;
  next: string | null;
}

/** What was read, with the tag that `If-Match` wants when it is changed. */
export interface Tagged<T> {
  value: T;
  tag: string | null;
}

const unauthorized = new Set<() => void>();
let csrfToken: string | null = null;

/** The token that proves that a change comes from this page; null without a session. */
export function setToken(token: string | null): void {
  csrfToken = token;
}

/** Is told when the session has ended. */
export function onUnauthorized(listener: () => void): () => void {
  unauthorized.add(listener);
  return () => void unauthorized.delete(listener);
}

/** The parameters that have a value, as a query; with its `?` if there are any. */
export function query(parameters: Record<string, string | number | boolean | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

async function call(path: string, init: RequestInit, headers: Record<string, string> = {}): Promise<Response> {
  const changes = init.method !== undefined && init.method !== 'GET';
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json, application/problem+json',
        'X-Requested-With': 'XMLHttpRequest',
        ...(changes && csrfToken !== null ? { 'X-CSRF-Token': csrfToken } : {}),
        ...headers,
      },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw new ProblemError(0, 'The server cannot be reached. Is it running, and is the network up?');
  }
  if (!response.ok) {
    if (response.status === 401) {
      for (const listener of unauthorized) {
        listener();
      }
    }
    throw await problemOf(response);
  }
  return response;
}

function abortedBy(signal: AbortSignal | undefined): RequestInit {
  return signal === undefined ? {} : { signal };
}

/** Reads JSON. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await call(path, abortedBy(signal))).json()) as T;
}

/** Reads JSON and its tag. */
export async function getTagged<T>(path: string, signal?: AbortSignal): Promise<Tagged<T>> {
  const response = await call(path, abortedBy(signal));
  return { value: (await response.json()) as T, tag: response.headers.get('ETag') };
}

/** Reads text: a model, a report. */
export async function getText(path: string, accept = '*/*', signal?: AbortSignal): Promise<string> {
  return (await call(path, abortedBy(signal), { Accept: accept })).text();
}

/** Changes something; without an answer's body it is undefined. */
export async function sendJson<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<T> {
  const response = await call(
    path,
    { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...abortedBy(signal) },
    { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
  );
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Sends files. */
export async function sendForm<T>(path: string, body: FormData): Promise<T> {
  return (await (await call(path, { method: 'POST', body })).json()) as T;
}

/** Opens a stream of server-sent events, behind the event of that id. */
export async function openStream(path: string, after: string | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await call(path, { signal, cache: 'no-store' }, { Accept: 'text/event-stream', ...(after === null ? {} : { 'Last-Event-ID': after }) });
  if (response.body === null) {
    throw new ProblemError(0, 'The stream of changes has no body.');
  }
  return response.body;
}
