import { useCallback, useEffect, useRef } from 'react';

/**
 * Does something at once, or, while a button is being pressed, when the press is over. A field that is left by pressing a
 * button would say what is wrong with it between the pressing and the letting go: the button moves, and the press is lost.
 */
export function useAfterPress(): (work: () => void) => void {
  const waiting = useRef<(() => void)[] | undefined>(undefined);

  useEffect(() => {
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    const hold = () => {
      waiting.current ??= [];
    };
    const release = () => {
      // The click comes after this event.
      setTimeout(() => {
        const held = waiting.current;
        waiting.current = undefined;
        for (const work of held ?? []) work();
      });
    };
    addEventListener('pointerdown', hold, options);
    addEventListener('pointerup', release, options);
    addEventListener('pointercancel', release, options);
    return () => listening.abort();
  }, []);

  return useCallback((work) => {
    if (waiting.current === undefined) work();
    else waiting.current.push(work);
  }, []);
}
