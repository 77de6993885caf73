import { Content } from '@patternfly/react-core';
import { shown } from '../common/time';
import { Line } from './Line';
import { useOwnSeries } from './queries';
import { rates, shownRate } from './rate';
import { ReadCard } from './ReadCard';

/** How many facts come in, and how far behind them the rules are. Fixpoint observes itself for this. */
export function FlowCard(): React.JSX.Element {
  const accepted = useOwnSeries('fixpoint_facts_accepted_total');
  const lag = useOwnSeries('fixpoint_detection_lag_seconds');
  return (
    <ReadCard title="Facts" query={accepted}>
      {(points) => {
        const flow = rates(points);
        const behind = lag.data?.at(-1)?.value;
        return flow.length === 0 ? (
          <Content component="p">Not known yet: it takes half a minute, and <code>fixpoint.observation.every</code> must not be PT0S.</Content>
        ) : (
          <>
            <p className="fx-figure">{shownRate(flow.at(-1)?.value ?? 0)} <small>a second</small></p>
            <Content component="p">{behind === undefined ? 'Lag is not known.' : behind < 1 ? 'Rules are up to date.' : `Rules are ${shown(behind, 'time')} behind.`}</Content>
            <Line label="Facts a second, the last quarter of an hour" values={flow.map((point) => point.value)} />
          </>
        );
      }}
    </ReadCard>
  );
}
