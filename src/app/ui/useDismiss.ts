import { useEffect, type RefObject } from 'react';

/** A menu that is open closes on Escape and on a press beside it, as menus do. */
export function useDismiss(menu: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    document.addEventListener(
      'pointerdown',
      ({ target }) => {
        const { current } = menu;
        if (current?.open !== true || (target instanceof Node && current.contains(target))) return;
        current.open = false;
      },
      { signal },
    );
    document.addEventListener(
      'keydown',
      (event) => {
        const { current } = menu;
        if (event.key !== 'Escape' || current?.open !== true) return;
        // A dialog around it stays open.
        event.preventDefault();
        current.open = false;
        // What had the focus in it is gone.
        current.querySelector('summary')?.focus();
      },
      { signal },
    );
    return () => end.abort();
  }, [menu]);
}
