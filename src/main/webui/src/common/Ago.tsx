import { useSyncExternalStore } from 'react';
import { distance } from './time';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    now = Date.now();
    for (const one of listeners) {
      one();
    }
  }, 5_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time, as it goes on: all that show it change together, each five seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** How long ago a time is; the exact one on pointing at it. */
export function Ago({ of }: { of: string }): React.JSX.Element {
  const current = Math.max(useNow(), Date.parse(of) > Date.now() ? 0 : Date.parse(of));
  return <time dateTime={of} title={new Date(of).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })} className="fx-nowrap">{distance(of, current)}</time>;
}
