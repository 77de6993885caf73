import { Spinner } from '@patternfly/react-core';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { SubNavigation } from '../common/SubNavigation';

const RuleList = lazy(() => import('./RuleList'));
const RulePage = lazy(() => import('./RulePage'));
const EditPage = lazy(() => import('./EditPage'));
const ReleasesPage = lazy(() => import('./ReleasesPage'));
const ShadowPage = lazy(() => import('./ShadowPage'));

/** Everything about rules: those in force, their change, their releases, the shadow. */
export default function RulesPages(): React.JSX.Element {
  return (
    <>
      <SubNavigation label="Rules" items={[['/rules', 'In force'], ['/rules/edit', 'Edit'], ['/rules/releases', 'Releases'], ['/rules/shadow', 'Shadow']]} />
      <Suspense fallback={<Spinner aria-label="The page is loading" />}>
        <Routes>
          <Route index element={<RuleList />} />
          <Route path="rule/:stage/:id" element={<RulePage />} />
          <Route path="edit" element={<EditPage />} />
          <Route path="releases" element={<ReleasesPage />} />
          <Route path="shadow" element={<ShadowPage />} />
        </Routes>
      </Suspense>
    </>
  );
}
