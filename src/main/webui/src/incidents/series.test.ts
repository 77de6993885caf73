import { describe, expect, it } from 'vitest';
import { seriesChart, seriesOf } from './series';
import type { Match } from './types';

const match = (type: string, values: Record<string, unknown>): Match => ({
  rule: 'r', name: 'n', release: 1, file: 'f', line: 1, endLine: 2, source: '', facts: [{ type, service: 'shop', instance: 'shop-1', title: 't', values }],
});
const NOW = Date.parse('2026-01-01T12:00:30Z');

describe('series of an anomaly', () => {
  it('are those that its rules matched, each once, around the fault', () => {
    const found = seriesOf({ startedAt: '2026-01-01T11:30:00Z', clearedAt: null }, [match('Series', { metric: 'cpu' }), match('Series', { metric: 'cpu' }), match('Alert', { metric: 'x' })], NOW);
    expect(found).toEqual([{ service: 'shop', metric: 'cpu', instance: 'shop-1', from: '2026-01-01T11:10:00.000Z', to: '2026-01-01T12:01:00.000Z' }]);
  });

  it('are drawn with what was expected and when the fault was', () => {
    const points = [1, 2].map((value) => ({ time: `2026-01-01T11:3${value}:00Z`, value, baseline: value === 1 ? 0.5 : null, anomalyScore: null, instance: null, labels: {} }));
    const { series, tooltip } = seriesChart(points, { startedAt: '2026-01-01T11:31:00Z', clearedAt: null }, { text: 'a', grid: 'b', value: 'c', baseline: 'd', fault: 'e' }) as { series: { name: string; markArea?: { data: unknown[][] } }[]; tooltip: unknown };
    expect(series.map((one) => one.name)).toEqual(['value', 'value: expected']);
    expect(series[0]?.markArea?.data[0]?.[1]).toEqual({ xAxis: Date.parse('2026-01-01T11:32:00Z') });
    expect(tooltip).toMatchObject({ renderMode: 'richText' });
  });
});
