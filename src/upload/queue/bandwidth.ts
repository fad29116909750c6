import type { Clock } from '../clock.ts';
import { SMALL_FILE_BYTES, type Transfer, type Uplink } from './concurrency.ts';
import type { Turn } from './scheduler.ts';
import type { UploadStore } from './upload-store.ts';
import type { Upload } from '../model/upload.ts';

/** Learns the way to the store from what is sent over it. */
export type BandwidthMeter = {
  uplink(): Uplink;
  /** What is still to come of an upload that has its turn. */
  transferOf(turn: Turn): Transfer;
};

type Sending = {
  readonly size: number;
  readonly since: number;
  /** Undefined until it can be told. */
  readonly bytesPerSecond: number | undefined;
};

/** The first bytes only fill buffers: on a slow line they look like a fast one for as long as the pace is averaged over. */
const TOLD_AFTER_MS = 5_000;

export function createBandwidthMeter(book: UploadStore, clock: Pick<Clock, 'now'>): BandwidthMeter {
  const sending = new Map<string, Sending>();
  let bytesPerSecond: number | undefined;
  let ticketLifeMs: number | undefined;

  book.watch((id, after, before) => {
    const was = before?.state;
    const state = after?.state;
    if (after === undefined || state?.status !== 'sending') {
      // An answer says that every byte has arrived: the only way to learn from what is sent within seconds.
      const isAnswered = state?.status === 'confirming' && state.awaiting === 'proof';
      if (isAnswered) learnFromWhole(sending.get(id));
      if (state?.status !== 'confirming' || state.awaiting !== 'store') sending.delete(id);
      return;
    }
    const now = clock.now();
    if (was?.status !== 'sending') ticketLifeMs = state.ticketEndsAt - now;
    const { size } = after.firmware;
    // Of these it is the way there and back that takes the time.
    if (size <= SMALL_FILE_BYTES) return;
    const since = sending.get(id)?.since ?? now;
    const isTold = state.stall === undefined && now - since >= TOLD_AFTER_MS;
    sending.set(id, {
      size,
      since,
      bytesPerSecond: isTold ? state.progress.bytesPerSecond : undefined,
    });
    if (isTold) learnFromPace();
  });

  /** Everything that is sent at the same time shares the line. */
  function learnFromPace(): void {
    let sum = 0;
    for (const { bytesPerSecond: pace } of sending.values()) {
      // It would be told too little.
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
    uplink: () => ({ bytesPerSecond, ticketLifeMs }),
    transferOf: ({ id, size }) => ({ size, ...whatIsLeft(book.get(id), size, clock.now()) }),
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
