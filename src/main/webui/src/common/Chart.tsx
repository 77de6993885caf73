import { type EChartsType, init } from 'echarts/core';
import { useEffect, useRef } from 'react';

type Option = Parameters<EChartsType['setOption']>[0];

/** A drawing by ECharts that follows its size and the theme. What it shows must be told beside it, too. Load it lazily. */
export function Chart({ option, className }: { option: (dark: boolean) => Option; className: string }): React.JSX.Element {
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
    const theme = document.documentElement;
    const draw = (): void => void drawn.current?.setOption(option(theme.classList.contains('pf-v6-theme-dark')), { notMerge: true });
    draw();
    const themes = new MutationObserver(draw);
    themes.observe(theme, { attributes: true, attributeFilter: ['class'] });
    return () => themes.disconnect();
  }, [option]);

  return <div ref={container} className={className} aria-hidden="true" />;
}
