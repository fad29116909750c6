import { createFairTurns, type Client } from './fair-turns.ts';

/**
 * Where calls to the platform wait for their turn: an account may make ten a second, however many users are waiting, and
 * calls beyond that are refused altogether.
 */
export type RateLimiter = {
  /**
   * Resolves when it is this call's turn, or when too many are before it. An aborted call leaves the queue.
   * @throws the reason of `signal` when that is aborted.
   */
  enter(signal: AbortSignal, client?: Client): Promise<Turn>;
};

export type Turn =
  | {
      readonly kind: 'now';
      /** To be called when the call has been answered, or will not be. */
      readonly release: () => void;
    }
  | { readonly kind: 'too-long'; readonly retryAfterS: number };

export type RateLimiterOptions = {
  /** Calls a second; 0 for as many as may come. */
  readonly perSecond: number;
};

/** How many calls may wait, and for how long. */
export const QUEUE_MAX = 50;
export const WAIT_MAX_MS = 10_000;
/** No client is told to stay away longer than this. */
export const RETRY_AFTER_MAX_S = 30;

const NO_CLIENT: Client = { address: '', page: '' };

type Waiting = Client & { readonly settle: (turn: Turn) => void };

export function createRateLimiter({ perSecond }: RateLimiterOptions): RateLimiter {
  if (perSecond === 0) {
    return {
      async enter(signal) {
        signal.throwIfAborted();
        return { kind: 'now', release: () => {} };
      },
    };
  }
  // So many places, each taken from when a call is let go until `windowMs` after its answer. The platform counts a call at some
  // moment in between, so that it sees no more than `calls` in any stretch of `windowMs`, however long they are on their way.
  const calls = Math.max(1, Math.floor(perSecond));
  const windowMs = (calls / perSecond) * 1000;
  let free = calls;
  const waiting: Waiting[] = [];
  const fair = createFairTurns();

  return {
    async enter(signal, client = NO_CLIENT) {
      signal.throwIfAborted();
      return new Promise<Turn>((resolve, reject) => {
        const abort = () => {
          clearTimeout(patience);
          drop(caller);
          reject(signal.reason);
        };
        const caller: Waiting = {
          ...client,
          settle(turn) {
            clearTimeout(patience);
            signal.removeEventListener('abort', abort);
            drop(caller);
            resolve(turn);
          },
        };
        // A platform that answers slowly keeps places taken for longer than was reckoned with. One more millisecond: a call whose
        // turn comes at that very moment has it.
        const patience = setTimeout(
          () => caller.settle({ kind: 'too-long', retryAfterS: WAIT_MAX_MS / 1000 }),
          WAIT_MAX_MS + 1,
        );
        signal.addEventListener('abort', abort, { once: true });
        waiting.push(caller);
        admit();
        refuseLast();
      });
    },
  };

  function drop(caller: Waiting): void {
    const at = waiting.indexOf(caller);
    if (at >= 0) waiting.splice(at, 1);
  }

  function admit(): void {
    while (free > 0) {
      const next = fair.next(waiting);
      if (next === undefined) return;
      free -= 1;
      fair.note(next);
      next.settle({ kind: 'now', release: releaseOnce() });
    }
  }

  function releaseOnce(): () => void {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      setTimeout(() => {
        free += 1;
        admit();
      }, Math.ceil(windowMs));
    };
  }

  /** While the queue is too long, refuses its last in turn, which need not be the last that came. */
  function refuseLast(): void {
    for (;;) {
      const waitMs = waitOf(waiting.length);
      const last = fair.order(waiting).at(-1);
      if (last === undefined || (waiting.length <= QUEUE_MAX && waitMs <= WAIT_MAX_MS)) return;
      const retryAfterS = Math.min(Math.max(Math.ceil(waitMs / 1000), 1), RETRY_AFTER_MAX_S);
      last.settle({ kind: 'too-long', retryAfterS });
    }
  }

  /** How long the one at `place`, from 1, will wait at least. */
  function waitOf(place: number): number {
    return Math.ceil(place / calls) * windowMs;
  }
}
