import type { Upload } from '../../upload/model/upload.ts';
import { mayCancel } from '../../upload/model/upload-phase.ts';
import { summarise } from '../uploads/summary.ts';

/** Shorter work is over before anybody has gone elsewhere. */
export const LONG_MS = 30_000;

export type EndNotice = { readonly done: number; readonly total: number; readonly failed: number };

export type EndWatch = {
  /**
   * To be told of every change, in order.
   * @param now milliseconds on a monotonic clock
   * @returns what came of it, once, when long work has just ended
   */
  look(uploads: readonly Upload[], now: number): EndNotice | undefined;
};

/** Watches for the end of long work: the moment that who looks elsewhere wants to know of. */
export function createEndWatch(): EndWatch {
  let busySince: number | undefined;

  return {
    look(uploads, now) {
      if (uploads.some(({ state }) => mayCancel(state))) {
        busySince ??= now;
        return undefined;
      }
      const tookMs = busySince === undefined ? 0 : now - busySince;
      busySince = undefined;
      if (tookMs < LONG_MS) return undefined;
      const { done, total } = summarise(uploads);
      const failed = uploads.filter(({ state }) => state.status === 'failed').length;
      return { done, total, failed };
    },
  };
}
