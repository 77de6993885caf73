import { Alert, Button, Content, FormSelect, FormSelectOption, Label, Modal, ModalBody, ModalFooter, ModalHeader, Spinner, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { sendJson, useCan } from '../api';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { filesOf } from './draft';
import { FileDifferences } from './FileDifferences';
import { fileDifferences } from './lineDifference';
import { useRelease, useReleases } from './queries';
import type { Release } from './types';

/** Every release, what it changed, and the way back. */
export default function ReleasesPage(): React.JSX.Element {
  const releases = useReleases();
  const [parameters, setParameters] = useSearchParams();
  const [chosen, setChosen] = useState<Release | null>(null);
  const mayActivate = useCan('admin');
  if (releases.error) {
    return <Failed error={releases.error} what="The releases" />;
  }
  if (!releases.data) {
    return <Spinner aria-label="The releases are loading" />;
  }
  const items = releases.data.items;
  const active = items.find((release) => release.active)?.number;
  const after = Number(parameters.get('after')) || null;
  const before = Number(parameters.get('before')) || null;
  return (
    <>
      <Table aria-label="Releases" variant="compact">
        <Thead><Tr><Th>Release</Th><Th>Message</Th><Th>By</Th><Th>Published</Th><Th screenReaderText="Actions" /></Tr></Thead>
        <Tbody>
          {items.map((release) => (
            <Tr key={release.number}>
              <Td dataLabel="Release"><span>{release.number} {release.active && <Label isCompact status="success">in force</Label>}</span></Td>
              <Td dataLabel="Message" modifier="breakWord">{release.message}</Td>
              <Td dataLabel="By" modifier="breakWord">{release.author}</Td>
              <Td dataLabel="Published"><Time of={release.publishedAt} /></Td>
              <Td dataLabel="Actions"><div className="fx-action-cell">
                <Button variant="link" isInline onClick={() => setParameters({ before: String(previous(items, release)), after: String(release.number) })}>
                  Changes<span className="pf-v6-screen-reader"> of release {release.number}</span>
                </Button>{' '}
                {mayActivate && !release.active && (
                  <Button variant="link" isInline onClick={() => setChosen(release)}>
                    {active !== undefined && release.number < active ? 'Roll back to it' : 'Put in force'}<span className="pf-v6-screen-reader"> (release {release.number})</span>
                  </Button>
                )}
              </div></Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {releases.data.total > items.length && <Content component="p">The {items.length} latest of {releases.data.total}.</Content>}
      {after !== null && before !== null && <Comparison items={items} before={before} after={after} onChoose={(values) => setParameters({ before: String(before), after: String(after), ...values })} />}
      {chosen && <Activation release={chosen} active={active} onClose={() => setChosen(null)} />}
    </>
  );
}

/** The release before this one; of the first, itself. */
function previous(items: readonly Release[], release: Release): number {
  return items.find((one) => one.number < release.number)?.number ?? release.number;
}

function Comparison({ items, before, after, onChoose }: { items: readonly Release[]; before: number; after: number; onChoose: (values: Record<string, string>) => void }): React.JSX.Element {
  const old = useRelease(before);
  const now = useRelease(after);
  const error = old.error ?? now.error;
  return (
    <section aria-label="Comparison" className="fx-mt-lg">
      <Content component="h2">What changed</Content>
      <Toolbar inset={{ default: 'insetNone' }}>
        <ToolbarContent>
          {([['before', 'From release', before], ['after', 'To release', after]] as const).map(([name, label, value]) => (
            <ToolbarItem key={name}>
              <label htmlFor={`compare-${name}`}>{label}</label>
              <FormSelect id={`compare-${name}`} value={value} onChange={(_event, number) => onChoose({ [name]: number })}>
                {items.map((release) => <FormSelectOption key={release.number} value={release.number} label={`${release.number}${release.active ? ' (in force)' : ''}`} />)}
              </FormSelect>
            </ToolbarItem>
          ))}
        </ToolbarContent>
      </Toolbar>
      {error ? <Failed error={error} what="The releases" /> : old.data && now.data ? <FileDifferences files={fileDifferences(filesOf(old.data), filesOf(now.data))} /> : <Spinner aria-label="The releases are loading" />}
    </section>
  );
}

function Activation({ release, active, onClose }: { release: Release; active: number | undefined; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const now = useRelease(active).data;
  const then = useRelease(release.number).data;
  const activate = useMutation({
    mutationFn: () => sendJson<Release>('POST', `/api/v1/rules/releases/${release.number}/activate`),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Modal isOpen variant="large" onClose={onClose} aria-labelledby="activate-title" aria-describedby="activate-body">
      <ModalHeader title={`Put release ${release.number} in force`} labelId="activate-title" description={release.message} />
      <ModalBody id="activate-body">
        <Content component="p">Against release {active}, which is in force:</Content>
        {now && then ? <FileDifferences level="h2" files={fileDifferences(filesOf(now), filesOf(then))} /> : <Spinner aria-label="The releases are loading" />}
        {activate.error && <Alert component="p" isInline variant="danger" title={`Release ${active} stays in force`}>{activate.error.message}</Alert>}
      </ModalBody>
      <ModalFooter>
        <Button isDisabled={activate.isPending} isLoading={activate.isPending} onClick={() => activate.mutate()}>Put it in force</Button>
        <Button variant="link" onClick={onClose}>Cancel</Button>
      </ModalFooter>
    </Modal>
  );
}
