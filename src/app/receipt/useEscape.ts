import { useEffect, useRef, type RefObject } from 'react';

/**
 * What a button has opened beside it closes on Escape before what is around both, wherever in that the focus is.
 *
 * @param onEscape undefined while it is closed
 */
export function useEscape(
  button: RefObject<HTMLElement | null>,
  onEscape: (() => void) | undefined,
): void {
  const latest = useRef(onEscape);
  useEffect(() => {
    latest.current = onEscape;
  });
  const isOpen = onEscape !== undefined;
  useEffect(() => {
    if (!isOpen) return undefined;
    const end = new AbortController();
    document.addEventListener(
      'keydown',
      (event) => {
        const { current } = button;
        const { target } = event;
        if (event.key !== 'Escape' || current === null || !(target instanceof Element)) return;
        // In a menu or a dialog of its own the key is theirs.
        if (LAYERS.some((layer) => target.closest(layer) !== current.closest(layer))) return;
        event.preventDefault();
        latest.current?.();
        current.focus();
      },
      // Before the list hears of it.
      { capture: true, signal: end.signal },
    );
    return () => end.abort();
  }, [button, isOpen]);
}

const LAYERS = ['dialog', 'details[open]'];
