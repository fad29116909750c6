import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useI18n } from '../../locales/I18n.tsx';
import { useWords } from '../../locales/useWords.ts';
import type { PlotData } from './plot-data.ts';
import { plotOptions, readInks } from './plot-options.ts';
import css from './SpeedPlot.module.css';

type PlotCanvasProps = { readonly data: PlotData };

/** Nothing is told by the canvas alone. It is made anew when the theme changes. */
export function PlotCanvas({ data }: PlotCanvasProps) {
  return <Canvas key={useTheme()} data={data} />;
}

function Canvas({ data }: PlotCanvasProps) {
  const words = useWords('exchange').plot;
  const { format } = useI18n();
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(data);
  const plot = useRef<uPlot | undefined>(undefined);

  useEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    const marks = () => latest.current.marks;
    const options = plotOptions(current.clientWidth, readInks(current), words, format, marks);
    const made = new uPlot(options, columnsOf(latest.current), current);
    plot.current = made;
    const resize = new ResizeObserver(() => {
      if (current.clientWidth > 0)
        made.setSize({ width: current.clientWidth, height: made.height });
    });
    resize.observe(current);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [words, format]);

  useEffect(() => {
    latest.current = data;
    plot.current?.setData(columnsOf(data));
  }, [data]);

  return (
    <>
      <ul className={css['legend']} aria-hidden="true">
        <li className={css['speed']}>{words.speed}</li>
        <li className={css['sent']}>{words.sent}</li>
      </ul>
      <div ref={place} className={css['canvas']} aria-hidden="true" />
    </>
  );
}

function columnsOf({ seconds, speed, sent }: PlotData): uPlot.AlignedData {
  return [[...seconds], [...speed], [...sent]];
}

/** Another value after each change of the theme, by the system or by the user. */
function useTheme(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const changed = () => setChanges((before) => before + 1);
    const schemes = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) =>
      matchMedia(query),
    );
    for (const scheme of schemes) scheme.addEventListener('change', changed);
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      for (const scheme of schemes) scheme.removeEventListener('change', changed);
      observer.disconnect();
    };
  }, []);
  return changes;
}
