import { useLayoutEffect, useRef } from 'react';
import type { FocusEvent, RefObject } from 'react';

/**
 * A row that leaves the list, because it was removed or is of another group now, takes the focus with it. It goes to the row in
 * its place: to its name, not to a button, since a key that is pressed twice must not send or remove what is next.
 *
 * @param list holds the rows; null when there are none
 * @param onNone the last one has gone
 */
export function useKeepPlace(list: RefObject<HTMLElement | null>, onNone: () => void) {
  const place = useRef<number>(undefined);

  useLayoutEffect(() => {
    const was = place.current;
    if (was === undefined || document.activeElement !== document.body) return;
    place.current = undefined;
    const rows = rowsIn(list.current);
    const name = rows[Math.min(was, rows.length - 1)]?.querySelector('h3');
    if (name instanceof HTMLElement) name.focus();
    else onNone();
  });

  return {
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      place.current = rowsIn(list.current).findIndex((row) => row.contains(target));
    },
    // React does not report the blur of an element that it takes away itself, so this is a person leaving.
    onBlur: () => {
      place.current = undefined;
    },
  };
}

function rowsIn(list: HTMLElement | null): readonly Element[] {
  return [...(list?.querySelectorAll('[data-testid=upload]') ?? [])];
}
