import type { Page } from 'playwright/test';
import { arrive, expect, test, uploads } from './ota-drop.ts';

/** One of them is over the limit that keeps a page from feeling quick. */
const TASK_MAX_MS = 100;
const COUNT = 1_000;

/** Files that exist in the page alone: 10,000 real ones would measure the browser's own reading of a folder. */
async function dropMany(page: Page, count: number): Promise<void> {
  await page.evaluate((count) => {
    const transfer = new DataTransfer();
    for (let nth = 0; nth < count; nth += 1) {
      transfer.items.add(new File([`firmware ${nth}`], `fw-${String(nth).padStart(3, '0')}.bin`));
    }
    const field = document.querySelector('[data-testid=file-input]');
    if (!(field instanceof HTMLInputElement)) throw new Error('no field for files');
    field.files = transfer.files;
  }, count);
  // Only now: what it costs to make 10,000 files is not the page's doing.
  await page.evaluate(() => {
    new PerformanceObserver((list) => {
      const { dataset } = document.documentElement;
      for (const { duration } of list.getEntries()) {
        dataset['longTasks'] = `${dataset['longTasks'] ?? ''} ${Math.round(duration)}`;
      }
    }).observe({ type: 'longtask' });
    document
      .querySelector('[data-testid=file-input]')
      ?.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

/** Another program that takes the processor makes a task longer, never shorter: the best of a few looks is the page's own. */
const LOOKS = 4;

test(`${COUNT} files at once: no task of ours is long`, async ({ browser, server }) => {
  const longest: number[] = [];
  while (longest.length < LOOKS && !longest.some((duration) => duration <= TASK_MAX_MS)) {
    const page = await browser.newPage();
    await openWithoutTickets(page, server.url);
    await dropMany(page, COUNT);
    await expectAll(page);
    const tasks = await longTasks(page);
    longest.push(Math.max(0, ...tasks));
    console.log(`${COUNT} files: ${tasks.length} tasks over 50 ms, longest ${longest.at(-1)} ms`);
    await page.close();
  }
  expect(Math.min(...longest)).toBeLessThanOrEqual(TASK_MAX_MS);
});

test('of a long list only what is seen is in the document', async ({ page, server }) => {
  await openWithoutTickets(page, server.url);
  await dropMany(page, COUNT);
  await expectAll(page);
  expect(await uploads(page).count()).toBeLessThan(60);

  // The very last one can be reached, and what has the focus is not lost on the way.
  const cancelFirst = uploads(page).first().getByTestId('cancel');
  await cancelFirst.focus();
  await page.keyboard.press('End');
  await expect(uploads(page).last()).toContainText(`fw-${COUNT - 1}.bin`);
  await expect(uploads(page).last()).toHaveAttribute('aria-posinset', String(COUNT));
  await expect(cancelFirst).toBeFocused();
  expect(await uploads(page).count()).toBeLessThan(60);
});

/** Nobody gets a ticket: this is about the list. */
async function openWithoutTickets(page: Page, url: string): Promise<void> {
  await page.route('**/api/tickets', () => {});
  await page.goto(url);
  await arrive(page);
}

async function expectAll(page: Page): Promise<void> {
  const all = `of ${COUNT.toLocaleString('en')} done`;
  await expect(page.getByTestId('summary')).toContainText(all, { timeout: 60_000 });
}

async function longTasks(page: Page): Promise<readonly number[]> {
  const seen = await page.locator('html').getAttribute('data-long-tasks');
  return (seen ?? '').split(' ').filter(Boolean).map(Number);
}
