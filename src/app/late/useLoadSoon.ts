import { useEffect } from 'react';
import type { Late } from './late-part.ts';

/** Signs of a person: whoever moves, types or drags something over the page is about to need it. */
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'dragenter'] as const;

/**
 * Loads parts at the first sign of a person, so that they are here before the first file is, and stay here when the network
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
