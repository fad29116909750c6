import { useCallback, useSyncExternalStore } from 'react';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';

/** The queue's uploads, as they are now. The queue owns them; React only looks. */
export function useUploads(queue: UploadQueue): readonly Upload[] {
  const subscribe = useCallback((listener: () => void) => queue.subscribe(listener), [queue]);
  const getSnapshot = useCallback(() => queue.getSnapshot(), [queue]);
  return useSyncExternalStore(subscribe, getSnapshot);
}
