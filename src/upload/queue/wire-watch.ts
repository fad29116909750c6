import { SMALL_FILE_BYTES } from './concurrency.ts';
import type { UploadStore } from './upload-store.ts';
import { isUnderWay } from '../model/upload-phase.ts';

/** Knows whether what is being sent could use the computer's whole attention. */
export type WireWatch = {
  /** Something is being sent at a pace at which work beside it slows it down, or so short a time that no pace is known. */
  isFast(): boolean;
};

/**
 * Up to here MD5 and SHA-256 keep up, and there is processor time left: a wired gigabit included. Measured at 100 MB/s
 * beside all digests: no loss.
 */
const KEEPS_UP_BYTES_PER_SECOND = 150_000_000;

export function createWireWatch(book: UploadStore): WireWatch {
  /** In bytes per second; undefined until it can be told. */
  const paces = new Map<string, number | undefined>();

  book.watch((id, after) => {
    const state = after?.state;
    if (after === undefined || state === undefined || !isUnderWay(state)) paces.delete(id);
    // These are over before it matters.
    else if (after.firmware.size <= SMALL_FILE_BYTES) return;
    else if (state.status === 'ticketing') paces.set(id, undefined);
    // The last bytes are still on their way while the answer is awaited.
    else if (state.status === 'sending') paces.set(id, state.progress.bytesPerSecond);
  });

  return {
    isFast() {
      let sum = 0;
      for (const pace of paces.values()) sum += pace ?? Infinity;
      return sum > KEEPS_UP_BYTES_PER_SECOND;
    },
  };
}
