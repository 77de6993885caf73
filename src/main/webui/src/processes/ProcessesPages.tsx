import { Spinner } from '@patternfly/react-core';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';

const ProcessesPage = lazy(() => import('./ProcessesPage'));
const ProcessPage = lazy(() => import('./ProcessPage'));

/** The deployed models, and one of them. */
export default function ProcessesPages(): React.JSX.Element {
  return (
    <Suspense fallback={<Spinner aria-label="The page is loading" />}>
      <Routes>
        <Route index element={<ProcessesPage />} />
        <Route path=":key" element={<ProcessPage />} />
      </Routes>
    </Suspense>
  );
}
