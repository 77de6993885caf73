import { Label, type LabelProps } from '@patternfly/react-core';

export type Severity = 'INFO' | 'WARNING' | 'MINOR' | 'MAJOR' | 'CRITICAL';
export type IncidentStatus = 'OPEN' | 'RECOVERING' | 'ESCALATED' | 'RESOLVED' | 'CLOSED';

export const SEVERITIES: readonly Severity[] = ['CRITICAL', 'MAJOR', 'MINOR', 'WARNING', 'INFO'];
export const STATUSES: readonly IncidentStatus[] = ['OPEN', 'RECOVERING', 'ESCALATED', 'RESOLVED', 'CLOSED'];

const SEVERITY_COLORS: Record<Severity, NonNullable<LabelProps['color']>> = { CRITICAL: 'red', MAJOR: 'orange', MINOR: 'yellow', WARNING: 'teal', INFO: 'grey' };
const STATUS_COLORS: Record<IncidentStatus, NonNullable<LabelProps['color']>> = { OPEN: 'orange', RECOVERING: 'blue', ESCALATED: 'red', RESOLVED: 'green', CLOSED: 'grey' };

/** How bad; never by colour alone. */
export function SeverityLabel({ of }: { of: Severity }): React.JSX.Element {
  return <Label isCompact color={SEVERITY_COLORS[of]} variant={of === 'CRITICAL' || of === 'MAJOR' ? 'filled' : 'outline'}>{of}</Label>;
}

/** Where an incident stands, with the step of its recovery. */
export function StatusLabel({ of, step }: { of: IncidentStatus; step?: string | null | undefined }): React.JSX.Element {
  return <Label isCompact color={STATUS_COLORS[of]}>{of}{of === 'RECOVERING' && step ? ` · ${step}` : ''}</Label>;
}

export type RecoveryState = 'WAITING' | 'ACTIVE' | 'STALLED' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
const STATE_COLORS: Record<RecoveryState, NonNullable<LabelProps['color']>> = { WAITING: 'yellow', ACTIVE: 'blue', STALLED: 'red', COMPLETED: 'green', CANCELLED: 'grey', FAILED: 'red' };

export function RecoveryLabel({ of }: { of: RecoveryState }): React.JSX.Element {
  return <Label isCompact color={STATE_COLORS[of]}>{of}</Label>;
}

export function AnomalyLabel({ of }: { of: 'PENDING' | 'FIRING' | 'CLEARED' | null }): React.JSX.Element {
  return <Label isCompact color={of === 'FIRING' ? 'red' : of === 'PENDING' ? 'yellow' : 'green'}>{of ?? 'GONE'}</Label>;
}
