import type { Clock } from '../upload/clock.ts';

/** Lets everything that can go on by itself go on: it is all promises, so one turn of the event loop is enough. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export type FakeClock = Clock & {
  isConnected: boolean;
  isLookedAt: boolean;
  /** How many wait for a network, a time or a tick: none, once everything has ended. */
  readonly waiters: () => number;
  /** Lets time pass: everything that is due happens at its time, in order, and what follows from it before the next. */
  pass(ms: number): Promise<void>;
  /** Nothing happens for so long; `standsStill` on computers whose monotonic clock sleeps as well. */
  sleepThrough(ms: number, standsStill?: 'standsStill'): void;
  /** The browser finds a network. */
  connect(): Promise<void>;
};

const EPOCH = 1_700_000_000_000;

export function createFakeClock(): FakeClock {
  let now = 0;
  let wall = EPOCH;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const tickers = new Set<{ at: number; everyMs: number; tick: () => void }>();
  const listeners = new Set<() => void>();

  const earliest = () => {
    const [first] = [...sleepers, ...tickers].toSorted((one, other) => one.at - other.at);
    return first;
  };

  const clock: FakeClock = {
    isConnected: true,
    isLookedAt: true,
    now: () => now,
    wall: () => wall,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (ms <= 0) return resolve();
        const stop = () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        };
        const sleeper = {
          at: now + ms,
          wake() {
            sleepers.delete(sleeper);
            signal.removeEventListener('abort', stop);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', stop, { once: true });
      });
    },
    every(ms, tick) {
      const ticker = { at: now + ms, everyMs: ms, tick };
      tickers.add(ticker);
      return () => tickers.delete(ticker);
    },
    nextTask: (work) => queueMicrotask(work),
    isOnline: () => clock.isConnected,
    isHidden: () => !clock.isLookedAt,
    onOnline(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    waiters: () => sleepers.size + tickers.size + listeners.size,
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        const next = earliest();
        if (next === undefined || next.at > end) break;
        const step = Math.max(0, next.at - now);
        now += step;
        wall += step;
        if ('wake' in next) next.wake();
        else {
          next.at = now + next.everyMs;
          next.tick();
        }
        await settle();
      }
      wall += end - now;
      now = end;
      await settle();
    },
    sleepThrough(ms, standsStill) {
      wall += ms;
      if (standsStill === undefined) now += ms;
    },
    async connect() {
      clock.isConnected = true;
      for (const listener of listeners) listener();
      await settle();
    },
  };
  return clock;
}
