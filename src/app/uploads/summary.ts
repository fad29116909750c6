import type { Try } from '../../upload/model/retry-policy.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';

/** What is sent is not stored: until it is, no more than this share of all bytes is shown. */
export const NOT_YET_ALL = 0.99;

/** The list in one line. */
export type Summary = {
  readonly done: number;
  /** All rows. */
  readonly total: number;
  /** Of `totalBytes`; see `sentOf`. */
  readonly sentBytes: number;
  /** Sizes of all rows, from the moment they are on the list; what was refused or given up is no work. */
  readonly totalBytes: number;
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  /** Rows that wait for the user: for a suffix, or for a file that an earlier visit has lost. */
  readonly needYou: number;
  /** Refused, failed or given up. */
  readonly notUploaded: number;
};

/** @param isPaused nothing new starts: what waits for its turn does not count for the time that is left */
export function summarise(uploads: readonly Upload[], isPaused = false): Summary {
  return summaryOf(addUp(NOTHING, uploads, isPaused));
}

/** Sums over some rows, to which others can be added. */
export type Sums = Omit<Summary, 'bytesPerSecond' | 'secondsLeft'> & {
  readonly leftBytes: number;
  readonly speed: number;
  /** Of all that is on its way it is known how long it takes. */
  readonly steady: boolean;
};

export const NOTHING: Sums = {
  done: 0,
  total: 0,
  sentBytes: 0,
  totalBytes: 0,
  leftBytes: 0,
  speed: 0,
  steady: true,
  needYou: 0,
  notUploaded: 0,
};

export function addUp(before: Sums, uploads: readonly Upload[], isPaused: boolean): Sums {
  let { done, sentBytes, totalBytes, leftBytes, speed, steady, needYou, notUploaded } = before;
  for (const { state, firmware } of uploads) {
    sentBytes += sentOf(state, firmware.size);
    switch (state.status) {
      case 'rejected':
      case 'cancelled':
        notUploaded += 1;
        continue;
      case 'ready':
      case 'interrupted':
        needYou += 1;
        break;
      case 'failed':
        notUploaded += 1;
        break;
      case 'inspecting':
      case 'queued':
        if (!isPaused) leftBytes += firmware.size;
        break;
      case 'ticketing':
        leftBytes += firmware.size;
        break;
      case 'waiting':
        if (isPaused) break;
        leftBytes += firmware.size;
        // It is not known when the network is back.
        steady &&= state.wait.for === 'time';
        break;
      case 'sending':
        leftBytes += state.progress.total - state.progress.sent;
        speed += state.progress.bytesPerSecond ?? 0;
        steady &&= state.progress.secondsLeft !== undefined;
        break;
      case 'confirming':
        break;
      case 'done':
        done += 1;
        break;
    }
    totalBytes += firmware.size;
  }
  const total = before.total + uploads.length;
  return {
    done,
    total,
    sentBytes,
    totalBytes,
    leftBytes,
    speed,
    steady,
    needYou,
    notUploaded,
  };
}

export function summaryOf({ leftBytes, speed, steady, ...sums }: Sums): Summary {
  return {
    ...sums,
    bytesPerSecond: speed > 0 ? speed : undefined,
    secondsLeft: speed > 0 && steady ? leftBytes / speed : undefined,
  };
}

/**
 * Bytes of a row that count as sent. They never become fewer while it is inspected, waits, or begins anew by itself: the store
 * cannot resume, but what went once is only counted further when an attempt comes beyond it. They are gone when the row ends
 * without success, or when the user has it begin anew.
 */
function sentOf(state: UploadState, size: number): number {
  switch (state.status) {
    case 'inspecting':
    case 'ready':
    case 'rejected':
    case 'cancelled':
    case 'failed':
    case 'interrupted':
      return 0;
    case 'queued':
    case 'ticketing':
    case 'waiting':
      return furthest(state.tries);
    case 'sending':
      return Math.max(state.progress.sent, furthest(state.tries));
    case 'confirming':
    case 'done':
      return size;
  }
}

function furthest(tries: readonly Try[]): number {
  return tries.reduce((most, { sent }) => Math.max(most, sent), 0);
}
