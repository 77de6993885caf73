import { FormGroup, FormSelect, FormSelectOption, Radio } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendJson } from '../api';
import { ConfirmDialog } from '../common/ConfirmDialog';
import { useToasts } from '../frame/toasts';
import { MODES, type Mode } from './types';

const ENDS: [string, string][] = [['', 'until it is changed'], ['1', 'for one hour'], ['4', 'for four hours'], ['24', 'for a day']];

/** Changes how much is done without a person, with a reason, for good or for hours. */
export default function ModeDialog({ start, onClose }: { start: Mode; onClose: () => void }): React.JSX.Element {
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
