import { Alert, AlertActionLink, Button, Content, Flex, FlexItem, Grid, GridItem, Spinner, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useCan } from '../api';
import { download } from '../common/csv';
import { Failed } from '../common/Failed';
import { changed, edited, filesOf, removed, restored, rulesOf, type Draft } from './draft';
import { FileDifferences } from './FileDifferences';
import { FileList } from './FileList';
import { fileDifferences } from './lineDifference';
import { ProblemList } from './ProblemList';
import { PublishDialog } from './PublishDialog';
import { useLanguage } from './queries';
import { ReplayPanel } from './ReplayPanel';
import type { Place } from './RuleEditor';
import { ScenarioPanel } from './ScenarioPanel';
import { ShadowDialog } from './ShadowDialog';
import { useCheck } from './useCheck';
import { useDraft } from './useDraft';

const RuleEditor = lazy(() => import('./RuleEditor'));

/** Where an author changes rules and scenarios, and sees the effect before anything is published. */
export default function EditPage(): React.JSX.Element {
  const state = useDraft();
  if (state.error) {
    return <Failed error={state.error} what="The rules" />;
  }
  if (!state.draft || !state.active) {
    return <Spinner aria-label="The rules are loading" />;
  }
  return <Workbench state={state} draft={state.draft} />;
}

function Workbench({ state, draft }: { state: ReturnType<typeof useDraft>; draft: Draft }): React.JSX.Element {
  const [parameters, setParameters] = useSearchParams();
  const [conflicts, setConflicts] = useState<string[]>([]);
  const [tab, setTab] = useState<string | number>('problems');
  const [dialog, setDialog] = useState<'publish' | 'shadow' | null>(null);
  const [place, setPlace] = useState<Place | null>(() => placeOf(parameters));
  const language = useLanguage().data;
  const check = useCheck(draft.after);
  const mayPublish = useCan('admin');
  const paths = Object.keys(draft.after).sort();
  const path = paths.includes(parameters.get('file') ?? '') ? (parameters.get('file') ?? '') : (paths[0] ?? '');
  const changes = changed(draft);
  const problems = check.result?.problems ?? [];
  const errors = problems.filter((problem) => problem.severity === 'ERROR').length;
  const valid = check.result?.valid === true && !check.checking;

  function show(file: string, line?: number): void {
    setParameters({ file }, { replace: true });
    if (line !== undefined) {
      setPlace({ path: file, line, key: Date.now() });
    }
  }

  return (
    <>
      <Notices state={state} draft={draft} conflicts={conflicts} onRebase={() => setConflicts(state.rebase())} />
      <Flex className="fx-mb-md" justifyContent={{ default: 'justifyContentSpaceBetween' }}>
        <FlexItem>
          <Content component="p" aria-live="polite" data-testid="check-state">
            {check.error ? `The rules could not be checked: ${check.error.message}` : check.checking ? 'Checks the rules …' : errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : 'No error'}
            {changes.length > 0 && `; ${changes.length} ${changes.length === 1 ? 'file' : 'files'} changed from release ${draft.release}`}
          </Content>
        </FlexItem>
        <FlexItem>
          <Flex gap={{ default: 'gapSm' }}>
            {changes.length > 0 && <Button variant="link" isDanger onClick={state.discard}>Discard all changes</Button>}
            <Button variant="secondary" isDisabled={!valid || changes.length === 0} onClick={() => setDialog('shadow')}>Run beside the release</Button>
            {mayPublish && <Button isDisabled={!valid || changes.length === 0} onClick={() => setDialog('publish')}>Publish</Button>}
          </Flex>
        </FlexItem>
      </Flex>
      <Grid hasGutter>
        <GridItem lg={3}>
          <FileList
            draft={draft} path={path} problems={problems} onShow={show}
            onAdd={(file, text) => { state.change(edited(draft, file, text)); show(file); }}
          />
        </GridItem>
        <GridItem lg={9}>
          <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }} className="fx-mb-sm">
            <FlexItem><Content component="h2" className="fx-wrap">{path}</Content></FlexItem>
            <FlexItem>
              {changes.includes(path) && <Button variant="link" onClick={() => state.change(restored(draft, path))}>Restore this file</Button>}
              <Button variant="link" onClick={() => download(path.slice(path.lastIndexOf('/') + 1), draft.after[path] ?? '', 'text/plain;charset=utf-8')}>Download</Button>
              <Button variant="link" isDanger onClick={() => state.change(removed(draft, path))}>Remove this file</Button>
            </FlexItem>
          </Flex>
          {path !== '' && (
            <Suspense fallback={<Spinner aria-label="The editor is loading" />}>
              <RuleEditor
                path={path} text={draft.after[path] ?? ''} language={language} problems={problems} readOnly={false} place={place}
                onChange={(text) => state.change(edited(draft, path, text))}
              />
            </Suspense>
          )}
        </GridItem>
        <GridItem>
          <Tabs activeKey={tab} onSelect={(_event, key) => setTab(key)} aria-label="About this change">
            <Tab eventKey="problems" title={<TabTitleText>Problems ({problems.length})</TabTitleText>}>
              <div className="fx-pt-md"><ProblemList problems={problems} onGo={show} /></div>
            </Tab>
            <Tab eventKey="scenarios" title={<TabTitleText>Scenarios</TabTitleText>}>
              <div className="fx-pt-md"><ScenarioPanel files={draft.after} path={path} enabled={errors === 0} onGo={show} /></div>
            </Tab>
            <Tab eventKey="effect" title={<TabTitleText>Effect on recorded facts</TabTitleText>}>
              <div className="fx-pt-md"><Effect draft={draft} enabled={valid} /></div>
            </Tab>
            <Tab eventKey="changes" title={<TabTitleText>Changes ({changes.length})</TabTitleText>}>
              <div className="fx-pt-md"><FileDifferences files={fileDifferences(draft.before, draft.after)} onRestore={(file) => state.change(restored(draft, file))} /></div>
            </Tab>
          </Tabs>
        </GridItem>
      </Grid>
      {dialog === 'publish' && <PublishDialog draft={draft} onClose={() => setDialog(null)} onPublished={(release) => state.change({ release: release.number, before: filesOf(release), after: filesOf(release) })} />}
      {dialog === 'shadow' && <ShadowDialog files={draft.after} onClose={() => setDialog(null)} />}
    </>
  );
}

