/**
 * Where calls to the platform wait for their turn: an account may make ten a second, however many people are waiting, and
 * whoever asks more often is refused altogether. First come, first served.
 */
export type TicketLine = {
  /**
   * Resolves when it is this call's turn, or at once when the line is too long to wait in. Who gives up leaves the line.
   * @throws the reason of `signal` when that is aborted.
   */
  enter(signal: AbortSignal): Promise<Turn>;
};

export type Turn =
  | { readonly kind: 'now' }
  | { readonly kind: 'too-long'; readonly retryAfterS: number };

export type TicketLineOptions = {
  /** Calls a second; 0 for as many as may come. */
  readonly perSecond: number;
  /** Milliseconds of a clock that is never set back. */
  readonly now?: () => number;
};

/** How many may wait, and for how long. */
export const LINE_MAX = 50;
export const WAIT_MAX_MS = 10_000;
/** Nobody is told to stay away longer than this. */
export const RETRY_AFTER_MAX_S = 30;

export function createTicketLine(options: TicketLineOptions): TicketLine {
  const { perSecond, now = () => performance.now() } = options;
  if (perSecond === 0) {
    return {
      async enter(signal) {
        signal.throwIfAborted();
        return { kind: 'now' };
      },
    };
  }
  // Never more than `calls` in any stretch of `windowMs`, wherever it begins. A bucket that is refilled while it is
  // emptied lets twice as many through in its first second, which is over the platform's limit.
  const calls = Math.max(1, Math.floor(perSecond));
  const windowMs = (calls / perSecond) * 1000;
  const made: number[] = [];
  const waiting: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  return {
    async enter(signal) {
      signal.throwIfAborted();
      const waitMs = expectedWaitMs();
      if (waiting.length >= LINE_MAX || waitMs > WAIT_MAX_MS) {
        const retryAfterS = Math.min(Math.max(Math.ceil(waitMs / 1000), 1), RETRY_AFTER_MAX_S);
        return { kind: 'too-long', retryAfterS };
      }
      await new Promise<void>((resolve, reject) => {
        const leave = () => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(signal.reason);
        };
        const go = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(go);
        admit();
      });
      return { kind: 'now' };
    },
  };

  function admit(): void {
    while (waiting.length > 0) {
      const delayMs = nextAfter(made) - now();
      if (delayMs > 0) {
        clearTimeout(timer);
        timer = setTimeout(admit, Math.ceil(delayMs));
        return;
      }
      made.push(now());
      if (made.length > calls) made.shift();
      waiting.shift()?.();
    }
  }

  /** How long whoever came last would wait if nobody before gave up. */
  function expectedWaitMs(): number {
    const at = now();
    const times = [...made];
    for (let i = 0; i <= waiting.length; i++) times.push(Math.max(at, nextAfter(times)));
    return (times.at(-1) ?? at) - at;
  }

  /** When the call after these may be made. */
  function nextAfter(times: readonly number[]): number {
    return (times.at(-calls) ?? Number.NEGATIVE_INFINITY) + windowMs;
  }
}
