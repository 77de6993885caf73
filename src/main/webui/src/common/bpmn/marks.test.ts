import { describe, expect, it } from 'vitest';
import { toMarkers } from './marks';

describe('marks of a diagram', () => {
  it('shows the strongest of several', () => {
    expect(toMarkers({ passed: ['a', 'b', 'c'], active: ['b', 'c'], stalled: ['c'], flows: ['f'] })).toEqual([
      { element: 'a', marker: 'fx-bpmn-passed' },
      { element: 'b', marker: 'fx-bpmn-active' },
      { element: 'c', marker: 'fx-bpmn-stalled' },
      { element: 'f', marker: 'fx-bpmn-taken' },
    ]);
  });

  it('is nothing without marks', () => {
    expect(toMarkers({})).toEqual([]);
  });
});
