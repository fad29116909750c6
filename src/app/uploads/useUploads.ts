import { useState } from 'react';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import { mayCancel } from '../../upload/model/upload-phase.ts';
import { useSnapshot } from '../ui/useSnapshot.ts';

/** As much of the queue as is needed to see its uploads. The queue owns them; React only looks. */
export type UploadSource = Pick<UploadQueue, 'subscribe' | 'getStill'>;

/**
 * The list as it was when something other than the number of bytes last changed. What is drawn from it stands still while files
 * are sent; what moves is drawn by parts that ask for it (useMoving.ts).
 */
export function useUploads(queue: UploadSource): readonly Upload[] {
  return useSnapshot(queue, () => queue.getStill());
}

/** One thing to know about the uploads, a plain value: drawn again when that changes. */
export function useFromUploads<Value extends string | number | boolean | undefined>(
  queue: UploadSource,
  read: (uploads: readonly Upload[]) => Value,
): Value {
  return useSnapshot(queue, () => read(queue.getStill()));
}

/** Whether anything is lost when the page goes away now. */
export function useIsUploading(queue: UploadSource): boolean {
  const [isUploading] = useState(() =>
    oncePerList((uploads) => uploads.some(({ state }) => mayCancel(state))),
  );
  return useFromUploads(queue, isUploading);
}

/** Goes through a list once, however often it is asked about it. */
function oncePerList<Value>(read: (uploads: readonly Upload[]) => Value) {
  let latest: { readonly uploads: readonly Upload[]; readonly value: Value } | undefined;
  return (uploads: readonly Upload[]): Value => {
    if (latest?.uploads !== uploads) latest = { uploads, value: read(uploads) };
    return latest.value;
  };
}

/** The list as it was when there was first something on it; undefined until then. */
export function useEarliestUploads(queue: UploadSource): readonly Upload[] | undefined {
  const [getEarliest] = useState(() => {
    let earliest: readonly Upload[] | undefined;
    return () => {
      const uploads = queue.getStill();
      if (uploads.length > 0) earliest ??= uploads;
      return earliest;
    };
  });
  return useSnapshot(queue, getEarliest);
}
