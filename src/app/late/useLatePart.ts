import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Late, LateState } from './late-part.ts';

/** What could not be loaded is asked for again this often, and as soon as there is a network. */
export const AGAIN_EVERY_MS = 3_000;

/** Loads a part, and goes on trying for as long as it is wanted. */
export function useLatePart<Value>(part: Late<Value>): LateState<Value> {
  const subscribe = useCallback((listener: () => void) => part.subscribe(listener), [part]);
  const state = useSyncExternalStore(
    subscribe,
    useCallback(() => part.getSnapshot(), [part]),
  );

  useEffect(() => part.load(), [part]);

  useEffect(() => {
    if (state.status !== 'failed') return undefined;
    const again = () => part.load();
    const timer = setTimeout(again, AGAIN_EVERY_MS);
    addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', again);
    };
  }, [part, state]);
  return state;
}
