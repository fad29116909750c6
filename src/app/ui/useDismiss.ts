import { useEffect, type RefObject } from 'react';

/** A menu that is open closes on Escape, on a press beside it, and when the focus leaves it: it would lie over what has the focus then. */
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
    document.addEventListener(
      'focusout',
      ({ target, relatedTarget: next }) => {
        const { current } = menu;
        if (current?.open !== true || !(target instanceof Node) || !current.contains(target))
          return;
        // To nothing at all is no way on: the window has lost the focus, or nothing beside it can have it.
        if (!(next instanceof Node) || next === document.body || current.contains(next)) return;
        current.open = false;
      },
      { signal },
    );
    return () => end.abort();
  }, [menu]);
}
