import { createFairTurns, type Client } from './fair-turns.ts';
import { localPlaces, paceOf, type Place, type Places } from './places.ts';

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
  /** Shared with other processes; this one's own without it. */
  readonly places?: Places | undefined;
};

/** How many calls may wait, and for how long. */
export const QUEUE_MAX = 50;
export const WAIT_MAX_MS = 10_000;
/** No client is told to stay away longer than this. */
export const RETRY_AFTER_MAX_S = 30;

const NO_CLIENT: Client = { address: '', page: '' };

type Waiting = Client & { readonly settle: (turn: Turn) => void };

export function createRateLimiter({ perSecond, places }: RateLimiterOptions): RateLimiter {
  if (perSecond === 0) {
    return {
      async enter(signal) {
        signal.throwIfAborted();
        return { kind: 'now', release: () => {} };
      },
    };
  }
  const { calls, windowMs } = paceOf(perSecond);
  const taken = places ?? localPlaces({ calls, windowMs });
  let isAsking = false;
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

  /** One place after the other: who is next is decided when there is one. */
  function admit(): void {
    while (waiting.length > 0 && !isAsking) {
      const place = taken.take(admit);
      if (place instanceof Promise) {
        isAsking = true;
        void place.then((found) => {
          isAsking = false;
          if (letGo(found)) admit();
        });
        return;
      }
      if (!letGo(place)) return;
    }
  }

  function letGo(place: Place | undefined): boolean {
    if (place === undefined) return false;
    const next = fair.next(waiting);
    if (next === undefined) {
      place.giveBack();
      return false;
    }
    fair.note(next);
    next.settle({ kind: 'now', release: () => place.release() });
    return true;
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
