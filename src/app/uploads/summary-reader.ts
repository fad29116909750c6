import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import { addUp, NOTHING, summaryOf, type Sums, type Summary } from './summary.ts';

/** The list in one line. Both give the same object until something of it changes. */
export type SummaryReader = {
  /** As it is now. */
  readonly now: () => Summary;
  /** For numbers that are read: while only bytes move, as it was within the last second. */
  readonly calm: () => Summary;
};

/** Numbers that change more often cannot be read. */
const CALM_MS = 1_000;

/**
 * What stands still is added up once for all that is sent meanwhile; with each look only what is being sent is added to it.
 * @param clock milliseconds on a monotonic clock
 */
export function createSummaryReader(
  queue: Pick<UploadQueue, 'getStill' | 'find' | 'isPaused'>,
  clock: () => number = () => performance.now(),
): SummaryReader {
  let still: readonly Upload[] | undefined;
  let isPaused = false;
  let resting: Sums = NOTHING;
  let moving: readonly Upload[] = [];
  let summary: Summary | undefined;
  let calm: { readonly summary: Summary; readonly until: number } | undefined;

  function begin(uploads: readonly Upload[]): void {
    still = uploads;
    isPaused = queue.isPaused();
    resting = addUp(
      NOTHING,
      uploads.filter((upload) => !isSending(upload)),
      isPaused,
    );
    moving = uploads.filter(isSending);
    summary = calm = undefined;
  }

  function now(): Summary {
    const uploads = queue.getStill();
    if (uploads !== still || queue.isPaused() !== isPaused) begin(uploads);
    const current = moving.map((upload) => queue.find(upload.id) ?? upload);
    if (current.some((upload, index) => upload !== moving[index])) summary = undefined;
    moving = current;
    return (summary ??= summaryOf(addUp(resting, moving, isPaused)));
  }

  return {
    now,
    calm() {
      const latest = now();
      if (calm === undefined || clock() >= calm.until) {
        calm = { summary: latest, until: clock() + CALM_MS };
      }
      return calm.summary;
    },
  };
}

function isSending({ state }: Upload): boolean {
  return state.status === 'sending';
}
