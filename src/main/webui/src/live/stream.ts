import { openStream, ProblemError } from '../api';
import { type ServerEvent, ServerEventParser } from './serverEvents';

/** The server sends a comment each 15 seconds; without three of them the connection is dead, whatever TCP says. */
const SILENCE = 45_000;
const LONGEST_PAUSE = 15_000;

interface Listener {
  onEvent: (event: ServerEvent) => void;
  /** It is connected; `resumed` if nothing was missed. */
  onConnected: (resumed: boolean) => void;
  onLost: () => void;
}

/**
 * Follows the server's stream, connects again when it breaks and goes on behind the last event. It is read by `fetch`, not by
 * `EventSource`, which hides the comments that show that the connection lives, and gives up after some answers.
 *
 * @returns ends it
 */
export function follow(listener: Listener): () => void {
  const ended = new AbortController();
  void run(listener, ended.signal);
  return () => ended.abort();
}

async function run(listener: Listener, ended: AbortSignal): Promise<void> {
  let last: string | null = null;
  let failures = 0;
  while (!ended.aborted) {
    const connection = new AbortController();
    const end = (): void => connection.abort();
    ended.addEventListener('abort', end);
    let silence: number | undefined;
    const alive = (): void => {
      window.clearTimeout(silence);
      silence = window.setTimeout(end, SILENCE);
    };
    try {
      alive();
      const reader: ReadableStreamDefaultReader<Uint8Array> = (await openStream('/api/v1/stream', last, connection.signal)).getReader();
      failures = 0;
      listener.onConnected(last !== null);
      const parser = new ServerEventParser();
      const decoder = new TextDecoder();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        alive();
        for (const event of parser.push(decoder.decode(part.value, { stream: true }))) {
          last = event.id ?? last;
          listener.onEvent(event);
        }
      }
    } catch (error) {
      if (error instanceof ProblemError && (error.status === 401 || error.status === 403)) {
        listener.onLost();
        return;
      }
    } finally {
      window.clearTimeout(silence);
      ended.removeEventListener('abort', end);
    }
    if (!ended.aborted) {
      listener.onLost();
      await pause(Math.min(LONGEST_PAUSE, 500 * 2 ** failures) * (0.5 + Math.random() / 2), ended);
      failures++;
    }
  }
}

function pause(milliseconds: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, milliseconds);
    ended.addEventListener('abort', () => {
      window.clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
