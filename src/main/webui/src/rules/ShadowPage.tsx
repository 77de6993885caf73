import { Alert, AlertActionLink, Button, Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, EmptyState, EmptyStateBody, Flex, Spinner } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { sendJson, useCan } from '../api';
import { Failed } from '../common/Failed';
import { Time } from '../common/Time';
import { DifferenceTable } from './DifferenceTable';
import { filesOf, keep, kept } from './draft';
import { FileDifferences } from './FileDifferences';
import { fileDifferences } from './lineDifference';
import { useRelease, useReleases, useShadow } from './queries';
import type { Shadow } from './types';

/** The candidate beside the release in force, and what it would have done otherwise since it began. */
export default function ShadowPage(): React.JSX.Element {
  const shadow = useShadow();
  if (shadow.error) {
    return <Failed error={shadow.error} what="The shadow" />;
  }
  if (shadow.isPending) {
    return <Spinner aria-label="The shadow is loading" />;
  }
  if (shadow.data === null) {
    return (
      <EmptyState titleText="No candidate runs beside the release in force" headingLevel="h2">
        <EmptyStateBody>Change rules under Edit and choose “Run beside the release”: the candidate sees every fact, does nothing, and its differences are shown here.</EmptyStateBody>
      </EmptyState>
    );
  }
  return <Running shadow={shadow.data} />;
}

function Running({ shadow }: { shadow: Shadow }): React.JSX.Element {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const mayPublish = useCan('admin');
  const active = useReleases().data?.items.find((release) => release.active)?.number;
  const release = useRelease(active).data;
  const [changes, setChanges] = useState(false);
  const [asked, setAsked] = useState(false);
  const stop = useMutation({
    mutationFn: () => sendJson<void>('DELETE', '/api/v1/rules/shadow'),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['shadow'] }),
  });

  async function open(): Promise<void> {
    if (kept() !== null && !asked) {
      setAsked(true);
    } else if (release) {
      keep({ release: release.number, before: filesOf(release), after: shadow.files });
      await navigate('/rules/edit');
    }
  }

  return (
    <>
      <DescriptionList isHorizontal isCompact className="fx-mb-md">
        <Item term="What it is for">{shadow.message}</Item>
        <Item term="Put there by">{shadow.person}</Item>
        <Item term="Since"><Time of={shadow.since} /></Item>
        <Item term="State">{shadow.health.toLowerCase()}{shadow.lagRecords > 0 && `, ${shadow.lagRecords} records behind`}</Item>
      </DescriptionList>
      {shadow.reason && <Alert component="p" isInline variant="danger" title="It failed" className="fx-mb-md">{shadow.reason}</Alert>}
      {stop.error && <Alert component="p" isInline variant="danger" title="It still runs">{stop.error.message}</Alert>}
      <Flex gap={{ default: 'gapSm' }} className="fx-mb-md">
        <Button variant="secondary" isDisabled={!release} onClick={() => void open()}>{mayPublish ? 'Open in the editor, to publish it' : 'Open in the editor'}</Button>
        <Button variant="secondary" onClick={() => setChanges(!changes)} aria-expanded={changes}>Changed lines</Button>
        <Button variant="link" isDanger onClick={() => stop.mutate()}>Stop it</Button>
      </Flex>
      {asked && (
        <Alert component="p"
          isInline variant="warning" className="fx-mb-md" title="The editor keeps another change of yours, which this would replace"
          actionLinks={<><AlertActionLink onClick={() => void open()}>Replace it</AlertActionLink><AlertActionLink onClick={() => setAsked(false)}>Keep it</AlertActionLink></>}
        />
      )}
      {changes && release && <FileDifferences level="h2" files={fileDifferences(filesOf(release), shadow.files)} />}
      <Content component="h2">Differences since then</Content>
      {shadow.result ? <DifferenceTable result={shadow.result} label="Differences between the release in force and the candidate" /> : <Content component="p">It has not begun yet.</Content>}
    </>
  );
}

function Item({ term, children }: { term: string; children: React.ReactNode }): React.JSX.Element {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription className="fx-wrap">{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}
