import { useCallback, useState, useSyncExternalStore } from 'react';
import { isProgressOnly } from '../../upload/model/progress-only.ts';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';

/** Whether two of an upload look the same to who asks. */
type IsSame = (before: Upload, after: Upload) => boolean;

/**
 * The list as it was when something other than the number of bytes last changed. A list that is drawn from it stands still while
 * files are sent; what moves is drawn by parts that ask for it (useProgress).
 */
export function useStillUploads(
  queue: UploadQueue,
  isSame: IsSame = isProgressOnly,
): readonly Upload[] {
  const [still] = useState(() => createStill(isSame));
  return useSyncExternalStore(
    useCallback((listener: () => void) => queue.subscribe(listener), [queue]),
    useCallback(() => still(queue.getSnapshot()), [still, queue]),
  );
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
