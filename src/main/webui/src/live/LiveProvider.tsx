import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { Changes, changeOf } from './changes';
import { follow } from './stream';

/** How often what changed is read again, at most, and at least while nothing tells of changes. */
const EACH = 1_000;
const WITHOUT_STREAM = 15_000;

/** Whether what is shown follows the server; else since when it does not. */
export interface Live {
  isLive: boolean;
  since: Date | null;
}

const LiveContext = createContext<Live>({ isLive: false, since: null });

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Reads again what changed on the server. While the page is hidden it lets go of the connection: browsers allow six. */
export function LiveProvider({ children }: { children: ReactNode }): React.JSX.Element {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>({ isLive: true, since: null });
  const isVisible = useVisible();

  useEffect(() => {
    if (!isVisible) {
      return undefined;
    }
    const changes = new Changes();
    let isConnected = false;
    let lastRead = Date.now();
    let isReading = false;
    changes.addAll();

    const timer = window.setInterval(() => {
      if (!isConnected && Date.now() - lastRead >= WITHOUT_STREAM) {
        changes.addAll();
      }
      if (isReading || changes.isEmpty) {
        return;
      }
      const isTouched = changes.take();
      isReading = true;
      lastRead = Date.now();
      // A reading that is under way is not thrown away, else 500 changes a second would never let one end.
      void queries
        .invalidateQueries({ predicate: (query) => isTouched(query.queryKey) }, { cancelRefetch: false })
        .finally(() => {
          isReading = false;
        });
    }, EACH);

    const end = follow({
      onEvent: ({ event, data }) => {
        const change = changeOf(event, data);
        if (change !== null) {
          changes.add(change);
        } else if (event === 'reset') {
          changes.addAll();
        }
      },
      onConnected: (resumed) => {
        isConnected = true;
        setLive({ isLive: true, since: null });
        if (!resumed) {
          changes.addAll();
        }
      },
      onLost: () => {
        isConnected = false;
        setLive((former) => (former.isLive ? { isLive: false, since: new Date() } : former));
      },
    });
    return () => {
      end();
      window.clearInterval(timer);
    };
  }, [queries, isVisible]);

  return <LiveContext value={live}>{children}</LiveContext>;
}

function useVisible(): boolean {
  const [isVisible, setIsVisible] = useState(document.visibilityState !== 'hidden');
  useEffect(() => {
    const changed = (): void => setIsVisible(document.visibilityState !== 'hidden');
    document.addEventListener('visibilitychange', changed);
    return () => document.removeEventListener('visibilitychange', changed);
  }, []);
  return isVisible;
}
