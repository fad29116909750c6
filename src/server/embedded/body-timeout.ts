import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';

/** How slowly a body may come. */
export type Pace = {
  /** Milliseconds without a byte. */
  readonly patienceMs: number;
  /** Patience wears out below this speed, and comes back above it. */
  readonly minBytesPerSecond: number;
  /** How often to look. */
  readonly tickMs: number;
};

/**
 * A page that is hidden, offline or nearly through waits for 120 s of silence before it starts again, and up to some
 * megabytes that it counts as sent are still on their way to us. A shorter patience than this would cut a transfer that
 * the page still hopes for; a longer one only keeps a connection whose client is gone.
 */
export const BODY_PACE: Pace = { patienceMs: 180_000, minBytesPerSecond: 1024, tickMs: 1_000 };

/** What is needed of an `IncomingMessage`. */
export type Body = {
  readonly complete: boolean;
  readonly socket: { readonly bytesRead: number };
  isPaused(): boolean;
};

/** Does something with a body, which may be ended by a signal: its reason is an OssRefusal. */
export async function withBodyTimeout<T>(
  body: Body,
  pace: Pace,
  work: (tooSlow: AbortSignal) => Promise<T>,
): Promise<T> {
  const watch = watchPace(body, pace);
  try {
    return await work(watch.signal);
  } finally {
    watch.stop();
  }
}

export function tooSlow(): OssRefusal {
  return new OssRefusal(
    'RequestTimeout',
    'The body of your request came too slowly, or not at all. Nothing of it was kept.',
  );
}

/**
 * One second without bytes costs a second of patience, 1 KiB gives one back:
 * a link of more than 1 KiB/s may take days, one that sends a byte now and then may not. Ticks are counted, not the
 * clock: while this process stood still, no client was slow.
 */
function watchPace(body: Body, pace: Pace): { signal: AbortSignal; stop(): void } {
  const ended = new AbortController();
  let patienceMs = pace.patienceMs;
  let seen = body.socket.bytesRead;
  const ticks = setInterval(() => {
    const moved = body.socket.bytesRead - seen;
    seen += moved;
    // The store itself does not read: the disk is busy.
    if (body.complete || body.isPaused()) return;
    const earnedMs = (moved / pace.minBytesPerSecond) * 1000;
    patienceMs = Math.min(pace.patienceMs, patienceMs - pace.tickMs + earnedMs);
    if (patienceMs > 0) return;
    clearInterval(ticks);
    ended.abort(tooSlow());
  }, pace.tickMs);
  return { signal: ended.signal, stop: () => clearInterval(ticks) };
}
