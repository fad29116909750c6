import { useCallback, useState, useSyncExternalStore } from 'react';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';

/** One thing to know about the uploads, a plain value: the page is drawn again when that changes, not with every byte. */
export function useFromUploads<Value extends string | number | boolean | undefined>(
  queue: UploadQueue,
  read: (uploads: readonly Upload[]) => Value,
): Value {
  return useSyncExternalStore(
    useSubscribe(queue),
    useCallback(() => read(queue.getSnapshot()), [queue, read]),
  );
}

/** The list as it was when there was first something on it; undefined until then. */
export function useEarliestUploads(queue: UploadQueue): readonly Upload[] | undefined {
  const [getEarliest] = useState(() => {
    let earliest: readonly Upload[] | undefined;
    return () => {
      const uploads = queue.getSnapshot();
      if (uploads.length > 0) earliest ??= uploads;
      return earliest;
    };
  });
  return useSyncExternalStore(useSubscribe(queue), getEarliest);
}

function useSubscribe(queue: UploadQueue) {
  return useCallback((listener: () => void) => queue.subscribe(listener), [queue]);
}
