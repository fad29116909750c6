import * as v from 'valibot';
import { PageConfigSchema, type PageConfig } from '../../contract/page-config.ts';
import { createLate, type Late } from '../late/late.ts';

const CONFIG_TIMEOUT_MS = 10_000;

/**
 * The page's run-time settings: read once, before the first ticket. What could not be read is no answer to keep: the next `get()`
 * or `load()` asks again. Not a query, although the server is asked: the first screen shows them, and needs nothing else of a
 * library that is a tenth of its weight.
 */
export function createPageConfig(): Late<PageConfig> {
  return createLate(fetchPageConfig);
}

async function fetchPageConfig(): Promise<PageConfig> {
  const response = await fetch(new URL('config.json', document.baseURI), {
    redirect: 'manual',
    signal: AbortSignal.timeout(CONFIG_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`config.json: HTTP ${response.status}`);
  return v.parse(PageConfigSchema, await response.json());
}
