/** A fixed number of places, given out in the order they were asked for, to those in front before all others. */
export type Slots = {
  /** Resolves with how to give the place back. Rejects with the signal's reason when it is aborted while waiting. */
  acquire(signal: AbortSignal, line?: Line): Promise<() => void>;
};

type Line = 'front' | 'back';

export function createSlots(places: number): Slots {
  let free = places;
  const waiting: Readonly<Record<Line, Set<() => void>>> = { front: new Set(), back: new Set() };

  const release = () => {
    const [next] = [...waiting.front, ...waiting.back];
    if (next === undefined) free += 1;
    else next();
  };

  return {
    acquire(signal, line = 'back') {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (free > 0) {
          free -= 1;
          resolve(release);
          return;
        }
        const leave = () => {
          waiting[line].delete(enter);
          reject(signal.reason);
        };
        const enter = () => {
          waiting[line].delete(enter);
          signal.removeEventListener('abort', leave);
          resolve(release);
        };
        waiting[line].add(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
