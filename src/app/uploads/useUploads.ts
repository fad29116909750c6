import { useState } from 'react';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import type { Progress, StateOf } from '../../upload/model/upload-state.ts';
import { isProgressOnly, mayCancel } from '../../upload/model/upload-phase.ts';
import { useSnapshot } from '../ui/useSnapshot.ts';
import { useList } from './ListContext.ts';

/** As much of the queue as is needed to see its uploads. The queue owns them; React only looks. */
export type UploadSource = Pick<UploadQueue, 'subscribe' | 'getSnapshot'>;

/** The uploads as they are now: drawn again about ten times a second while bytes move. */
export function useUploads(queue: UploadSource): readonly Upload[] {
  return useSnapshot(queue, () => queue.getSnapshot());
}

/** One thing to know about the uploads, a plain value: drawn again when that changes, not with every byte. */
export function useFromUploads<Value extends string | number | boolean | undefined>(
  queue: UploadSource,
  read: (uploads: readonly Upload[]) => Value,
): Value {
  return useSnapshot(queue, () => read(queue.getSnapshot()));
}

/** Whether anything is lost when the page goes away now. */
export function useIsUploading(queue: UploadSource): boolean {
  return useFromUploads(queue, (uploads) => uploads.some(({ state }) => mayCancel(state)));
}

/** The list as it was when there was first something on it; undefined until then. */
export function useEarliestUploads(queue: UploadSource): readonly Upload[] | undefined {
  const [getEarliest] = useState(() => {
    let earliest: readonly Upload[] | undefined;
    return () => {
      const uploads = queue.getSnapshot();
      if (uploads.length > 0) earliest ??= uploads;
      return earliest;
    };
  });
  return useSnapshot(queue, getEarliest);
}

/** How far one upload is now. Its caller is drawn again while it moves, and nothing around it is. */
export function useProgress(id: string, { progress, attempt }: StateOf<'sending'>): Progress {
  const { queue } = useList();
  return useSnapshot(queue, () => {
    const state = queue.find(id)?.state;
    // It is over, or begins anew: the row around it will be drawn again in a moment.
    return state?.status === 'sending' && state.attempt === attempt ? state.progress : progress;
  });
}

/** Whether two states of an upload look the same to the caller. */
type IsSame = (before: Upload, after: Upload) => boolean;

/**
 * The list as it was when something other than the number of bytes last changed. A list that is drawn from it stands still while
 * files are sent; what moves is drawn by parts that ask for it (useProgress).
 */
export function useStillUploads(
  queue: UploadSource,
  isSame: IsSame = isProgressOnly,
): readonly Upload[] {
  const [still] = useState(() => createStill(isSame));
  return useSnapshot(queue, () => still(queue.getSnapshot()));
}

export function createStill(isSame: IsSame): (uploads: readonly Upload[]) => readonly Upload[] {
  let still: readonly Upload[] = [];
  let latest: readonly Upload[] | undefined;
  return (uploads) => {
    // Asked several times for the same list, it looks once.
    if (uploads === latest) return still;
    latest = uploads;
    const isStill =
      still.length === uploads.length &&
      uploads.every((after, index) => {
        const before = still[index];
        return before === after || (before !== undefined && isSame(before, after));
      });
    if (!isStill) still = uploads;
    return still;
  };
}
