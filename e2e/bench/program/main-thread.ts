import type { CDPSession } from 'playwright';

/** What a page's main thread has done since it began, in milliseconds of processor time. */
export type Work = {
  readonly taskMs: number;
  readonly scriptMs: number;
};

/** Processor time, so that whatever else runs on the machine does not count. */
export async function meterMainThread(session: CDPSession): Promise<() => Promise<Work>> {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const ms = (name: string) =>
      1000 * (metrics.find((metric) => metric.name === name)?.value ?? 0);
    return {
      taskMs: ms('TaskDuration'),
      scriptMs: ms('ScriptDuration'),
    };
  };
}

/** Bytes of objects that the page holds, after a collection of garbage. */
export async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}
