import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import type { Task } from './types';
import { pastSuccess } from './words';

/** What would be done, to what, why, what takes it back, and how often it helped. */
export function TaskFacts({ of }: { of: Task }): React.JSX.Element {
  const parameters = Object.entries(of.parameters).map(([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const rows: [string, ReactNode][] = [
    ...(of.action === null ? [] : [['Would be done', of.target === null ? of.action : `${of.action} on ${of.target}`] satisfies [string, ReactNode]]),
    ...(of.action === null && of.target !== null ? [['Target', of.target] satisfies [string, ReactNode]] : []),
    ...(parameters.length === 0 ? [] : [['With', parameters.join(', ')] satisfies [string, ReactNode]]),
    ...(of.reason === null ? [] : [['Why', of.reason] satisfies [string, ReactNode]]),
    ...(of.action === null ? [] : [['Before', pastSuccess(of.pastSuccessRate)] satisfies [string, ReactNode]]),
    ...(of.undo === null ? [] : [['Undone by', of.undo] satisfies [string, ReactNode]]),
    ...(of.heldBecause.length === 0 ? [] : [['Not by itself', of.heldBecause.map((one) => <div key={one.guard}>{one.guard}: {one.reason}</div>)] satisfies [string, ReactNode]]),
    ...(of.description === null || of.action !== null ? [] : [['Description', of.description] satisfies [string, ReactNode]]),
  ];
  return (
    <DescriptionList isCompact isHorizontal horizontalTermWidthModifier={{ default: '7rem' }} className="fx-wrap">
      {rows.map(([name, value]) => (
        <DescriptionListGroup key={name}>
          <DescriptionListTerm>{name}</DescriptionListTerm>
          <DescriptionListDescription>{value}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}
