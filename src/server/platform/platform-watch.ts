import type { PlatformState } from '../../contract/page-config.ts';

/** Finds out whether the platform answers, for pages that wait for it. */
export type PlatformWatch = { look(): Promise<PlatformState> };

export type PlatformWatchOptions = {
  /** Origin of the platform. */
  readonly endpoint: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds of a clock that only grows. */
  readonly now?: () => number;
  readonly timeoutMs?: number;
};

/** Less than the patience of a page that asks. */
const TIMEOUT_MS = 4_000;
/** However many pages ask, and however often: the platform is asked no more than once a second. */
const FRESH_FOR_MS = 1_000;

export function createPlatformWatch(options: PlatformWatchOptions): PlatformWatch {
  const {
    endpoint,
    fetch = globalThis.fetch,
    now = () => performance.now(),
    timeoutMs = TIMEOUT_MS,
  } = options;
  let latest: { readonly answer: Promise<PlatformState>; freshUntil: number } | undefined;

  /** Neither signed nor a call: it costs no ticket and none of the calls that an account has. */
  async function ask(): Promise<PlatformState> {
    try {
      const response = await fetch(endpoint, {
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      return { platform: response.status >= 500 ? 'away' : 'answers' };
    } catch {
      return { platform: 'away' };
    }
  }

  return {
    look() {
      if (latest !== undefined && now() < latest.freshUntil) return latest.answer;
      const asked = { answer: ask(), freshUntil: Infinity };
      latest = asked;
      return asked.answer.finally(() => {
        asked.freshUntil = now() + FRESH_FOR_MS;
      });
    },
  };
}