function Effect({ draft, enabled }: { draft: Draft; enabled: boolean }): React.JSX.Element {
  const files = useMemo(() => rulesOf(draft.after), [draft.after]);
  return <ReplayPanel files={files} enabled={enabled} />;
}

function Notices({ state, draft, conflicts, onRebase }: { state: ReturnType<typeof useDraft>; draft: Draft; conflicts: string[]; onRebase: () => void }): React.JSX.Element {
  return (
    <>
      {state.active && state.active.number !== draft.release && (
        <Alert component="p"
          isInline variant="warning" className="fx-mb-md"
          title={`Release ${state.active.number} is in force; this change was made from release ${draft.release}.`}
          actionLinks={<AlertActionLink onClick={onRebase}>Make it from release {state.active.number}</AlertActionLink>}
        >
          Publishing it as it is would take back what release {state.active.number} changed.
        </Alert>
      )}
      {conflicts.length > 0 && (
        <Alert component="p" isInline variant="warning" className="fx-mb-md" title="Both changed the same files; yours stand. Compare them under Changes.">{conflicts.join(', ')}</Alert>
      )}
      {state.unkept && <Alert component="p" isInline variant="danger" className="fx-mb-md" title="This browser has no room to keep the change; it is lost when the page is left." />}
    </>
  );
}

function placeOf(parameters: URLSearchParams): Place | null {
  const path = parameters.get('file');
  const line = Number(parameters.get('line'));
  return path && Number.isInteger(line) && line > 0 ? { path, line, key: 0 } : null;
}
