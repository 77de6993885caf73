import { Alert, Button, Flex, FlexItem, FormSelect, FormSelectOption, Progress } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { sendJson } from '../api';
import { DifferenceTable } from './DifferenceTable';
import { useReplay } from './queries';
import type { Files, Replay } from './types';

/** How far back facts are replayed, in hours. */
const SPANS: [number, string][] = [[1, 'the last hour'], [6, 'the last 6 hours'], [24, 'the last day'], [72, 'the last 3 days'], [168, 'the last 7 days']];

interface Props {
  files: Files;
  /** Whether it can be replayed: the rules have no error. */
  enabled: boolean;
  /** Begins by itself. */
  immediate?: boolean;
  /** Told when a replay of exactly these files has ended, well or not. */
  onEnded?: (files: Files) => void;
}

/** Replays recorded facts against candidate files and shows what would have been different. */
export function ReplayPanel({ files, enabled, immediate = false, onEnded }: Props): React.JSX.Element {
  const [hours, setHours] = useState(24);
  const [started, setStarted] = useState<{ id: string; files: Files } | null>(null);
  const start = useMutation({
    mutationFn: async (candidate: Files) => {
      const to = new Date();
      const from = new Date(to.getTime() - hours * 3_600_000);
      const job = await sendJson<Replay>('POST', '/api/v1/rules/replays', { from: from.toISOString(), to: to.toISOString(), files: candidate });
      return { id: job.id, files: candidate };
    },
    onSuccess: setStarted,
  });
  const cancel = useMutation({ mutationFn: (id: string) => sendJson<Replay>('DELETE', `/api/v1/rules/replays/${id}`) });
  const replay = useReplay(started?.id ?? null).data;
  const running = start.isPending || (started !== null && (replay === undefined || replay.state === 'RUNNING'));
  const ended = replay && replay.state !== 'RUNNING' ? started : null;

  const { mutate, isIdle } = start;
  useEffect(() => {
    if (immediate && enabled && isIdle) {
      mutate(files);
    }
  }, [immediate, enabled, isIdle, mutate, files]);

  useEffect(() => {
    if (ended) {
      onEnded?.(ended.files);
    }
  }, [ended, onEnded]);

  return (
    <>
      <Flex alignItems={{ default: 'alignItemsFlexEnd' }} gap={{ default: 'gapSm' }}>
        <FlexItem>
          <label htmlFor="replay-span">Facts of</label>
          <FormSelect id="replay-span" value={hours} isDisabled={running} onChange={(_event, value) => setHours(Number(value))}>
            {SPANS.map(([value, name]) => <FormSelectOption key={value} value={value} label={name} />)}
          </FormSelect>
        </FlexItem>
        <FlexItem>
          <Button variant="secondary" isDisabled={!enabled || running} onClick={() => start.mutate(files)}>
            {started ? 'Compare again' : 'Compare with what happened'}
          </Button>
        </FlexItem>
        {running && started && (
          <FlexItem><Button variant="link" onClick={() => cancel.mutate(started.id)}>Cancel</Button></FlexItem>
        )}
      </Flex>
      <div aria-live="polite" className="fx-mt-md">
        {start.error && <Alert component="p" isInline variant="danger" title="The replay could not begin">{start.error.message}</Alert>}
        {running && <Progress aria-label="Replay" value={Math.round((replay?.progress ?? 0) * 100)} title={replay?.waiting ? 'Waits for another replay' : 'Replays recorded facts'} />}
        {replay?.state === 'FAILED' && <Alert component="p" isInline variant="danger" title="The replay failed">{replay.reason}</Alert>}
        {replay?.state === 'CANCELLED' && <Alert component="p" isInline variant="info" title="The replay was cancelled" />}
        {replay?.state === 'DONE' && replay.result && (
          <>
            {started?.files !== files && <Alert component="p" isInline variant="warning" title="This compares an earlier text; the rules were changed since." />}
            <DifferenceTable result={replay.result} label="Differences between what was recorded and the candidate" />
          </>
        )}
      </div>
    </>
  );
}
