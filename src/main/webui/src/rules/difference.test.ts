import { describe, expect, it } from 'vitest';
import { differenceRows, spoken, summary } from './difference';
import type { AnomalyChange, Difference } from './types';

const anomaly = (more: Partial<AnomalyChange>): AnomalyChange => ({
  change: 'NEW', name: 'cpu', service: 'shop', instance: null, labels: {}, what: null, bySeconds: null, live: null,
  candidate: '2026-01-01T00:00:00Z', liveSeverity: null, candidateSeverity: 'MAJOR', fires: true, rules: ['cpu'], note: null, ...more,
});
const none: Difference = { anomalies: [], incidents: [], recoveries: [], decisions: [] };

describe('differences of a replay', () => {
  it('says that nothing differs', () => {
    expect(summary(differenceRows(none))).toBe('Nothing would have been different.');
  });

  it('puts first what a person would notice', () => {
    const rows = differenceRows({
      ...none,
      anomalies: [anomaly({ fires: false }), anomaly({})],
      incidents: [{ change: 'SEVERITY', correlationKey: 'k', service: 'shop', title: 'Shop', bySeconds: null, live: null, candidate: null, liveSeverity: 'MINOR', candidateSeverity: 'MAJOR' }],
    });
    expect(rows.map((row) => row.weighs)).toEqual([true, true, false]);
    expect(rows[0]).toMatchObject({ kind: 'Incident', detail: 'MINOR → MAJOR' });
    expect(rows[2]?.detail).toBe('MAJOR; never fires');
    expect(summary(rows)).toBe('incidents: 1 other severity; anomalies: 2 new.');
  });

  it('tells how much later, of what', () => {
    const [row] = differenceRows({ ...none, anomalies: [anomaly({ change: 'LATER', what: 'FIRED', bySeconds: 90 })] });
    expect(row?.detail).toBe('fired 1 min 30 s later');
  });

  it('does not tell an opened incident twice', () => {
    const rows = differenceRows({ ...none, decisions: [{ change: 'NEW', type: 'OpenIncident', about: [], bySeconds: null, live: null, candidate: null, rules: [] }, { change: 'NEW', type: 'Notify', about: ['night'], bySeconds: null, live: null, candidate: null, rules: [] }] });
    expect(rows.map((row) => row.what)).toEqual(['Notify night']);
  });

  it.each([[0.25, '250 ms'], [59.6, '1 min'], [3600, '1 h'], [3725, '1 h 2 min 5 s']])('speaks of %d seconds', (seconds, words) => {
    expect(spoken(seconds)).toBe(words);
  });
});
