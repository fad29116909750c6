import type { Clock } from '../clock.ts';
import { isUnderWay } from '../model/upload-phase.ts';
import type { Upload } from '../model/upload.ts';
import { SMALL_FILE_BYTES, type Transfer, type Uplink } from './concurrency.ts';
import type { Turn } from './scheduler.ts';
import type { Watcher } from './upload-store.ts';

/** Learns the speed of the connection to the store from what is sent over it. */
export type BandwidthMeter = {
  readonly onChange: Watcher;
  uplink(): Uplink;
  /** What is still to come of an upload that has its turn. */
  transferOf(turn: Turn, upload: Upload | undefined): Transfer;
  /** Something is sent so fast that work beside it slows it down, or has begun so recently that its pace is not known. */
  isFast(): boolean;
};

type Sending = {
  readonly size: number;
  readonly since: number;
  /** Undefined until it can be told. */
  readonly bytesPerSecond: number | undefined;
};

/** The first bytes only fill buffers: on a slow line they look like a fast one for as long as the pace is averaged over. */
const TOLD_AFTER_MS = 5_000;
/**
 * Up to here MD5 and SHA-256 keep up, and there is processor time left: a wired gigabit included. Measured at 100 MB/s
 * beside all digests: no loss.
 */
const KEEPS_UP_BYTES_PER_SECOND = 150_000_000;

export function createBandwidthMeter(clock: Pick<Clock, 'now'>): BandwidthMeter {
  const sending = new Map<string, Sending>();
  /** Of everything under way, as last reported. */
  const paces = new Map<string, number | undefined>();
  let bytesPerSecond: number | undefined;
  let ticketLifeMs: number | undefined;

  function notePace(id: string, upload: Upload | undefined): void {
    if (upload === undefined || !isUnderWay(upload.state)) paces.delete(id);
    else if (upload.firmware.size <= SMALL_FILE_BYTES) return;
    else if (upload.state.status === 'ticketing') paces.set(id, undefined);
    // The last bytes are still on their way while the answer is awaited.
    else if (upload.state.status === 'sending') paces.set(id, upload.state.progress.bytesPerSecond);
  }

  /** Everything that is sent at the same time shares the line. */
  function learnFromPace(): void {
    let sum = 0;
    for (const { bytesPerSecond: pace } of sending.values()) {
      // The sum would be too small.
      if (pace === undefined) return;
      sum += pace;
    }
    if (sum > 0) bytesPerSecond = sum;
  }

  function learnFromWhole(sent: Sending | undefined): void {
    if (sent === undefined) return;
    const tookMs = clock.now() - sent.since;
    if (tookMs <= 0 || tookMs >= TOLD_AFTER_MS) return;
    bytesPerSecond = (sent.size * 1000) / tookMs;
  }

  return {
    onChange(id, after, before) {
      notePace(id, after);
      const state = after?.state;
      if (after === undefined || state?.status !== 'sending') {
        // An answer says that every byte has arrived: the only way to learn from what is sent within seconds.
        const isAnswered = state?.status === 'confirming' && state.awaiting === 'proof';
        if (isAnswered) learnFromWhole(sending.get(id));
        if (state?.status !== 'confirming' || state.awaiting !== 'store') sending.delete(id);
        return;
      }
      const now = clock.now();
      if (before?.state.status !== 'sending') ticketLifeMs = state.ticketEndsAt - now;
      const { size } = after.firmware;
      // A small file's time is the way there and back.
      if (size <= SMALL_FILE_BYTES) return;
      const since = sending.get(id)?.since ?? now;
      const isTold = state.stall === undefined && now - since >= TOLD_AFTER_MS;
      const pace = isTold ? state.progress.bytesPerSecond : undefined;
      sending.set(id, { size, since, bytesPerSecond: pace });
      if (isTold) learnFromPace();
    },
    uplink: () => ({ bytesPerSecond, ticketLifeMs }),
    transferOf: ({ size }, upload) => ({ size, ...whatIsLeft(upload, size, clock.now()) }),
    isFast() {
      let sum = 0;
      for (const pace of paces.values()) sum += pace ?? Infinity;
      return sum > KEEPS_UP_BYTES_PER_SECOND;
    },
  };
}

function whatIsLeft(
  upload: Upload | undefined,
  size: number,
  now: number,
): Pick<Transfer, 'left' | 'lifeMs'> {
  switch (upload?.state.status) {
    case 'queued':
    case 'ticketing':
      return { left: size, lifeMs: undefined };
    case 'sending': {
      const { progress, stall, ticketEndsAt } = upload.state;
      const left = stall === undefined ? size - progress.sent : 0;
      return { left, lifeMs: Math.max(0, ticketEndsAt - now) };
    }
    default:
      return { left: 0, lifeMs: undefined };
  }
}
