import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';

/** How many uploads may be open at once: each holds a file, a parser and a share of the disk. */
export const OPEN_UPLOADS_MAX = 32;
/** How long those beyond that wait for their turn: small files are through by then, and a page does not yet wonder. */
export const TURN_WITHIN_MS = 10_000;
/** How many may wait: each has a connection, and what its socket holds. */
const WAITING_MAX = 256;

/** Counts uploads whose form has been verified: the limit cannot be used up without tickets. */
export type UploadLimit = {
  /**
   * Resolves with how to leave, in the order in which they came.
   * @param signal whose reason ends the wait
   * @throws OssRefusal when it takes too long
   */
  enter(signal: AbortSignal): Promise<() => void>;
};

export function limitUploads(max: number, withinMs: number): UploadLimit {
  let open = 0;
  /** First come, first served: a Set keeps the order. */
  const waiting = new Set<() => void>();

  const refusal = () =>
    new OssRefusal(
      'ServiceUnavailable',
      `This store takes ${max} uploads at a time. Nothing of this one was kept; try again in a moment.`,
      undefined,
      { 'retry-after': '1' },
    );

  function leaveOnce(): () => void {
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      open -= 1;
      const [next] = waiting;
      next?.();
    };
  }

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        waiting.delete(go);
      };
      const go = () => {
        end();
        open += 1;
        resolve();
      };
      const abort = () => {
        end();
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        end();
        reject(refusal());
      }, withinMs);
      signal.addEventListener('abort', abort, { once: true });
      waiting.add(go);
    });
  }

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (open < max) open += 1;
      else if (withinMs === 0 || waiting.size >= WAITING_MAX) throw refusal();
      else await turn(signal);
      return leaveOnce();
    },
  };
}
