/** How fast the store takes bytes from all clients together: as one network line would. */
export type PriorityQueue = {
  setRate(bytesPerSecond: number | undefined): void;
  /** Takes bytes that have come; returns the milliseconds after which the next may come. */
  take(bytes: number): number;
};

/** A timer is late on a busy machine: what the line could have carried meanwhile it makes up for, up to this. */
const MADE_UP_MS = 100;

export function createPriorityQueue(now: () => number = () => performance.now()): PriorityQueue {
  let rate: number | undefined;
  let freeAt = 0;
  return {
    setRate(bytesPerSecond) {
      rate = bytesPerSecond;
      freeAt = now();
    },
    take(bytes) {
      if (rate === undefined) return 0;
      const at = now();
      freeAt = Math.max(at - MADE_UP_MS, freeAt) + (bytes / rate) * 1000;
      return freeAt - at;
    },
  };
}
