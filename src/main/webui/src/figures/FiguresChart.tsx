import { BarChart, LineChart } from 'echarts/charts';
import { AxisPointerComponent, GridComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import { use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useCallback } from 'react';
import { Chart } from '../common/Chart';
import { type Colors, chart } from './chart';
import type { Span } from './figures';
import './figures.css';

register([BarChart, LineChart, GridComponent, LegendScrollComponent, TooltipComponent, AxisPointerComponent, CanvasRenderer]);

/** Draws figures over time; the same numbers are in a table beside it. */
export default function FiguresChart({ times }: { times: readonly Span[] }): React.JSX.Element {
  const option = useCallback((dark: boolean) => chart(times, colors(dark)), [times]);
  return <Chart option={option} className="fx-chart" />;
}

function colors(dark: boolean): Colors {
  return dark
    ? { text: '#e0e0e0', line: '#6a6e73', bars: '#73bcf7', series: ['#ffcc17', '#b6a6e9', '#95d58e'] }
    : { text: '#3c3f42', line: '#b8bbbe', bars: '#0066cc', series: ['#8f4700', '#5e40be', '#204d00'] };
}
