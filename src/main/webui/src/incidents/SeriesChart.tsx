import { LineChart } from 'echarts/charts';
import { GridComponent, LegendScrollComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useCallback } from 'react';
import { Chart } from '../common/Chart';
import { seriesChart } from './series';
import type { Anomaly, Point } from './types';

register([LineChart, GridComponent, LegendScrollComponent, MarkAreaComponent, TooltipComponent, CanvasRenderer]);

/** A series around a fault; the same numbers are in a table beside it. */
export default function SeriesChart({ points, anomaly }: { points: readonly Point[]; anomaly: Anomaly }): React.JSX.Element {
  const option = useCallback((dark: boolean) => seriesChart(points, anomaly, colors(dark)), [points, anomaly]);
  return <Chart option={option} className="fx-series" />;
}

function colors(dark: boolean): Parameters<typeof seriesChart>[2] {
  return dark
    ? { text: '#e0e0e0', grid: '#6a6e73', value: '#73bcf7', baseline: '#95d58e', fault: '#f0561d' }
    : { text: '#3c3f42', grid: '#b8bbbe', value: '#0066cc', baseline: '#3d7317', fault: '#b1380b' };
}
