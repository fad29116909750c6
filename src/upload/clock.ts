/** The engine's only door to time and to whether there is a network. */
export type Clock = {
  /** Milliseconds that only ever grow; a ticket's life is counted on it, never on the PC's clock alone. */
  now(): number;
  /** Milliseconds since the epoch. */
  wall(): number;
  /** Resolves after `ms`; rejects with the signal's reason once that is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `tick` about every `ms` until the returned function is called; a hidden page is called less often. */
  every(ms: number, tick: () => void): () => void;
  /** Calls `work` in a task of its own, once all that follows from what goes on now has been done. */
  nextTask(work: () => void): void;
  /** False only when the browser is certain that there is no network. */
  isOnline(): boolean;
  /** The page is hidden, and timers may come late. */
  isHidden(): boolean;
  /** Calls `listener` whenever the browser finds a network again, until the returned function is called. */
  onOnline(listener: () => void): () => void;
};

export const browserClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal.addEventListener('abort', stop, { once: true });
    });
  },
  every(ms, tick) {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  },
  nextTask(work) {
    // A timer would come later, in a hidden page by seconds.
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      work();
    });
    port1.start();
    port2.postMessage(undefined);
  },
  isOnline: () => navigator.onLine,
  isHidden: () => document.hidden,
  onOnline(listener) {
    addEventListener('online', listener);
    return () => removeEventListener('online', listener);
  },
};

export type Stamp = { readonly now: number; readonly wall: number };

export function stampOf(clock: Clock): Stamp {
  return { now: clock.now(), wall: clock.wall() };
}

/**
 * Milliseconds since `start`. A monotonic clock may stand still while the computer sleeps, and the PC's clock may be set:
 * whichever says more counts, since too short a life costs a new ticket and too long a life costs a whole upload.
 */
export function elapsedSince(clock: Clock, start: Stamp): number {
  return Math.max(clock.now() - start.now, clock.wall() - start.wall);
}
