import { Button, Content, FormGroup, FormSelect, FormSelectOption, Radio } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendJson, useCan } from '../api';
import { ConfirmDialog } from '../common/ConfirmDialog';
import { Time } from '../common/Time';
import { useToasts } from '../frame/toasts';
import { ReadCard } from './OverviewPage';
import { useAutomation } from './queries';
import { MODES, type Mode } from './types';

const ENDS: [string, string][] = [['', 'until it is changed'], ['1', 'for one hour'], ['4', 'for four hours'], ['24', 'for a day']];

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
            {isChanging && <ModeDialog start={mode} onClose={() => setIsChanging(false)} />}
          </>
        );
      }}
    </ReadCard>
  );
}

function ModeDialog({ start, onClose }: { start: Mode; onClose: () => void }): React.JSX.Element {
  const queries = useQueryClient();
  const { done } = useToasts();
  const [mode, setMode] = useState(start);
  const [hours, setHours] = useState('');

  async function change(reason: string): Promise<void> {
    await sendJson('PUT', '/api/v1/automation', { mode, reason, until: hours === '' ? null : new Date(Date.now() + Number(hours) * 3_600_000).toISOString() });
    await queries.invalidateQueries({ queryKey: ['automation'] });
    done(`Automation is ${mode} now`);
  }

  return (
    <ConfirmDialog title="Automation of all services" action="Change" text={{ label: 'Reason; others will read it', isRequired: true }} onConfirm={change} onClose={onClose}>
      <FormGroup role="radiogroup" label="Mode" fieldId="mode" isStack>
        {(Object.keys(MODES) as Mode[]).map((one) => (
          <Radio key={one} id={`mode-${one}`} name="mode" label={one} description={MODES[one]} isChecked={mode === one} onChange={() => setMode(one)} />
        ))}
      </FormGroup>
      <FormGroup label="For how long" fieldId="mode-until">
        <FormSelect id="mode-until" value={hours} onChange={(_event, value) => setHours(value)}>
          {ENDS.map(([value, label]) => <FormSelectOption key={value} value={value} label={label} />)}
        </FormSelect>
      </FormGroup>
    </ConfirmDialog>
  );
}
