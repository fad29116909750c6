import type { Browser, Page } from 'playwright';
import * as v from 'valibot';

/**
 * The longest task of a page's main thread, in milliseconds of processor time. A trace has an event for every task of every thread
 * of the browser, a hundred thousand in a large upload: nothing else is to be measured meanwhile.
 */
export async function watchTasks(browser: Browser, page: Page): Promise<() => Promise<number>> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  return async () => longestIn(await browser.stopTracing());
}

const TraceSchema = v.object({
  traceEvents: v.array(
    v.object({
      name: v.string(),
      pid: v.number(),
      tid: v.number(),
      /** Microseconds on the processor. */
      tdur: v.optional(v.number()),
      args: v.optional(v.object({ name: v.optional(v.unknown()) })),
    }),
  ),
});

function longestIn(trace: Buffer): number {
  const { traceEvents } = v.parse(TraceSchema, JSON.parse(trace.toString()));
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  let longest = 0;
  for (const { name, pid, tid, tdur = 0 } of traceEvents) {
    if (name.endsWith('RunTask') && mains.has(`${pid} ${tid}`)) longest = Math.max(longest, tdur);
  }
  return longest / 1000;
}
