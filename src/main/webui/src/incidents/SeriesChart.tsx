import { LineChart } from 'echarts/charts';
import { GridComponent, LegendScrollComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { seriesChart } from './series';
import type { Anomaly, Point } from './types';

register([LineChart, GridComponent, LegendScrollComponent, MarkAreaComponent, TooltipComponent, CanvasRenderer]);

/** A series around a fault; the same numbers are in a table beside it. */
export default function SeriesChart({ points, anomaly }: { points: readonly Point[]; anomaly: Anomaly }): React.JSX.Element {
  const container = useRef<HTMLDivElement>(null);
  const drawn = useRef<EChartsType | null>(null);

  useEffect(() => {
    if (!container.current) {
      return undefined;
    }
    const created = init(container.current);
    drawn.current = created;
    const size = new ResizeObserver(() => created.resize());
    size.observe(container.current);
    return () => {
      size.disconnect();
      created.dispose();
      drawn.current = null;
    };
  }, []);

  useEffect(() => {
    const draw = (): void => void drawn.current?.setOption(seriesChart(points, anomaly, colors()), { notMerge: true });
    draw();
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] });
    return () => themes.disconnect();
  }, [points, anomaly]);

  return <div ref={container} className="fx-series" aria-hidden="true" />;
}

function colors(): Parameters<typeof seriesChart>[2] {
  return document.documentElement.classList.contains('pf-v6-theme-dark')
    ? { text: '#e0e0e0', grid: '#6a6e73', value: '#73bcf7', baseline: '#95d58e', fault: '#f0561d' }
    : { text: '#3c3f42', grid: '#b8bbbe', value: '#0066cc', baseline: '#3d7317', fault: '#b1380b' };
}
