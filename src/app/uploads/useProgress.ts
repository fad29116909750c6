import { useCallback, useSyncExternalStore } from 'react';
import type { Progress, StateOf } from '../../upload/model/upload-state.ts';
import type { UploadQueue } from '../../upload/model/upload.ts';

/** How far one upload is now. Whoever asks is drawn again about ten times a second while it moves, and nothing around it is. */
export function useProgress(
  queue: UploadQueue,
  id: string,
  { progress, attempt }: StateOf<'sending'>,
): Progress {
  return useSyncExternalStore(
    useCallback((listener: () => void) => queue.subscribe(listener), [queue]),
    useCallback(() => {
      const state = queue.find(id)?.state;
      // It is over, or begins anew: the row around it will be drawn again in a moment.
      return state?.status === 'sending' && state.attempt === attempt ? state.progress : progress;
    }, [queue, id, progress, attempt]),
  );
}
