import { Label, type LabelProps } from '@patternfly/react-core';
import type { Severity, Status } from './types';

const SEVERITY: Record<Severity, LabelProps['status']> = { CRITICAL: 'danger', MAJOR: 'danger', MINOR: 'warning', WARNING: 'warning', INFO: 'info' };
const STATUS: Record<Status, LabelProps['color']> = { OPEN: 'orange', RECOVERING: 'blue', ESCALATED: 'red', RESOLVED: 'green', CLOSED: 'grey' };

/** How bad it is, in words and by its colour. */
export function SeverityLabel({ of }: { of: Severity }): React.JSX.Element {
  return <Label isCompact variant={of === 'CRITICAL' ? 'filled' : 'outline'} status={SEVERITY[of]}>{of}</Label>;
}

export function StatusLabel({ of }: { of: Status }): React.JSX.Element {
  return <Label isCompact color={STATUS[of]}>{of}</Label>;
}
