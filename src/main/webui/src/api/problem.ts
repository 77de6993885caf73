/** An answer of the server that says what is wrong (RFC 9457), or the lack of an answer (status 0). */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    /** What is wrong, where, and the remedy. */
    message: string,
    /** A row for each field or line, where there are several. */
    readonly problems: Record<string, unknown>[] = [],
    /** When it may be tried again, in seconds. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = 'ProblemError';
  }
}

/** What an answer that is no success says; an answer of a proxy in between, too. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const otherwise = `The server answered ${response.status}${response.statusText ? ` ${response.statusText}` : ''}.`;
  let body: { detail?: unknown; title?: unknown; problems?: unknown } = {};
  try {
    body = ((await response.json()) ?? {}) as typeof body;
  } catch {
    // Not JSON: the status says it.
  }
  const message = [body.detail, body.title].find((text): text is string => typeof text === 'string' && text !== '');
  return new ProblemError(
    response.status,
    message ?? otherwise,
    Array.isArray(body.problems) ? (body.problems as Record<string, unknown>[]) : [],
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}
