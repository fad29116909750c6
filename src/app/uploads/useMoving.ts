import { useCallback } from 'react';
import type { Progress, StateOf } from '../../upload/model/upload-state.ts';
import { useSnapshot } from '../ui/useSnapshot.ts';
import { useList } from './ListContext.ts';
import type { SummaryReader } from './summary-reader.ts';
import type { Summary } from './summary.ts';

/** What is drawn again while bytes move, by the parts that show it and nothing around them. */

/** How far one upload is now. Its caller is drawn again while it moves, and nothing around it is. */
export function useProgress(id: string, { progress, attempt }: StateOf<'sending'>): Progress {
  const { queue } = useList();
  const read = useCallback(() => {
    const state = queue.find(id)?.state;
    // It is over, or begins anew: the row around it will be drawn again in a moment.
    return state?.status === 'sending' && state.attempt === attempt ? state.progress : progress;
  }, [queue, id, attempt, progress]);
  return useSnapshot(queue, read);
}

/** The list in one line. Its caller is drawn again while bytes move: ten times a second, or once for what is `calm`. */
export function useSummary(which: keyof SummaryReader): Summary {
  const { queue, summary } = useList();
  return useSnapshot(queue, summary[which]);
}
