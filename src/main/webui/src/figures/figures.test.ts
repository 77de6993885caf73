import { describe, expect, it } from 'vitest';
import { csv } from '../common/csv';
import { every, exported, rows, seconds, shown, type Figures } from './figures';

const figures = (more: Partial<Figures>): Figures => ({
  incidents: 0, open: 0, resolved: 0, escalated: 0, reopened: 0, mttd: null, mtta: null, mttr: null, recoveries: 0,
  recoverySuccessRate: null, automatedShare: null, repairs: 0, repairSuccessRate: null, ...more,
});

describe('figures', () => {
  it.each([['PT0S', 0], ['PT1.5S', 1.5], ['PT2M5S', 125], ['PT25H', 90_000], ['P1DT1S', 86_401], ['P7D', 604_800], ['nonsense', null], [null, null]])('reads %s', (duration, expected) => {
    expect(seconds(duration)).toBe(expected);
  });

  it.each([[null, 'time', '–'], [1.23, 'time', '1.2 s'], [125, 'time', '2 min 5 s'], [7200, 'time', '2 h'], [90_061, 'time', '1 d 1 h'], [0.935, 'share', '93.5 %'], [1, 'share', '100 %'], [12_345, 'count', '12,345']] as const)('shows %s as %s', (value, kind, expected) => {
    expect(shown(value, kind)).toBe(expected);
  });

  it('sorts by incidents and keeps versions with their process', () => {
    const table = rows([
      { key: 'b', figures: figures({ incidents: 1 }), versions: [{ version: 2, figures: figures({}) }] },
      { key: 'a', figures: figures({ incidents: 5 }), versions: [] },
    ]);
    expect(table.map((row) => [row.key, row.version])).toEqual([['a', null], ['b', null], ['b', 2]]);
  });

  it('exports numbers, not words, and names that stay names', () => {
    const { header, rows: cells } = exported('service', [{ key: '=1+1', version: null, figures: figures({ incidents: 3, mttr: 'PT1M', automatedShare: 0.5 }) }]);
    expect(csv(header, cells)).toBe("service,Incidents,Open,MTTD (s),MTTA (s),MTTR (s),Success rate,Automated,Repairs helped\r\n'=1+1,3,0,,,60,,0.5,\r\n");
  });

  it('asks for so many spans that a chart can be read', () => {
    expect([1, 7, 30, 90].map(every)).toEqual(['PT1H', 'PT6H', 'P1D', 'P7D']);
  });
});
