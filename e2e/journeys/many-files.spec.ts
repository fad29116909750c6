import type { Page } from 'playwright/test';
import * as v from 'valibot';
import { tasksIn } from '../bench/program/tasks.ts';
import { arrive, expect, test, uploads } from '../support/ota-drop.ts';

/** One of them is over the limit that keeps a page from feeling quick. */
const TASK_MAX_MS = 100;
const COUNT = 10_000;
/** More than is read of a file to tell what it is. */
const FILE_BYTES = 100_000;
/** What the list knows of a file: a name, a state, a handle. */
const ROW_BYTES_MAX = 4_000;
/** A few files are looked into at the same time; a thousand of them would be 65 MB. */
const BUFFER_BYTES_MAX = 4_000_000;

/** A busy processor may count the work of others as well: of a few runs the best is the page's own. */
const RUNS_MAX = 3;

test(`${COUNT} files at once: no task is long`, async ({ browser, server }) => {
  test.setTimeout(240_000);
  const longest: number[] = [];
  while (longest.length < RUNS_MAX && !longest.some((ms) => ms <= TASK_MAX_MS)) {
    // Each run is a first visit: the list of an earlier one would be kept.
    const page = await browser.newPage();
    await page.route('**/api/tickets', () => {});
    await page.goto(server.url);
    await holdFiles(page, 20);
    await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
    await addHeldFiles(page);
    const tasks = tasksIn(await browser.stopTracing());
    longest.push(Math.max(...tasks));
    const long = tasks.filter((ms) => ms > 50).length;
    console.log(`${tasks.length} tasks, ${long} over 50 ms, longest ${longest.at(-1)} ms`);
    expect(tasks.length).toBeGreaterThan(100);
    await page.close();
  }
  expect(Math.min(...longest)).toBeLessThanOrEqual(TASK_MAX_MS);
});

test('a long list renders the rows in view, and keeps no contents', async ({ page, server }) => {
  // No upload starts: this is about the list.
  await page.route('**/api/tickets', () => {});
  await page.goto(server.url);
  await arrive(page);
  const session = await page.context().newCDPSession(page);
  const memory = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const usage: unknown = await session.send('Runtime.getHeapUsage');
    return v.parse(UsageSchema, usage);
  };
  await holdFiles(page, FILE_BYTES);
  const before = await memory();
  await addHeldFiles(page);
  const after = await memory();
  const objects = after.usedSize - before.usedSize;
  console.log(`${COUNT} files: ${objects} bytes of objects`);
  expect(objects / COUNT).toBeLessThan(ROW_BYTES_MAX);
  // Files that are being looked at hold some for a moment.
  const buffers = async () => (await memory()).backingStorageSize - before.backingStorageSize;
  await expect.poll(buffers).toBeLessThan(BUFFER_BYTES_MAX);

  expect(await uploads(page).count()).toBeLessThan(60);
  // The very last one can be reached, and the focus is not lost on the way.
  const cancelFirst = uploads(page).first().getByTestId('cancel');
  await cancelFirst.focus();
  await page.keyboard.press('End');
  await expect(uploads(page).last()).toContainText(`fw-${COUNT - 1}.bin`);
  await expect(uploads(page).last()).toHaveAttribute('aria-posinset', String(COUNT));
  await expect(uploads(page).last().getByTestId('open-detail')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(uploads(page).first().getByTestId('open-detail')).toBeFocused();
  expect(await uploads(page).count()).toBeLessThan(60);
});

const UsageSchema = v.object({ usedSize: v.number(), backingStorageSize: v.number() });

/** Files that exist in the page alone: 10,000 real ones would measure the browser's own reading of a folder. */
async function holdFiles(page: Page, bytes: number): Promise<void> {
  await page.getByTestId('file-input').evaluate(
    (field: HTMLInputElement, [count, size]) => {
      const transfer = new DataTransfer();
      const rest = new Blob(['.'.repeat(size)]);
      for (let nth = 0; nth < count; nth += 1) {
        const name = `fw-${String(nth).padStart(4, '0')}.bin`;
        transfer.items.add(new File([`\0firmware ${nth}`, rest], name));
      }
      field.files = transfer.files;
    },
    [COUNT, bytes] as const,
  );
}

/** Waits until all are on the list, and a good part of them has been inspected. */
async function addHeldFiles(page: Page): Promise<void> {
  await page.getByTestId('file-input').dispatchEvent('change');
  await expect(uploads(page).first()).toHaveAttribute('aria-setsize', String(COUNT));
  await expect(page.getByTestId('summary')).toContainText(/of \d+,\d{3} done/, { timeout: 60_000 });
}
