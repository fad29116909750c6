import { useLayoutEffect, useRef } from 'react';
import type { FocusEvent } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import type { RowFocus } from './useRowFocus.ts';

/**
 * A row that leaves the list takes the focus with it. It goes to the row that takes its place: to its name, not to its action, since
 * a key that is pressed twice must not send or remove what is next.
 *
 * @param shown all rows, in their order
 * @param onNone there is no row to go to
 */
export function useKeepPlace(
  { note, focusRow }: RowFocus,
  shown: readonly Upload[],
  onNone: () => void,
) {
  const held = useRef<{ readonly id: string; readonly index: number }>(undefined);

  useLayoutEffect(() => {
    if (held.current === undefined) return;
    const { id, index } = held.current;
    const now = shown.findIndex((upload) => upload.id === id);
    if (now !== -1) held.current = { id, index: now };
    if (document.activeElement !== document.body) return;
    const next = now === -1 ? shown[Math.min(index, shown.length - 1)]?.id : id;
    held.current = undefined;
    if (next === undefined) onNone();
    else focusRow(next);
  });

  return {
    onFocus: ({ target, currentTarget }: FocusEvent<HTMLElement>) => {
      // The detail beside the list keeps its own.
      if (!currentTarget.contains(target)) return;
      const id = target.closest('[data-id]')?.getAttribute('data-id');
      const index = shown.findIndex((upload) => upload.id === id);
      held.current = typeof id === 'string' && index !== -1 ? { id, index } : undefined;
      if (held.current !== undefined) note(held.current.id);
    },
    // React does not report the blur of an element that it takes away itself, so this is the user leaving.
    onBlur: () => {
      held.current = undefined;
    },
  };
}
