import { Spinner } from '@patternfly/react-core';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';

const IncidentList = lazy(() => import('./IncidentList'));
const IncidentPage = lazy(() => import('./IncidentPage'));

/** The incidents, and one of them. */
export default function IncidentsPages(): React.JSX.Element {
  return (
    <Suspense fallback={<Spinner aria-label="The page is loading" />}>
      <Routes>
        <Route index element={<IncidentList />} />
        <Route path=":id" element={<IncidentPage />} />
      </Routes>
    </Suspense>
  );
}
