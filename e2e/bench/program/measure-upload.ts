import { arrive, pick, withBrowser } from './bench-page.ts';
import { heapBytes, meterMainThread } from './main-thread.ts';
import { watchRenderers } from './renderer-memory.ts';
import { watchTasks } from './tasks.ts';
import { watchUpload } from './upload-watch.ts';

export type UploadSample = {
  /** From the choice of the file until the page says that it is stored; ours, that it is verified. */
  readonly doneMs: number;
  /** From then until MD5 and SHA-256 stand in the document; undefined for a page that has none. */
  readonly digestsAfterMs: number | undefined;
  /** Of the main thread, until everything is said: processor time in all, and that of scripts. */
  readonly taskMs: number;
  readonly scriptMs: number;
  /** How far the renderers' memory rose; undefined where it cannot be read. */
  readonly rendererBytes: number | undefined;
  /** How much more the page holds afterwards. */
  readonly heapBytes: number;
};

/** One upload in a fresh browser. */
export function measureUpload(url: string, path: string, proves: boolean): Promise<UploadSample> {
  return withBrowser(async (page, browser) => {
    const { moments } = await watchUpload(page, proves);
    const session = await page.context().newCDPSession(page);
    const readWork = await meterMainThread(session);
    await arrive(page, url);

    const heapBefore = await heapBytes(session);
    const memory = await watchRenderers(browser);
    const before = await readWork();
    await pick(page, path);
    const { picked, done, md5, sha256 } = await moments;
    const after = await readWork();
    const rendererBytes = memory.end();
    return {
      doneMs: done - picked,
      digestsAfterMs:
        md5 === undefined || sha256 === undefined ? undefined : Math.max(md5, sha256) - done,
      taskMs: after.taskMs - before.taskMs,
      scriptMs: after.scriptMs - before.scriptMs,
      rendererBytes,
      heapBytes: (await heapBytes(session)) - heapBefore,
    };
  });
}

/** The longest task of one more upload, in milliseconds of processor time. */
export function measureLongestTask(url: string, path: string, proves: boolean): Promise<number> {
  return withBrowser(async (page, browser) => {
    const { moments } = await watchUpload(page, proves);
    await arrive(page, url);
    const longestTask = await watchTasks(browser, page);
    await pick(page, path);
    await moments;
    return longestTask();
  });
}
