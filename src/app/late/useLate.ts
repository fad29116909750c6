import { useEffect, useState } from 'react';
import { useSnapshot } from '../ui/useSnapshot.ts';
import type { Late, LateState } from './late.ts';

/** What could not be loaded is asked for again this often, and as soon as there is a network. */
export const AGAIN_EVERY_MS = 3_000;

/** Loads it, and goes on trying for as long as it is wanted. */
export function useLate<Value>(late: Late<Value>): LateState<Value> {
  const state = useSnapshot(late, () => late.getSnapshot());

  useEffect(() => late.load(), [late]);

  useEffect(() => {
    if (state.status !== 'failed') return undefined;
    const again = () => late.load();
    const timer = setTimeout(again, AGAIN_EVERY_MS);
    addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', again);
    };
  }, [late, state]);
  return state;
}

/** From the first failure until it is here: what comes and goes with each try cannot be read. */
export function useIsMissed(late: Late<unknown>): boolean {
  const { status } = useSnapshot(late, () => late.getSnapshot());
  const [isMissed, setMissed] = useState(false);
  if (!isMissed && status === 'failed') setMissed(true);
  if (isMissed && status === 'here') setMissed(false);
  return isMissed;
}

/** Signs of a user: one who moves, types or drags something over the page is about to need it. */
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'dragenter'] as const;

/**
 * Loads parts at the first sign of a user, so that they are here before the first file is, and stay here when the network
 * or the server's version of the page goes away.
 */
export function useLoadSoon(parts: readonly Pick<Late<never>, 'load'>[]): void {
  useEffect(() => {
    const soon = new AbortController();
    const load = () => {
      soon.abort();
      for (const part of parts) part.load();
    };
    for (const sign of SIGNS) {
      addEventListener(sign, load, { signal: soon.signal, passive: true });
    }
    return () => soon.abort();
  }, [parts]);
}
