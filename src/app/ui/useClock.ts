import { useCallback, useSyncExternalStore } from 'react';

/** For what goes with time: read again and again, drawn only when the value changes. */
export function useClock<Value>(read: () => Value, everyMs = 1_000): Value {
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => {
        const timer = setInterval(listener, everyMs);
        return () => clearInterval(timer);
      },
      [everyMs],
    ),
    read,
  );
}

/** Often enough that no second is skipped. */
const LOOK_EVERY_MS = 250;

/**
 * Whole seconds since a moment on the engine's monotonic clock (`performance.now()`), growing by itself; negative before it:
 * -7 is within the seventh second before.
 */
export function useSecondsSince(moment: number): number {
  return useClock(() => Math.floor((performance.now() - moment) / 1000), LOOK_EVERY_MS);
}
