import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo } from 'react';
import { RouterProvider } from 'react-router';
import { ProblemError } from '../api';
import { routes } from './routes';
import { SessionGate } from './SessionGate';
import { ToastProvider } from './toasts';

/** A mistake of ours is not cured by trying again; a server that restarts is. */
function retries(count: number, error: Error): boolean {
  return count < 3 && (!(error instanceof ProblemError) || error.status === 0 || error.status >= 500);
}

/** The whole console. */
export function Console(): React.JSX.Element {
  const client = useMemo(() => new QueryClient({ defaultOptions: { queries: { retry: retries, staleTime: 2_000 } } }), []);
  const router = useMemo(() => routes(), []);
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>
        <SessionGate>
          <RouterProvider router={router} />
        </SessionGate>
      </ToastProvider>
    </QueryClientProvider>
  );
}
