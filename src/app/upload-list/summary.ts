import type { Upload } from '../../upload/upload.ts';

/** The list in one line. Rows that wait for a person, were refused or given up are not part of the work. */
export type Summary = {
  readonly done: number;
  readonly total: number;
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  /** Rows that wait for a person. */
  readonly needYou: number;
};

export function summarise(uploads: readonly Upload[]): Summary {
  let done = 0;
  let total = 0;
  let sentBytes = 0;
  let totalBytes = 0;
  let leftBytes = 0;
  let speed = 0;
  let steady = true;
  let needYou = 0;
  for (const { state, firmware } of uploads) {
    switch (state.status) {
      case 'inspecting':
      case 'rejected':
      case 'cancelled':
        continue;
      case 'ready':
        needYou += 1;
        continue;
      case 'failed':
        break;
      case 'queued':
      case 'ticketing':
        leftBytes += firmware.size;
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
    total += 1;
    totalBytes += firmware.size;
  }
  return {
    done,
    total,
    sentBytes,
    totalBytes,
    bytesPerSecond: speed > 0 ? speed : undefined,
    secondsLeft: speed > 0 && steady ? leftBytes / speed : undefined,
    needYou,
  };
}
