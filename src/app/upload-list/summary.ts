import type { Upload } from '../../upload/upload.ts';

/** What is sent is not stored: until it is, no more than this share of all bytes is shown. */
export const NOT_YET_ALL = 0.99;

/** The list in one line. */
export type Summary = {
  readonly done: number;
  /** All rows. */
  readonly total: number;
  /** Of the work: rows that wait for a decision on their suffix, were refused or given up are not part of it. */
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  /** Rows that wait for a person: for a suffix, or for a file that an earlier visit has lost. */
  readonly needYou: number;
  /** Refused, failed or given up. */
  readonly notUploaded: number;
};

/** @param isPaused nothing new starts: what waits for its turn does not count for the time that is left */
export function summarise(uploads: readonly Upload[], isPaused = false): Summary {
  let done = 0;
  let sentBytes = 0;
  let totalBytes = 0;
  let leftBytes = 0;
  let speed = 0;
  let steady = true;
  let needYou = 0;
  let notUploaded = 0;
  for (const { state, firmware } of uploads) {
    switch (state.status) {
      case 'inspecting':
        continue;
      case 'rejected':
      case 'cancelled':
        notUploaded += 1;
        continue;
      case 'ready':
        needYou += 1;
        continue;
      case 'interrupted':
        needYou += 1;
        break;
      case 'failed':
        notUploaded += 1;
        break;
      case 'queued':
        if (!isPaused) leftBytes += firmware.size;
        break;
      case 'ticketing':
        leftBytes += firmware.size;
        break;
      case 'waiting':
        if (isPaused) break;
        leftBytes += firmware.size;
        // Nobody knows when the network is back.
        steady &&= state.wait.for === 'time';
        break;
      case 'sending':
        sentBytes += state.progress.sent;
        leftBytes += state.progress.total - state.progress.sent;
        speed += state.progress.bytesPerSecond ?? 0;
        steady &&= state.progress.secondsLeft !== undefined;
        break;
      case 'confirming':
        sentBytes += firmware.size;
        break;
      case 'done':
        done += 1;
        sentBytes += firmware.size;
        break;
    }
    totalBytes += firmware.size;
  }
  return {
    done,
    total: uploads.length,
    sentBytes,
    totalBytes,
    bytesPerSecond: speed > 0 ? speed : undefined,
    secondsLeft: speed > 0 && steady ? leftBytes / speed : undefined,
    needYou,
    notUploaded,
  };
}
