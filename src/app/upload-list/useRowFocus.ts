import { useCallback, useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

export type RowFocus = {
  /** The row that Tab leads to; undefined until one has had the focus. */
  readonly stop: string | undefined;
  /** A row has the focus now. */
  readonly note: (id: string) => void;
  /** Moves the focus to a row, also one that is not in the document yet. */
  readonly focusRow: (id: string) => void;
};

/** One of the rows is where Tab leads to, and arrow keys lead to the others. */
export function useRowFocus(list: RefObject<HTMLElement | null>): RowFocus {
  const [stop, setStop] = useState<{ readonly id: string; readonly isWanted: boolean }>();
  useLayoutEffect(() => {
    if (stop?.isWanted === true) openButtonOf(list.current, stop.id)?.focus();
  }, [stop, list]);
  const note = useCallback(
    (id: string) => setStop((before) => (before?.id === id ? before : { id, isWanted: false })),
    [],
  );
  const focusRow = useCallback((id: string) => setStop({ id, isWanted: true }), []);
  return { stop: stop?.id, note, focusRow };
}

function openButtonOf(list: HTMLElement | null, id: string): HTMLElement | undefined {
  const row = list?.querySelector(`li[data-id="${CSS.escape(id)}"]`);
  const button = row?.querySelector('[data-testid=open-detail], [data-testid=kept-details]');
  return button instanceof HTMLElement ? button : undefined;
}
