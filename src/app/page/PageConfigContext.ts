import { createContext, useContext, useEffect } from 'react';
import type { PageConfig } from '../../contract/page-config.ts';
import type { Late } from '../late/late.ts';
import { useSnapshot } from '../ui/useSnapshot.ts';

/** Handed down from outside: the engine reads the same settings. */
export const PageConfigContext = createContext<Late<PageConfig> | undefined>(undefined);

/** The page's settings; undefined as long as they are not known. */
export function usePageConfig(): PageConfig | undefined {
  const config = useContext(PageConfigContext);
  if (config === undefined) throw new Error('usePageConfig needs a PageConfigContext above it');
  const state = useSnapshot(config, () => config.getSnapshot());
  return state.status === 'here' ? state.value : undefined;
}

/** Reads the settings, and again whenever the page gets its network or its viewer back, until they are known. */
export function useReadConfig(config: Late<PageConfig>): void {
  useEffect(() => {
    const over = new AbortController();
    const again = () => {
      if (document.visibilityState === 'visible') config.load();
    };
    config.load();
    addEventListener('online', again, { signal: over.signal });
    document.addEventListener('visibilitychange', again, { signal: over.signal });
    return () => over.abort();
  }, [config]);
}
