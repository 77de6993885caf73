import { Alert, AlertActionCloseButton, AlertGroup } from '@patternfly/react-core';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

interface Toast {
  id: number;
  variant: 'success' | 'danger' | 'info' | 'warning';
  title: string;
  detail?: string | undefined;
}

interface Toasts {
  /** It was done. */
  done: (title: string) => void;
  /** It was refused, or went wrong; stays until it is closed. */
  failed: (title: string, error: unknown) => void;
}

const ToastContext = createContext<Toasts | null>(null);
let last = 0;

/** Short messages about what a person did, announced to screen readers. */
export function ToastProvider({ children }: { children: ReactNode }): React.JSX.Element {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const api = useMemo<Toasts>(() => {
    const add = (toast: Omit<Toast, 'id'>): void => setToasts((all) => [...all.slice(-3), { ...toast, id: ++last }]);
    return {
      done: (title) => add({ variant: 'success', title }),
      failed: (title, error) => add({ variant: 'danger', title, detail: error instanceof Error ? error.message : String(error) }),
    };
  }, []);
  return (
    <ToastContext value={api}>
      {children}
      <AlertGroup isToast isLiveRegion hasAnimations={false}>
        {toasts.map((toast) => (
          <Alert
            key={toast.id}
            variant={toast.variant}
            title={toast.title}
            timeout={toast.variant === 'success' ? 5_000 : false}
            onTimeout={() => close(toast.id)}
            actionClose={<AlertActionCloseButton onClose={() => close(toast.id)} />}
          >
            {toast.detail}
          </Alert>
        ))}
      </AlertGroup>
    </ToastContext>
  );
}

export function useToasts(): Toasts {
  const toasts = useContext(ToastContext);
  if (toasts === null) {
    throw new Error('Toasts are shown outside of the frame.');
  }
  return toasts;
}
