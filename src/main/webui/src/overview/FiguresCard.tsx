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
              <dd>
                {shown(seconds(mttr), 'time')}
                <Line label="Mean time to repair, day by day" values={times.map((day) => seconds(day.figures.mttr))} />
              </dd>
            </div>
            <div>
              <dt>Success rate</dt>
              <dd>
                {shown(recoverySuccessRate, 'share')}
                <Line label="Recovery success rate, day by day" values={times.map((day) => day.figures.recoverySuccessRate)} most={1} />
              </dd>
            </div>
            <div>
              <dt>Incidents</dt>
              <dd>
                {shown(incidents, 'count')}
                <Line label="Incidents, day by day" values={times.map((day) => day.figures.incidents)} />
              </dd>
            </div>
            <div>
              <dt>Without a person</dt>
              <dd>
                {shown(automatedShare, 'share')}
                <Line label="Automated share, day by day" values={times.map((day) => day.figures.automatedShare)} most={1} />
              </dd>
            </div>
          </dl>
      )}
    </ReadCard>
  );
}
