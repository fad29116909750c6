/** Whether this process should be sent requests: what `/readyz` answers, and what stops new work while the process ends. */
export type Readiness = {
  report(): ReadinessReport;
  keyAccepted(): void;
  /** @param code as the platform gave it; shown in the answer. */
  keyRefused(code: string): void;
  isStopping(): boolean;
  /** There is no way back. */
  stop(): void;
};

export type ReadinessReport =
  | { readonly status: 'ready' }
  | { readonly status: 'degraded' | 'stopping'; readonly reason: string };

/** What is answered 503 while the process ends may be asked for again after this: another process takes over. */
export const STOPPING_RETRY_AFTER_S = 5;

/** A balancer sends no request to a server that is not ready: after this, one is let through to try whether the key works by now. */
const DEGRADED_FOR_MS = 60_000;

export function createReadiness(now: () => number = () => performance.now()): Readiness {
  let refusal: { readonly code: string; readonly at: number } | undefined;
  let isStopping = false;
  return {
    report() {
      if (isStopping) {
        return { status: 'stopping', reason: 'This server is about to end and takes nothing new.' };
      }
      if (refusal !== undefined && now() - refusal.at < DEGRADED_FOR_MS) {
        return {
          status: 'degraded',
          reason: `The IoT platform refused this server’s key (${refusal.code}): check ACCESS_KEY_ID and ACCESS_KEY_SECRET.`,
        };
      }
      return { status: 'ready' };
    },
    keyAccepted() {
      refusal = undefined;
    },
    keyRefused(code) {
      refusal = { code, at: now() };
    },
    isStopping: () => isStopping,
    stop() {
      isStopping = true;
    },
  };
}
