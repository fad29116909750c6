/** Whether this process should be sent requests: what `/readyz` answers, and what stops new work while the process ends. */
export type Readiness = {
  report(): Promise<ReadinessReport>;
  keyAccepted(): void;
  /** @param code as the platform gave it; shown in the answer. */
  keyRefused(code: string): void;
  platformAnswered(): void;
  /** @param cause why there was no answer: a code, shown in the answer */
  platformFailed(cause: string): void;
  /** Asked at every report from now on. */
  addCheck(check: ReadinessCheck): void;
  isStopping(): boolean;
  /** There is no way back. */
  stop(): void;
};

export type ReadinessCause =
  | 'stopping'
  | 'key-refused'
  | 'platform-away'
  | 'store-full'
  | 'store-read-only'
  | 'store-gone';

export type ReadinessFault = { readonly cause: ReadinessCause; readonly reason: string };
export type ReadinessCheck = () => Promise<ReadinessFault | undefined>;

export type ReadinessReport =
  | { readonly status: 'ready' }
  | {
      readonly status: 'degraded' | 'stopping';
      /** Every reason, in sentences. */
      readonly reason: string;
      readonly causes: readonly ReadinessCause[];
    };

/** What is answered 503 while the process ends may be asked for again after this: another process takes over. */
export const STOPPING_RETRY_AFTER_S = 5;

/** A balancer sends no request to a server that is not ready: after this, one is let through to try whether it works by now. */
const DEGRADED_FOR_MS = 60_000;
/** One call that is not answered happens; so many one after the other are an outage. */
const AWAY_AFTER_CALLS = 3;

export function createReadiness(now: () => number = () => performance.now()): Readiness {
  let refusal: { readonly code: string; readonly at: number } | undefined;
  let silence = { calls: 0, cause: '', at: 0 };
  let isStopping = false;
  const isRecent = (at: number) => now() - at < DEGRADED_FOR_MS;

  const checks: ReadinessCheck[] = [
    async () =>
      refusal !== undefined && isRecent(refusal.at)
        ? {
            cause: 'key-refused',
            reason: `The IoT platform refused this server’s key (${refusal.code}): check ACCESS_KEY_ID and ACCESS_KEY_SECRET.`,
          }
        : undefined,
    async () =>
      silence.calls >= AWAY_AFTER_CALLS && isRecent(silence.at)
        ? {
            cause: 'platform-away',
            reason: `The IoT platform has not answered the last ${silence.calls} calls (${silence.cause}): check CLOUD_ENDPOINT and the network.`,
          }
        : undefined,
  ];

  return {
    async report() {
      if (isStopping) {
        const reason = 'This server is about to end and takes nothing new.';
        return { status: 'stopping', reason, causes: ['stopping'] };
      }
      const faults = (await Promise.all(checks.map((check) => check()))).filter(
        (fault) => fault !== undefined,
      );
      if (faults.length === 0) return { status: 'ready' };
      return {
        status: 'degraded',
        reason: faults.map(({ reason }) => reason).join(' '),
        causes: faults.map(({ cause }) => cause),
      };
    },
    keyAccepted() {
      refusal = undefined;
    },
    keyRefused(code) {
      refusal = { code, at: now() };
    },
    platformAnswered() {
      silence = { calls: 0, cause: '', at: 0 };
    },
    platformFailed(cause) {
      silence = { calls: silence.calls + 1, cause, at: now() };
    },
    addCheck(check) {
      checks.push(check);
    },
    isStopping: () => isStopping,
    stop() {
      isStopping = true;
    },
  };
}
