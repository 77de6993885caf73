import { seconds, shown } from '../common/time';
import { Line } from './Line';
import { useRecentFigures } from './queries';
import { ReadCard } from './ReadCard';

/** How fast and how surely incidents were resolved, day by day. */
export function FiguresCard(): React.JSX.Element {
  const figures = useRecentFigures();
  return (
    <ReadCard title="Last two weeks" all={{ to: '/figures', label: 'All figures' }} query={figures}>
      {({ mttr, recoverySuccessRate, automatedShare, incidents, times }) => (
          <dl className="fx-figures">
            <div>
              <dt>MTTR</dt>
              <dd>{shown(seconds(mttr), 'time')}</dd>
              <Line label="Mean time to repair, day by day" values={times.map((day) => seconds(day.figures.mttr))} />
            </div>
            <div>
              <dt>Success rate</dt>
              <dd>{shown(recoverySuccessRate, 'share')}</dd>
              <Line label="Recovery success rate, day by day" values={times.map((day) => day.figures.recoverySuccessRate)} most={1} />
            </div>
            <div>
              <dt>Incidents</dt>
              <dd>{shown(incidents, 'count')}</dd>
              <Line label="Incidents, day by day" values={times.map((day) => day.figures.incidents)} />
            </div>
            <div>
              <dt>Without a person</dt>
              <dd>{shown(automatedShare, 'share')}</dd>
              <Line label="Automated share, day by day" values={times.map((day) => day.figures.automatedShare)} most={1} />
            </div>
          </dl>
      )}
    </ReadCard>
  );
}
