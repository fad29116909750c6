/** Four times as fast as it was, and a wait of minutes takes less than a second. */
const TIMES = 4;
const LONGEST_MS = 700;

/** @returns waits a while for so many milliseconds of a replay; rejects once `signal` is aborted */
export function createPace(signal: AbortSignal): (ms: number) => Promise<void> {
  return (ms) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(
        () => {
          signal.removeEventListener('abort', stop);
          resolve();
        },
        Math.min(ms / TIMES, LONGEST_MS),
      );
      signal.addEventListener('abort', stop, { once: true });
    });
}
