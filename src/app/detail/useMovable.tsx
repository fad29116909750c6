import { useCallback, useMemo, useRef, useState, type ReactNode, type RefCallback } from 'react';
import { createPortal } from 'react-dom';
import css from './useMovable.module.css';

export type Movable = {
  /** For the one element that it stands in. */
  readonly place: RefCallback<HTMLElement>;
  /** Such an element that is laid out as if it were not there. */
  readonly spot: ReactNode;
  /** Draws it where it stands; called at the same spot of the tree, wherever that is. */
  readonly draw: (content: ReactNode) => ReactNode;
};

/**
 * What stands now here, now there, and stays the same: an answer in it, a form that is being filled in, a code that is open would be
 * lost if it were drawn anew at each place.
 */
export function useMovable(): Movable {
  const [host] = useState(createHost);
  const focused = useRef<Element>(null);
  const place = useCallback(
    (element: HTMLElement | null) => {
      element?.append(host);
      // What is taken out of the document loses the focus.
      const { current } = focused;
      if (current instanceof HTMLElement && host.contains(current)) {
        current.focus({ preventScroll: true });
      }
      return () => {
        focused.current = document.activeElement;
      };
    },
    [host],
  );
  const spot = useMemo(() => <div ref={place} className={css['through']} />, [place]);
  const draw = useCallback((content: ReactNode) => createPortal(content, host), [host]);
  return { place, spot, draw };
}

function createHost(): HTMLElement {
  const host = document.createElement('div');
  host.className = css['through'] ?? '';
  return host;
}
