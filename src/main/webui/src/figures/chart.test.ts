import { describe, expect, it } from 'vitest';
import { chart } from './chart';
import type { Figures } from './figures';

const figures: Figures = { incidents: 2, open: 0, resolved: 2, escalated: 0, reopened: 0, mttd: 'PT10S', mtta: null, mttr: 'PT5M', recoveries: 1, recoverySuccessRate: 1, automatedShare: 0.5, repairs: 1, repairSuccessRate: null };
const colors = { text: 'black', line: 'grey', bars: 'blue', series: ['red', 'green', 'black'] };

describe('the chart of figures', () => {
  it('has a bar and five lines, durations in seconds, gaps where there is nothing', () => {
    const { series } = chart([{ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', figures }], colors) as { series: { name: string; data: [number, number | null][] }[] };
    expect(series.map((one) => [one.name, one.data[0]?.[1]])).toEqual([['Incidents', 2], ['MTTD', 10], ['MTTA', null], ['MTTR', 300], ['Success rate', 1], ['Automated', 0.5]]);
    expect(series[0]?.data[0]?.[0]).toBe(Date.parse('2026-01-01T00:00:00Z'));
  });

  it('never renders tooltips as HTML', () => {
    expect(chart([], colors)).toMatchObject({ tooltip: { renderMode: 'richText' } });
  });
});
