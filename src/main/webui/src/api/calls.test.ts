import { afterEach, describe, expect, it, vi } from 'vitest';
import { getJson, onUnauthorized, query, sendJson, setToken } from './calls';
import { ProblemError } from './problem';

function answering(status: number, body: unknown, headers: Record<string, string> = {}): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(() => Promise.resolve(new Response(body === null ? null : JSON.stringify(body), { status, headers })));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const headersOf = (fetched: ReturnType<typeof vi.fn>): unknown => (fetched.mock.calls[0]?.[1] as RequestInit | undefined)?.headers;

describe('calls of the API', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    setToken(null);
  });

  it('bring the token when they change something, and only then', async () => {
    setToken('secret');
    const read = answering(200, {});
    await getJson('/api/v1/me');
    expect(headersOf(read)).not.toHaveProperty('X-CSRF-Token');
    const changed = answering(200, {});
    await sendJson('PUT', '/api/v1/automation', {});
    expect(headersOf(changed)).toMatchObject({ 'X-CSRF-Token': 'secret', 'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest' });
  });

  it('answer nothing where there is nothing', async () => {
    answering(204, null);
    expect(await sendJson('POST', '/api/v1/tasks/1/complete', {})).toBeUndefined();
  });

  it('fail with what the server says', async () => {
    answering(422, { title: 'Invalid', detail: 'name is missing', problems: [{ field: 'name' }] });
    await expect(getJson('/x')).rejects.toMatchObject({ status: 422, message: 'name is missing', problems: [{ field: 'name' }] });
    answering(429, { detail: 'too often' }, { 'Retry-After': '30' });
    await expect(getJson('/x')).rejects.toMatchObject({ status: 429, retryAfter: 30 });
    answering(502, 'not a problem');
    await expect(getJson('/x')).rejects.toBeInstanceOf(ProblemError);
  });

  it('say that the server cannot be reached', async () => {
    vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('failed to fetch'))));
    await expect(getJson('/x')).rejects.toMatchObject({ status: 0, message: expect.stringContaining('cannot be reached') });
  });

  it('tell when the session has ended', async () => {
    const told = vi.fn();
    const end = onUnauthorized(told);
    answering(401, {});
    await expect(getJson('/x')).rejects.toMatchObject({ status: 401 });
    expect(told).toHaveBeenCalledOnce();
    end();
  });

  it('leave out parameters without a value', () => {
    expect(query({ a: 1, b: null, c: '', d: undefined, e: 'x y' })).toBe('?a=1&e=x+y');
    expect(query({})).toBe('');
  });
});
