import type { Page } from 'playwright/test';
import * as v from 'valibot';
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

/** Files that exist in the page alone: 10,000 real ones would measure the browser's own reading of a folder. */
async function holdMany(page: Page, count: number, bytes = 20): Promise<void> {
  await page.evaluate(
    ({ count, bytes }) => {
      const transfer = new DataTransfer();
      const rest = new Blob(['.'.repeat(bytes)]);
      for (let nth = 0; nth < count; nth += 1) {
        const name = `fw-${String(nth).padStart(4, '0')}.bin`;
        transfer.items.add(new File([`\0firmware ${nth}`, rest], name));
      }
      const field = document.querySelector('[data-testid=file-input]');
      if (!(field instanceof HTMLInputElement)) throw new Error('no field for files');
      field.files = transfer.files;
    },
    { count, bytes },
  );
}

/** Only now: what it costs to make 10,000 files is not the page's doing. */
async function tellPage(page: Page): Promise<void> {
  await page
    .getByTestId('file-input')
    .evaluate((field) => field.dispatchEvent(new Event('change', { bubbles: true })));
}

/** A processor that is shared may count what others do as well: of a few looks the best is the page's own. */
const LOOKS = 3;

test(`${COUNT} files at once: no task is long`, async ({ browser, server }) => {
  test.setTimeout(240_000);
  const longest: number[] = [];
  while (longest.length < LOOKS && !longest.some((ms) => ms <= TASK_MAX_MS)) {
    // Each look is a first visit: the list of an earlier one would be kept.
    const page = await browser.newPage();
    await page.route('**/api/tickets', () => {});
    await page.goto(server.url);
    await holdMany(page, COUNT);
    await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
    await tellPage(page);
    await expectAll(page);
    const tasks = tasksIn(await browser.stopTracing());
    const long = tasks.filter((ms) => ms > 50);
    longest.push(Math.max(...tasks));
    console.log(
      `${COUNT} files: ${tasks.length} tasks, ${long.length} over 50 ms, longest ${longest.at(-1)} ms`,
    );
    expect(tasks.length).toBeGreaterThan(100);
    await page.close();
  }
  expect(Math.min(...longest)).toBeLessThanOrEqual(TASK_MAX_MS);
});

test('a long list renders only the rows in view', async ({ page, server }) => {
  await openWithoutTickets(page, server.url);
  await holdMany(page, COUNT);
  await tellPage(page);
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

test('a long list keeps no contents of its files', async ({ page, server }) => {
  await openWithoutTickets(page, server.url);
  const session = await page.context().newCDPSession(page);
  const held = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const usage: unknown = await session.send('Runtime.getHeapUsage');
    return v.parse(UsageSchema, usage);
  };
  await holdMany(page, COUNT, FILE_BYTES);
  const before = await held();
  await tellPage(page);
  await expectAll(page);
  const after = await held();
  const kept = after.usedSize - before.usedSize;
  const buffers = after.backingStorageSize - before.backingStorageSize;
  console.log(
    `${COUNT} files of ${FILE_BYTES} bytes: ${kept} bytes of objects, ${buffers} of buffers`,
  );
  expect(kept / COUNT).toBeLessThan(ROW_BYTES_MAX);
  expect(buffers).toBeLessThan(BUFFER_BYTES_MAX);
});

const UsageSchema = v.object({ usedSize: v.number(), backingStorageSize: v.number() });

/** Milliseconds of processor time, for each task of the page's main thread: who else is busy on this machine does not count. */
function tasksIn(trace: Buffer): readonly number[] {
  const { traceEvents } = v.parse(TraceSchema, JSON.parse(trace.toString()));
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ name, pid, tid }) => name.endsWith('RunTask') && mains.has(`${pid} ${tid}`))
    .map(({ tdur }) => Math.round((tdur ?? 0) / 1000));
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

/** Nobody gets a ticket: this is about the list. */
async function openWithoutTickets(page: Page, url: string): Promise<void> {
  await page.route('**/api/tickets', () => {});
  await page.goto(url);
  await arrive(page);
}

/** All are on the list, and a good part of them has been looked at. */
async function expectAll(page: Page): Promise<void> {
  await expect(uploads(page).first()).toHaveAttribute('aria-setsize', String(COUNT));
  await expect(page.getByTestId('summary')).toContainText(/of \d+,\d{3} done/, { timeout: 60_000 });
}
