import { describe, expect, it } from 'vitest';
import { openActions } from './actions';

describe('actions of an incident', () => {
  it('follow its status', () => {
    expect(openActions({ status: 'OPEN', acknowledgedAt: null, mergedInto: null })).toContain('acknowledge');
    expect(openActions({ status: 'RECOVERING', acknowledgedAt: 'x', mergedInto: null })).not.toContain('acknowledge');
    expect(openActions({ status: 'RESOLVED', acknowledgedAt: 'x', mergedInto: null })).toEqual(['reopen', 'close', 'notes']);
    expect(openActions({ status: 'CLOSED', acknowledgedAt: 'x', mergedInto: null })).toEqual(['notes']);
  });

  it('are of the other one, once it is merged', () => {
    expect(openActions({ status: 'OPEN', acknowledgedAt: null, mergedInto: 'i' })).toEqual(['notes']);
  });
});
