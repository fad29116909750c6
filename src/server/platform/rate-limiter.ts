import { createFairTurns, type Client } from './fair-turns.ts';

/**
 * Where calls to the platform wait for their turn: an account may make ten a second, however many users are waiting, and
 * whoever asks more often is refused altogether.
 */
export type RateLimiter = {
  /**
   * Resolves when it is this call's turn, or when the line has become too long for it to wait. Who gives up leaves the line.
   * @throws the reason of `signal` when that is aborted.
   */
  enter(signal: AbortSignal, client?: Client): Promise<Turn>;
};

export type Turn =
  | {
      readonly kind: 'now';
      /** To be called when the call has been answered, or will not be. */
      readonly done: () => void;
    }
  | { readonly kind: 'too-long'; readonly retryAfterS: number };

export type RateLimiterOptions = {
  /** Calls a second; 0 for as many as may come. */
  readonly perSecond: number;
};

/** How many may wait, and for how long. */
export const LINE_MAX = 50;
export const WAIT_MAX_MS = 10_000;
/** Nobody is told to stay away longer than this. */
export const RETRY_AFTER_MAX_S = 30;

const NO_CLIENT: Client = { address: '', page: '' };

type Waiting = Client & {
  readonly go: () => void;
  readonly sendAway: (retryAfterS: number) => void;
};

export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { perSecond } = options;
  if (perSecond === 0) {
    return {
      async enter(signal) {
        signal.throwIfAborted();
        return { kind: 'now', done: () => {} };
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
        const leave = () => {
          clearTimeout(patience);
          drop(caller);
          reject(signal.reason);
        };
        // A platform that answers slowly keeps places taken for longer than was reckoned with.
        const patience = setTimeout(() => {
          drop(caller);
          caller.sendAway(Math.ceil(WAIT_MAX_MS / 1000));
          // Whose turn comes at that very moment has it.
        }, WAIT_MAX_MS + 1);
        const settle = (turn: Turn) => {
          clearTimeout(patience);
          signal.removeEventListener('abort', leave);
          resolve(turn);
        };
        const caller: Waiting = {
          ...client,
          go: () => settle({ kind: 'now', done: releaseOnce() }),
          sendAway: (retryAfterS) => settle({ kind: 'too-long', retryAfterS }),
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(caller);
        admit();
        sendAwayTheLast();
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
      drop(next);
      fair.note(next);
      next.go();
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

  /** Of a line that is too long the last in turn goes, who need not be the last that came. */
  function sendAwayTheLast(): void {
    for (;;) {
      const waitMs = waitOf(waiting.length);
      const last = fair.order(waiting).at(-1);
      if (last === undefined || (waiting.length <= LINE_MAX && waitMs <= WAIT_MAX_MS)) return;
      drop(last);
      last.sendAway(Math.min(Math.max(Math.ceil(waitMs / 1000), 1), RETRY_AFTER_MAX_S));
    }
  }

  /** How long the one at `place`, from 1, will wait at least. */
  function waitOf(place: number): number {
    return Math.ceil(place / calls) * windowMs;
  }
}
