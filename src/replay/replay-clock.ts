import { browserClock, type Clock } from '../upload/clock.ts';

/**
 * A clock that goes on only when nothing is left to do: what is due next happens at its time, at once. Real work (signatures,
 * checksums) takes no time on it.
 */
export type ReplayClock = Clock & {
  /** The page's own view of its network and of its window, as they were. */
  isConnected: boolean;
  isLookedAt: boolean;
  /** The clock waits for this. */
  busy<Result>(work: Promise<Result>): Promise<Result>;
  /** The computer sleeps for so long: only the time of day goes on. */
  sleepThrough(ms: number): void;
  /** Lets time pass until `isOver`, or until nothing is due any more, or until `deadline`. */
  run(isOver: () => boolean, deadline: () => number): Promise<void>;
};

export type ReplayClockOptions = {
  /** Where `now()` begins, and the time of day at that moment. */
  readonly startsAt?: number;
  readonly wall: number;
  /** Waits before time goes on by so many milliseconds, where someone watches. */
  readonly pace?: (ms: number) => Promise<void>;
};

type Due = { at: number; readonly happen: () => void };

/** No recording comes near; a made-up one ends here. */
const STEPS_MAX = 1_000_000;

export function createReplayClock({ startsAt = 0, wall, pace }: ReplayClockOptions): ReplayClock {
  let now = startsAt;
  let sleptMs = 0;
  const working = new Set<Promise<unknown>>();
  const due = new Set<Due>();

  function earliest(): Due | undefined {
    let first: Due | undefined;
    for (const each of due) if (first === undefined || each.at < first.at) first = each;
    return first;
  }

  /** Until everything that can go on by itself has gone on. */
  async function settle(): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await nextTurn();
      if (working.size === 0) return;
    }
  }

  const clock: ReplayClock = {
    isConnected: true,
    isLookedAt: true,
    now: () => now,
    wall: () => wall + now - startsAt + sleptMs,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const stop = () => {
          due.delete(sleeper);
          reject(signal.reason);
        };
        const sleeper: Due = {
          at: now + Math.max(0, ms),
          happen() {
            due.delete(sleeper);
            signal.removeEventListener('abort', stop);
            resolve();
          },
        };
        due.add(sleeper);
        signal.addEventListener('abort', stop, { once: true });
      });
    },
    every(ms, tick) {
      const ticker: Due = {
        at: now + ms,
        happen() {
          ticker.at = now + ms;
          tick();
        },
      };
      due.add(ticker);
      return () => due.delete(ticker);
    },
    nextTask: (work) => queueMicrotask(work),
    isOnline: () => clock.isConnected,
    isHidden: () => !clock.isLookedAt,
    // What waits for a network asks for it as well.
    onOnline: () => () => undefined,
    async busy(work) {
      working.add(work);
      try {
        return await work;
      } finally {
        working.delete(work);
      }
    },
    sleepThrough(ms) {
      sleptMs += ms;
    },
    async run(isOver, deadline) {
      for (let step = 0; step < STEPS_MAX; step += 1) {
        await settle();
        const next = earliest();
        if (isOver() || next === undefined || next.at > deadline()) return;
        if (next.at > now) await pace?.(next.at - now);
        now = Math.max(now, next.at);
        // While someone watches it may have been cancelled.
        if (due.has(next)) next.happen();
      }
    },
  };
  return clock;
}

/** What an answer's body needs to be read, in Node as in browsers. */
const SETTLE_TURNS = 3;

/** A timer would take a millisecond, and four in a page. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => browserClock.nextTask(resolve));
}

/** Aborted when so much time has passed on this clock. */
export function clockSignal(clock: ReplayClock, ms: number): AbortSignal {
  const over = new AbortController();
  const never = new AbortController().signal;
  void clock.sleep(ms, never).then(() => over.abort());
  return over.signal;
}
