import { Spinner } from '@patternfly/react-core';
import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { useCan } from '../api';
import { SubNavigation } from '../common/SubNavigation';

const UsersPage = lazy(() => import('./UsersPage'));
const TokensPage = lazy(() => import('./TokensPage'));
const QuietTimesPage = lazy(() => import('./QuietTimesPage'));
const AutomationPage = lazy(() => import('./AutomationPage'));
const DeliveriesPage = lazy(() => import('./DeliveriesPage'));
const AuditPage = lazy(() => import('./AuditPage'));

/** Everything that is administered; each page for those who may see it. */
export default function AdministrationPages(): React.JSX.Element {
  const isAdministrator = useCan('admin');
  const seesRules = useCan('author', 'admin');
  const base = '/administration';
  const items: [string, string][] = [
    [`${base}/silences`, 'Silences'],
    [`${base}/maintenance`, 'Maintenance'],
    [`${base}/automation`, 'Automation'],
    [`${base}/deliveries`, 'Deliveries'],
    [`${base}/tokens`, 'Tokens'],
    ...(seesRules ? [['/rules/releases', 'Releases'] satisfies [string, string]] : []),
    ...(isAdministrator ? [[`${base}/users`, 'Users'] satisfies [string, string], [`${base}/audit`, 'Audit'] satisfies [string, string]] : []),
  ];
  return (
    <>
      <SubNavigation label="Administration" items={items} />
      <Suspense fallback={<Spinner aria-label="The page is loading" />}>
        <Routes>
          <Route index element={<Navigate to={isAdministrator ? 'users' : 'silences'} replace />} />
          <Route path="silences" element={<QuietTimesPage key="silences" kind="silences" />} />
          <Route path="maintenance" element={<QuietTimesPage key="maintenance" kind="maintenance-windows" />} />
          <Route path="automation" element={<AutomationPage />} />
          <Route path="deliveries" element={<DeliveriesPage />} />
          <Route path="tokens" element={<TokensPage />} />
          {isAdministrator && <Route path="users" element={<UsersPage />} />}
          {isAdministrator && <Route path="audit" element={<AuditPage />} />}
        </Routes>
      </Suspense>
    </>
  );
}
