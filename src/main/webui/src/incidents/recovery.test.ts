import { describe, expect, it } from 'vitest';
import { marksOf, runs } from './recovery';
import type { Recovery } from './types';

const passed = (element: string, endedAt: string | null, process = 'recovery') => ({ element, name: null, type: 'task', startedAt: 'x', endedAt, outcome: null, process, version: 1 });
const recovery: Recovery = {
  id: 'r', process: 'recovery', version: 1, incidentId: 'i', state: 'STALLED', startedAt: 'x', endedAt: null, activeElements: ['run'],
  history: [passed('locate', 'y'), passed('run', null), passed('call', null, 'repair-restart')], variables: {},
  stalled: [{ element: 'call', message: 'm', retries: 0, unknownOutcome: true }],
  called: [{ id: 'c', process: 'repair-restart', version: 1, element: 'run', by: 'r', startedAt: 'x', endedAt: null }, { id: 'd', process: 'repair-restart', version: 1, element: 'run', by: 'r', startedAt: 'x', endedAt: null }], waitsFor: null,
};

describe('a recovery on its diagrams', () => {
  it('has a diagram for each process that runs', () => {
    expect(runs(recovery)).toEqual([{ process: 'recovery', version: 1 }, { process: 'repair-restart', version: 1 }]);
  });

  it('shows the path, where it stands, and what is stalled', () => {
    expect(marksOf(recovery, { process: 'recovery', version: 1 })).toEqual({ passed: ['locate'], active: ['run', 'run'], stalled: ['call'] });
    expect(marksOf(recovery, { process: 'repair-restart', version: 1 })).toMatchObject({ passed: [], active: ['call', 'run'], stalled: ['call'] });
  });

  it('stands nowhere once it has ended', () => {
    expect(marksOf({ ...recovery, endedAt: 'z' }, { process: 'recovery', version: 1 })).toEqual({ passed: ['locate'], active: [], stalled: [] });
  });
});
