/** Whether one cloud can be used: what the calls to it say, and what its checks find. */
export type CloudReadiness = {
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

/** A balancer sends no request to a server that is not ready: after this, one is let through to try whether it works by now. */
const DEGRADED_FOR_MS = 60_000;
/** One call that is not answered happens; so many one after the other are an outage. */
const AWAY_AFTER_CALLS = 3;

export type CloudHealth = CloudReadiness & { faults(): Promise<readonly ReadinessFault[]> };

export function createCloudHealth(now: () => number): CloudHealth {
  let refusal: { readonly code: string; readonly at: number } | undefined;
  let silence = { calls: 0, cause: '', at: 0 };
  let isStopping = false;
  const isRecent = (at: number) => now() - at < DEGRADED_FOR_MS;

  const checks: ReadinessCheck[] = [
    async () =>
      isStopping
        ? { cause: 'stopping', reason: 'It is about to end and takes nothing new.' }
        : undefined,
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
    async faults() {
      const found = await Promise.all(checks.map((check) => check()));
      return found.filter((fault) => fault !== undefined);
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
