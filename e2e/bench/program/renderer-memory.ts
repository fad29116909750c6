import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';

const SAMPLE_EVERY_MS = 50;

/** How far the memory of the browser's renderers rose, in bytes; undefined where there is no /proc to read it from. */
export type MemoryWatch = { end(): number | undefined };

/**
 * Resident bytes of all renderers together: a spare one that the browser keeps ready is in the base and in the peak alike. The
 * page's workers live in its renderer, and what a process maps of its program does not change meanwhile.
 */
export async function watchRenderers(browser: Browser): Promise<MemoryWatch> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const base = sum(pids);
  if (base === undefined) return { end: () => undefined };
  let peak = base;
  const sampling = setInterval(() => {
    peak = Math.max(peak, sum(pids) ?? 0);
  }, SAMPLE_EVERY_MS);
  return {
    end() {
      clearInterval(sampling);
      return peak - base;
    },
  };
}

function sum(pids: readonly number[]): number | undefined {
  if (process.platform !== 'linux') return undefined;
  let total = 0;
  for (const pid of pids) total += residentBytes(pid);
  return total;
}

/** 0 once the process has ended. */
export function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
