import { useEffect, useEffectEvent, useState } from 'react';
import type { RefObject } from 'react';
import { flushSync } from 'react-dom';
import { spanBetween, type RowLayout, type RowSpan } from './row-window.ts';

/** Which rows of a long list are to be in the document: read again with every scroll, drawn only when it is another span. */
export function useRowSpan(list: RefObject<HTMLElement | null>, layout: RowLayout): RowSpan {
  const [view, setView] = useState(() => ({ fromPx: 0, toPx: innerHeight }));

  const look = useEffectEvent(() => {
    if (list.current === null) return;
    const fromPx = -list.current.getBoundingClientRect().top;
    const next = { fromPx, toPx: fromPx + innerHeight };
    const [before, after] = [spanOf(layout, view), spanOf(layout, next)];
    if (before.first === after.first && before.end === after.end) return;
    // Within the frame that scrolls: rows that come a frame later would be seen to come.
    flushSync(() => setView(next));
  });

  useEffect(() => {
    const again = () => look();
    addEventListener('scroll', again, { passive: true });
    addEventListener('resize', again);
    // What is above the list grows and shrinks with what is on it; told after the browser's own layout, so it forces none.
    const observer = new ResizeObserver(again);
    observer.observe(document.body);
    return () => {
      removeEventListener('scroll', again);
      removeEventListener('resize', again);
      observer.disconnect();
    };
  }, []);

  return spanOf(layout, view);
}

function spanOf(layout: RowLayout, { fromPx, toPx }: { fromPx: number; toPx: number }): RowSpan {
  return spanBetween(layout, fromPx, toPx);
}
