import { useCallback, useEffect, useRef } from 'react';
import type { FocusEvent, RefObject } from 'react';

/**
 * A button goes when its state goes: after a press on Cancel there is Retry. If the focus went with it, it moves on within
 * the row, or the list's header, instead of falling back to the top of the page.
 *
 * @param onUse something in it has got the focus
 */
export function useKeepFocus(row: RefObject<HTMLElement | null>, onUse?: () => void) {
  const watch = useRef<MutationObserver | undefined>(undefined);
  const lastHeld = useRef<string | undefined>(undefined);

  const leave = useCallback(() => {
    watch.current?.disconnect();
    watch.current = undefined;
  }, []);
  useEffect(() => leave, [leave]);

  return {
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      onUse?.();
      lastHeld.current = target.dataset['testid'];
      if (watch.current !== undefined || row.current === null) return;
      // Parts of it come and go by themselves, without the row being drawn.
      watch.current = new MutationObserver(() => {
        if (row.current === null || document.activeElement !== document.body) return;
        successor(row.current, lastHeld.current)?.focus();
      });
      watch.current.observe(row.current, { childList: true, subtree: true });
    },
    // React does not report the blur of an element that it takes away itself, so this is the user leaving.
    onBlur: leave,
  };
}

/**
 * What does the same as what had the focus; else the first control that a second press on the same key cannot do harm with;
 * else the name or the row itself, from where the next Tab goes on.
 */
function successor(row: HTMLElement, testId: string | undefined): HTMLElement | undefined {
  const same = testId === undefined ? null : row.querySelector(`[data-testid="${testId}"]`);
  const harmless = row.querySelector('button:not([data-costly]), a[href], summary');
  const next = same ?? harmless ?? row.querySelector('h2[tabindex], h3[tabindex]') ?? row;
  return next instanceof HTMLElement ? next : undefined;
}
