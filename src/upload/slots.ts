/** A fixed number of places, given out in the order they were asked for. */
export type Slots = {
  /** Resolves with how to give the place back. Rejects with the signal's reason when it is aborted while waiting. */
  acquire(signal: AbortSignal): Promise<() => void>;
};

export function createSlots(places: number): Slots {
  let free = places;
  const waiting = new Set<() => void>();

  const release = () => {
    const [next] = waiting;
    if (next === undefined) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  };

  return {
    acquire(signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (free > 0) {
          free -= 1;
          resolve(release);
          return;
        }
        const leave = () => {
          waiting.delete(enter);
          reject(signal.reason);
        };
        const enter = () => {
          signal.removeEventListener('abort', leave);
          resolve(release);
        };
        waiting.add(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
