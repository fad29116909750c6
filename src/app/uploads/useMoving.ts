import { useCallback, useLayoutEffect } from 'react';
import type { Progress, StateOf } from '../../upload/model/upload-state.ts';
import { useSnapshot } from '../ui/useSnapshot.ts';
import { useList } from './ListContext.ts';
import type { SummaryReader } from './summary-reader.ts';
import type { Summary } from './summary.ts';

/** What changes while bytes move, for the parts that show it and nothing around them. */

/** Reads how far one upload is now: the same object until it has come further. */
export function useProgressOf(id: string, drawn: StateOf<'sending'>): () => Progress {
  const { queue } = useList();
  // Another function when the row is drawn again: what was written may be gone.
  return useCallback(() => {
    const state = queue.find(id)?.state;
    // It is over, or begins anew: the row around it will be drawn again in a moment.
    const isSame = state?.status === 'sending' && state.attempt === drawn.attempt;
    return isSame ? state.progress : drawn.progress;
  }, [queue, id, drawn]);
}

/**
 * Has `write` put into the document what `read` tells, now and whenever it is something else. For what moves with the bytes: to draw
 * it ten times a second would take React several times as long as the change itself. React must not know of what is written.
 * @param write the same function until it would write something else
 */
export function useWritten<Value>(read: () => Value, write: (value: Value) => void): void {
  const { queue } = useList();
  useLayoutEffect(() => {
    let written = read();
    write(written);
    return queue.subscribe(() => {
      const value = read();
      if (value === written) return;
      written = value;
      write(value);
    });
  }, [queue, read, write]);
}

/** The list in one line, `calm`: its caller is drawn again at most once a second while bytes move. */
export function useSummary(): Summary {
  const { queue, summary } = useList();
  return useSnapshot(queue, summary.calm);
}

/** Reads the list as it is now. */
export function useSummaryReader(): SummaryReader['now'] {
  return useList().summary.now;
}
