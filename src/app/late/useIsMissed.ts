import { useCallback, useState, useSyncExternalStore } from 'react';
import type { Late } from './late-part.ts';

/** From the first failure until it is here: what comes and goes with each try cannot be read. */
export function useIsMissed(late: Late<unknown>): boolean {
  const status = useSyncExternalStore(
    useCallback((listener: () => void) => late.subscribe(listener), [late]),
    () => late.getSnapshot().status,
  );
  const [isMissed, setMissed] = useState(false);
  if (!isMissed && status === 'failed') setMissed(true);
  if (isMissed && status === 'here') setMissed(false);
  return isMissed;
}
