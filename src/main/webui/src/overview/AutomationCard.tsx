import { Button, Content } from '@patternfly/react-core';
import { lazy, Suspense, useState } from 'react';
import { useCan } from '../api';
import { Time } from '../common/Time';
import { useAutomation } from './queries';
import { ReadCard } from './ReadCard';
import { MODES } from './types';

const ModeDialog = lazy(() => import('./ModeDialog'));

/** The automation switch: how much is done without a person. */
export function AutomationCard(): React.JSX.Element {
  const automation = useAutomation();
  const mayChange = useCan('operator', 'admin');
  const [isChanging, setIsChanging] = useState(false);
  return (
    <ReadCard title="Automation" all={{ to: '/administration/automation', label: 'By service' }} query={automation}>
      {({ mode, entries }) => {
        const all = entries.find((entry) => entry.service === null);
        const single = entries.length - (all ? 1 : 0);
        return (
          <>
            <p className="fx-figure" data-testid="automation-mode">{mode}</p>
            <Content component="p">{MODES[mode]}{all?.reason ? `: ${all.reason}` : ''}{all ? ` (${all.changedBy})` : ''}{all?.until ? <> until <Time of={all.until} /></> : null}</Content>
            {single > 0 && <Content component="p">{single === 1 ? 'One service has' : `${single} services have`} a mode of their own.</Content>}
            {mayChange && <Button variant="secondary" onClick={() => setIsChanging(true)}>Change</Button>}
            {isChanging && <Suspense><ModeDialog start={mode} onClose={() => setIsChanging(false)} /></Suspense>}
          </>
        );
      }}
    </ReadCard>
  );
}
