import { seconds, shown, type Span } from './figures';

/** Colours of a theme, as the chart needs them. */
export interface Colors {
  text: string;
  line: string;
  bars: string;
  series: string[];
}

/** What echarts draws of figures over time: incidents as bars, times and shares as lines in two charts above each other. */
export function chart(times: readonly Span[], colors: Colors): Record<string, unknown> {
  const at = times.map((span) => Date.parse(span.from));
  const line = (name: string, grid: number, value: (span: Span) => number | null, index: number): Record<string, unknown> => ({
    name, type: 'line', xAxisIndex: grid, yAxisIndex: grid, connectNulls: true, showSymbol: times.length < 40, itemStyle: { color: colors.series[index] }, lineStyle: { color: colors.series[index], type: ['solid', 'dashed', 'dotted'][index % 3] }, data: times.map((span, i) => [at[i], value(span)]),
  });
  const axis = { axisLabel: { color: colors.text }, axisLine: { lineStyle: { color: colors.line } }, splitLine: { lineStyle: { color: colors.line, opacity: 0.4 } }, nameTextStyle: { color: colors.text, align: 'left' }, splitNumber: 3 };
  return {
    animation: false,
    textStyle: { color: colors.text },
    legend: { textStyle: { color: colors.text }, inactiveColor: colors.line, type: 'scroll', pageTextStyle: { color: colors.text } },
    tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: (value: unknown) => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : '–') },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    grid: [0, 1, 2].map((row) => ({ left: 56, right: 16, top: `${12 + row * 30}%`, height: '18%' })),
    xAxis: [0, 1, 2].map((row) => ({ type: 'time', gridIndex: row, ...axis, splitLine: { show: false } })),
    yAxis: [
      { gridIndex: 0, name: 'Incidents', minInterval: 1, ...axis },
      { gridIndex: 1, name: 'Time', min: 0, ...axis, axisLabel: { color: colors.text, formatter: (value: number) => shown(value, 'time') } },
      { gridIndex: 2, name: 'Share', min: 0, max: 1, ...axis, axisLabel: { color: colors.text, formatter: (value: number) => shown(value, 'share') } },
    ],
    series: [
      { name: 'Incidents', type: 'bar', xAxisIndex: 0, yAxisIndex: 0, itemStyle: { color: colors.bars }, data: times.map((span, i) => [at[i], span.figures.incidents]) },
      line('MTTD', 1, (span) => seconds(span.figures.mttd), 0),
      line('MTTA', 1, (span) => seconds(span.figures.mtta), 1),
      line('MTTR', 1, (span) => seconds(span.figures.mttr), 2),
      line('Success rate', 2, (span) => span.figures.recoverySuccessRate, 0),
      line('Automated', 2, (span) => span.figures.automatedShare, 1),
    ],
  };
}
