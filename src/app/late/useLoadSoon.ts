import { useEffect } from 'react';
import type { LatePart } from './late-part.ts';

/** Signs of a person: whoever moves, types or drags something over the page is about to need it. */
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'dragenter'] as const;

/**
 * Loads a part at the first sign of a person, so that it is here before the first file is, and stays here when the network
 * or the server's version of the page goes away.
 */
export function useLoadSoon(part: Pick<LatePart<never>, 'load'>): void {
  useEffect(() => {
    const soon = new AbortController();
    const load = () => {
      soon.abort();
      part.load();
    };
    for (const sign of SIGNS) {
      addEventListener(sign, load, { signal: soon.signal, passive: true });
    }
    return () => soon.abort();
  }, [part]);
}
