import type { Browser, Page } from 'playwright';
import * as v from 'valibot';

/**
 * The longest task of a page's main thread, in milliseconds of processor time. A trace has an event for every task of every thread
 * of the browser, a hundred thousand in a large upload: nothing else is to be measured meanwhile.
 */
export async function watchTasks(browser: Browser, page: Page): Promise<() => Promise<number>> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  return async () => {
    const tasks = tasksIn(await browser.stopTracing());
    return tasks.reduce((longest, ms) => Math.max(longest, ms), 0);
  };
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

/** Milliseconds of processor time of each task of the page's main thread: other load on the machine does not count. */
export function tasksIn(trace: Buffer): readonly number[] {
  const { traceEvents } = v.parse(TraceSchema, JSON.parse(trace.toString()));
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ name, pid, tid }) => name.endsWith('RunTask') && mains.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1000);
}
