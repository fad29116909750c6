import { chromium } from 'playwright';
import { findBrowser, SANDBOX_ARGS } from '../../find-browser.mjs';
import { heapBytes, meterMainThread } from './main-thread.ts';
import { watchRenderers } from './renderer-memory.ts';
import { watchTasks } from './tasks.ts';
import { watchUpload } from './upload-watch.ts';

export type UploadSample = {
  /** From the choice of the file until the page says that it is stored; ours, that it is verified. */
  readonly doneMs: number;
  /** From then until MD5 and SHA-256 stand in the document; undefined for a page that has none. */
  readonly digestsAfterMs: number | undefined;
  readonly taskMs: number;
  readonly scriptMs: number;
  readonly longestTaskMs: number;
  /** How far the renderers' memory rose; undefined where it cannot be read. */
  readonly rendererBytes: number | undefined;
  /** How much more the page holds afterwards. */
  readonly heapBytes: number;
};

/** Time for what a page begins by itself, before a file comes. */
const SETTLE_MS = 700;

/** One file, one fresh browser. */
export async function measureUpload(
  url: string,
  path: string,
  proves: boolean,
): Promise<UploadSample> {
  const browser = await chromium.launch({ ...findBrowser(), args: [...SANDBOX_ARGS] });
  try {
    const page = await browser.newPage({
      locale: 'en-US',
      viewport: { width: 1180, height: 900 },
    });
    const watch = await watchUpload(page, proves);
    const session = await page.context().newCDPSession(page);
    const readWork = await meterMainThread(session);
    await page.goto(url, { waitUntil: 'networkidle' });
    // The first signs of a user, upon which a page may load what it needs for files.
    await page.mouse.move(100, 100);
    await page.mouse.move(120, 120);
    await page.waitForTimeout(SETTLE_MS);

    const heapBefore = await heapBytes(session);
    const memory = await watchRenderers(browser);
    const longestTask = await watchTasks(browser, page);
    const workBefore = await readWork();
    await page.locator('input[type=file]').first().setInputFiles(path);
    const { picked, done, md5, sha256 } = await watch.moments;
    const work = await readWork();
    const longestTaskMs = await longestTask();
    const rendererBytes = memory.end();
    const heapAfter = await heapBytes(session);
    return {
      doneMs: done - picked,
      digestsAfterMs: proves ? Math.max(md5 ?? NaN, sha256 ?? NaN) - done : undefined,
      taskMs: work.taskMs - workBefore.taskMs,
      scriptMs: work.scriptMs - workBefore.scriptMs,
      longestTaskMs,
      rendererBytes,
      heapBytes: heapAfter - heapBefore,
    };
  } finally {
    await browser.close();
  }
}
