import { useCallback, useSyncExternalStore } from 'react';

/** Often enough that no second is skipped; drawn only when the number changes. */
const LOOK_EVERY_MS = 250;

/**
 * Whole seconds since a moment on the engine's monotonic clock (`performance.now()`), growing by itself; negative before it:
 * -7 is within the seventh second before.
 */
export function useSecondsSince(moment: number): number {
  const secondsNow = useCallback(() => Math.floor((performance.now() - moment) / 1000), [moment]);
  return useSyncExternalStore(tick, secondsNow);
}

function tick(listener: () => void): () => void {
  const timer = setInterval(listener, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
