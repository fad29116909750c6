import { queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { PageConfigSchema, type PageConfig } from '../contract/page-config.ts';

const CONFIG_TIMEOUT_MS = 10_000;

/**
 * The page's run-time settings: read once, before the first ticket. What could not be read is no answer to keep: whoever needs
 * it next (`ensureQueryData`) asks again, and so does a page that gets its network or its viewer back.
 */
export const pageConfigQuery = queryOptions({
  queryKey: ['page-config'],
  queryFn: ({ signal }) => fetchPageConfig(signal),
  staleTime: Infinity,
  gcTime: Infinity,
  // Trouble is told at once; trying again is the upload's business, which counts it and shows it.
  retry: false,
  // A local server answers without any network.
  networkMode: 'always',
});

async function fetchPageConfig(signal: AbortSignal): Promise<PageConfig> {
  const response = await fetch(new URL('config.json', document.baseURI), {
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(CONFIG_TIMEOUT_MS)]),
  });
  if (!response.ok) throw new Error(`config.json: HTTP ${response.status}`);
  return v.parse(PageConfigSchema, await response.json());
}
