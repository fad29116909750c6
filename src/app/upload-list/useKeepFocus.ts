import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

export function firstControl(row: Element): HTMLElement | undefined {
  // Not the suffix, if there is anything else: an arrow key there would change it unseen.
  const control = row.querySelector('button, a[href], summary') ?? row.querySelector('select');
  return control instanceof HTMLElement ? control : undefined;
}

/**
 * A button goes when its state goes: after a press on Cancel there is Retry. If the focus went with it, it moves to the
 * row's first control instead of falling back to the top of the page.
 */
export function useKeepFocus(row: RefObject<HTMLElement | null>) {
  const inside = useRef(false);

  useLayoutEffect(() => {
    if (!inside.current || row.current === null) return;
    if (row.current.contains(document.activeElement)) return;
    if (document.activeElement === document.body) firstControl(row.current)?.focus();
  });

  return {
    onFocus: () => {
      inside.current = true;
    },
    // React does not report the blur of an element that it takes away itself, so this is a person leaving.
    onBlur: () => {
      inside.current = false;
    },
  };
}
