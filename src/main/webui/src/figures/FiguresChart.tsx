import { BarChart, LineChart } from 'echarts/charts';
import { AxisPointerComponent, GridComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { chart, type Colors } from './chart';
import type { Span } from './figures';
import './figures.css';

register([BarChart, LineChart, GridComponent, LegendScrollComponent, TooltipComponent, AxisPointerComponent, CanvasRenderer]);

/** Draws figures over time; the same numbers are in a table beside it. */
export default function FiguresChart({ times }: { times: readonly Span[] }): React.JSX.Element {
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
    const draw = (): void => void drawn.current?.setOption(chart(times, colors()), { notMerge: true });
    draw();
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] });
    return () => themes.disconnect();
  }, [times]);

  return <div ref={container} className="fx-chart" aria-hidden="true" />;
}

function colors(): Colors {
  const dark = document.documentElement.classList.contains('pf-v6-theme-dark');
  return dark
    ? { text: '#e0e0e0', line: '#6a6e73', bars: '#73bcf7', series: ['#ffcc17', '#b6a6e9', '#95d58e'] }
    : { text: '#3c3f42', line: '#b8bbbe', bars: '#0066cc', series: ['#8f4700', '#5e40be', '#204d00'] };
}
