import type { CDPSession, Page } from 'playwright/test';
import { expect, slowUploads, test, uploads } from '../support/ota-drop.ts';

/**
 * What a long list costs while four files of it are sent: the numbers are printed. Times are of this machine as it is just now, so
 * this runs by its own command, `npm run test:rows`, and not with the others.
 */

/** So slow that nothing ends meanwhile. */
const BYTES_PER_SECOND = 100_000;
const TICK_MS = 100;
const FRAME_MS = 1_000 / 60;

/** Files without a disk, the first four large: no two of one size, or the page would compare them first. */
async function addFiles(page: Page, count: number): Promise<void> {
  await page.evaluate((many) => {
    const input = document.querySelector<HTMLInputElement>('[data-testid=file-input]');
    if (input === null) throw new Error('no input');
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const large = new Blob(Array.from({ length: 15 }, () => noise));
    const list = new DataTransfer();
    for (let nth = 0; nth < many; nth += 1) {
      const body = nth < 4 ? large : noise.slice(0, 100);
      list.items.add(new File([body, '\0'.repeat(nth + 1)], `router-${nth}.bin`));
    }
    input.files = list.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, count);
}

/** Adds so many, and waits until four are on their way and nothing else goes on. */
async function startUploads(page: Page, url: string, count: number): Promise<void> {
  await slowUploads(page, BYTES_PER_SECOND);
  await page.goto(url);
  await addFiles(page, count);
  const sending = page.locator('[data-testid=upload][data-status=sending]');
  await expect(sending).toHaveCount(4, { timeout: 120_000 });
  await expect(page.getByTestId('show-all')).toHaveText(
    `All ${new Intl.NumberFormat('en').format(count)}`,
    { timeout: 120_000 },
  );
  await expect
    .poll(() => scriptMs(page, 2_000), { timeout: 120_000, intervals: [10] })
    .toBeLessThan(300);
}

let session: CDPSession | undefined;

/** Milliseconds of script on the page's thread within so many of the clock. */
async function scriptMs(page: Page, ms: number): Promise<number> {
  session ??= await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const read = async () => {
    const { metrics } = (await session?.send('Performance.getMetrics')) ?? { metrics: [] };
    return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN;
  };
  const before = await read();
  // A stretch of time is what is measured.
  await page.waitForTimeout(ms);
  return ((await read()) - before) * 1_000;
}

test.beforeEach(() => {
  session = undefined;
});

test(
  'of a thousand rows with four on their way, a tick costs at most a millisecond of script',
  { tag: '@heavy' },
  async ({ page, server }) => {
    test.setTimeout(240_000);
    await startUploads(page, server.url, 1_000);
    const measured = 10_000;
    const perTick = (await scriptMs(page, measured)) / (measured / TICK_MS);
    console.log(`1,000 rows, 4 on their way: ${perTick.toFixed(2)} ms of script a tick`);
    expect(perTick).toBeLessThanOrEqual(1);
  },
);

test(
  'ten thousand rows are scrolled without a long task while four are on their way',
  { tag: '@heavy' },
  async ({ page, server }) => {
    test.setTimeout(290_000);
    await startUploads(page, server.url, 10_000);
    await expect(uploads(page).nth(5)).toBeVisible();
    const { frames, longTasks } = await page.evaluate(async () => {
      const long: number[] = [];
      const observer = new PerformanceObserver((list) => {
        long.push(...list.getEntries().map(({ duration }) => duration));
      });
      observer.observe({ type: 'longtask' });
      const gaps: number[] = [];
      let before = await new Promise(requestAnimationFrame);
      for (let frame = 0; frame < 300; frame += 1) {
        scrollBy(0, 60);
        const now = await new Promise(requestAnimationFrame);
        gaps.push(now - before);
        before = now;
      }
      observer.disconnect();
      return { frames: gaps, longTasks: long };
    });
    const dropped = frames.reduce(
      (sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1),
      0,
    );
    console.log(
      `10,000 rows, 300 frames scrolled: ${dropped} dropped, the longest ${Math.max(...frames).toFixed(0)} ms, ` +
        `${longTasks.length} long tasks`,
    );
    expect(longTasks).toEqual([]);
  },
);
