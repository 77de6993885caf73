import type { Anomaly, Match, Point } from './types';

/** A series around a fault. */
export interface SeriesView {
  service: string;
  metric: string;
  instance: string | null;
  from: string;
  to: string;
}

/** So much before and after the fault is shown, in milliseconds. */
const AROUND = 20 * 60_000;

/** The series that the matches rest on, each once, around the anomaly. */
export function seriesOf(anomaly: Pick<Anomaly, 'startedAt' | 'clearedAt'>, matches: readonly Match[], now = Date.now()): SeriesView[] {
  const start = anomaly.startedAt === null ? now : Date.parse(anomaly.startedAt);
  const end = anomaly.clearedAt === null ? now : Date.parse(anomaly.clearedAt);
  // Minutes, so that what is asked for stays the same while it is looked at.
  const minute = (time: number): string => new Date(Math.ceil(time / 60_000) * 60_000).toISOString();
  const found = new Map<string, SeriesView>();
  for (const fact of matches.flatMap((match) => match.facts)) {
    const metric = fact.values['metric'];
    if (fact.type === 'Series' && typeof metric === 'string' && fact.service !== null) {
      const view = { service: fact.service, metric, instance: fact.instance, from: minute(start - AROUND), to: minute(Math.min(now, end + AROUND)) };
      found.set(JSON.stringify([view.service, metric, view.instance]), view);
    }
  }
  return [...found.values()];
}

interface Colors {
  text: string;
  grid: string;
  value: string;
  baseline: string;
  fault: string;
}

/** What echarts draws of a series: the values, what was expected, and the time of the fault. */
export function seriesChart(points: readonly Point[], anomaly: Pick<Anomaly, 'startedAt' | 'clearedAt'>, colors: Colors): Record<string, unknown> {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const key = Object.entries(point.labels).map(([name, value]) => `${name}=${value}`).join(', ') || 'value';
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  const last = points.at(-1)?.time;
  const axis = { axisLabel: { color: colors.text }, axisLine: { lineStyle: { color: colors.grid } }, splitLine: { lineStyle: { color: colors.grid, opacity: 0.4 } } };
  const series = [...groups].flatMap(([name, of], index) => [
    {
      name, type: 'line', showSymbol: of.length < 60, itemStyle: { color: colors.value }, lineStyle: { color: colors.value, type: ['solid', 'dashed', 'dotted'][index % 3] }, data: of.map((point) => [Date.parse(point.time), point.value]),
      ...(index === 0 && anomaly.startedAt !== null
        ? { markArea: { itemStyle: { color: colors.fault, opacity: 0.18 }, data: [[{ name: 'fault', label: { color: colors.text }, xAxis: Date.parse(anomaly.startedAt) }, { xAxis: Date.parse(anomaly.clearedAt ?? last ?? anomaly.startedAt) }]] } }
        : {}),
    },
    ...(of.some((point) => point.baseline !== null)
      ? [{ name: `${name}: expected`, type: 'line', showSymbol: false, itemStyle: { color: colors.baseline }, lineStyle: { color: colors.baseline, type: 'dashed' }, data: of.map((point) => [Date.parse(point.time), point.baseline]) }]
      : []),
  ]);
  return {
    animation: false, textStyle: { color: colors.text }, legend: { type: 'scroll', bottom: 0, textStyle: { color: colors.text }, pageTextStyle: { color: colors.text } }, tooltip: { trigger: 'axis', renderMode: 'richText' },
    grid: { left: 64, right: 16, top: 24, bottom: 56 }, xAxis: { type: 'time', ...axis, splitLine: { show: false } }, yAxis: { type: 'value', scale: true, ...axis }, series,
  };
}
