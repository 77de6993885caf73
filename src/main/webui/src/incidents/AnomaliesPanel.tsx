import { Button, Content, Spinner } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { lazy, Suspense, useState } from 'react';
import { Failed } from '../common/Failed';
import { AnomalyLabel, SeverityLabel } from '../common/labels';
import { Time } from '../common/Time';
import { Explanation } from './Explanation';
import { useExplanation, usePoints } from './queries';
import { seriesOf, type SeriesView } from './series';
import type { Anomaly, Incident } from './types';

const SeriesChart = lazy(() => import('./SeriesChart'));

/** The anomalies of the incident; each with its series around the fault, and why it stands. */
export function AnomaliesPanel({ incident }: { incident: Incident }): React.JSX.Element {
  const [chosen, setChosen] = useState<string | null>(incident.anomalies[0]?.id ?? null);
  if (incident.anomalies.length === 0) {
    return <Content component="p">It has no anomalies: a person opened it.</Content>;
  }
  const anomaly = incident.anomalies.find((one) => one.id === chosen);
  return (
    <>
      <Table aria-label="Anomalies" variant="compact">
        <Thead><Tr><Th>Anomaly</Th><Th>Service</Th><Th>Severity</Th><Th>Status</Th><Th>Since</Th><Th>Until</Th><Th>Detail</Th></Tr></Thead>
        <Tbody>
          {incident.anomalies.map((one) => (
            <Tr key={one.id ?? `${one.name} ${one.service} ${one.instance}`}>
              <Td dataLabel="Anomaly" modifier="breakWord"><Button variant="link" isInline aria-pressed={one.id === chosen} onClick={() => setChosen(one.id)}>{one.name}</Button></Td>
              <Td dataLabel="Service" modifier="breakWord">{one.service}{one.instance !== null && ` (${one.instance})`}</Td>
              <Td dataLabel="Severity"><SeverityLabel of={one.severity} /></Td>
              <Td dataLabel="Status"><AnomalyLabel of={one.status} /></Td>
              <Td dataLabel="Since">{one.startedAt ? <Time of={one.startedAt} /> : '–'}</Td>
              <Td dataLabel="Until">{one.clearedAt ? <Time of={one.clearedAt} /> : '–'}</Td>
              <Td dataLabel="Detail" modifier="breakWord">{one.detail}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {anomaly && <Details key={anomaly.id} of={anomaly} />}
    </>
  );
}

function Details({ of }: { of: Anomaly }): React.JSX.Element {
  const explanation = useExplanation(of.id);
  const series = seriesOf(of, explanation.data?.matches ?? []);
  return (
    <section aria-label={`Anomaly ${of.name}`} className="fx-mt-md">
      <Content component="h2" className="fx-wrap">{of.name} of {of.service}</Content>
      {explanation.error && <Failed error={explanation.error} what="Its explanation" />}
      {explanation.isPending && <Spinner aria-label="The explanation is loading" />}
      {series.map((one) => <Chart key={`${one.metric} ${one.instance}`} of={one} anomaly={of} />)}
      {explanation.data && <><Content component="h3">Why it stands</Content><Explanation matches={explanation.data.matches} /></>}
    </section>
  );
}

function Chart({ of, anomaly }: { of: SeriesView; anomaly: Anomaly }): React.JSX.Element {
  const points = usePoints(of);
  const title = `${of.metric} of ${of.service}${of.instance === null ? '' : `, ${of.instance}`}`;
  if (points.error) {
    return <Failed error={points.error} what={`The points of ${title}`} />;
  }
  const shown = points.data ?? [];
  return (
    <>
      <Content component="h3" className="fx-wrap">{title}</Content>
      {shown.length === 0 ? <Content component="p">{points.isPending ? 'Its points are loading.' : 'No points are kept of that time.'}</Content> : (
        <>
          <Suspense fallback={<Spinner aria-label="The chart is loading" />}><SeriesChart points={shown} anomaly={anomaly} /></Suspense>
          <details>
            <summary>The same as a table</summary>
            <Table aria-label={`Points of ${title}`} variant="compact">
              <Thead><Tr><Th>Time</Th><Th>Value</Th><Th>Expected</Th><Th>Score</Th></Tr></Thead>
              <Tbody>
                {shown.slice(-100).map((point) => (
                  <Tr key={`${point.time} ${JSON.stringify(point.labels)}`}>
                    <Td dataLabel="Time"><Time of={point.time} /></Td><Td dataLabel="Value">{point.value}</Td><Td dataLabel="Expected">{point.baseline ?? '–'}</Td><Td dataLabel="Score">{point.anomalyScore ?? '–'}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </details>
        </>
      )}
    </>
  );
}
