import type { Browser, Locator, Page } from 'playwright/test';
import { expectSoon, passUntil, standStill } from '../support/browser/page-clock.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { slowUploads } from '../support/ota-drop.ts';
import {
  chooseOne,
  expectCounts,
  inDetail,
  noiseFile,
  openAndChoose,
  ticketsOf,
} from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectVerified,
  expectWaiting,
  NOTHING_STORED,
  test,
  withLongPauses,
} from './fixtures.ts';
import { expectStalled, sendAndHold, STOP, untilStill } from './stalled-transfer.ts';

/**
 * Transfers that stand still, and what only looks like it. The page's clock goes when it is told to, so that every wait is as
 * long as it says, on any machine.
 */

test.use({ pauses: 'none' });

/** What was under way is still the first attempt, and is being sent. */
async function expectStillSending(row: Locator): Promise<void> {
  await expectAttempt(row, 1);
  await expect(row).toHaveAttribute('data-status', 'sending');
}

/** @param at share of the file that the store reads; the browser then has a few megabytes more under way */
async function stallAt(page: Page, cloud: FaultyCloud, path: string, at: number): Promise<Locator> {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'stalled', at: { fileShare: at } }, { each: 'key' });
  // A store that is read slowly is not far behind the browser when it stops.
  const letGo = await slowUploads(page, 20_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(() => cloud.plan.bites.length).toBe(1);
  await untilStill(page, row);
  await letGo();
  return row;
}

/** @param attempts 1 if it has recovered: nothing was sent twice */
async function expectVerifiedSoon(
  page: Page,
  cloud: FaultyCloud,
  row: Locator,
  path: string,
  attempts: 1 | 2,
): Promise<void> {
  await expectSoon(page, row, 'done');
  await expectVerified(cloud, row, path, { attempts });
  await expectCounts({ cloud }, { posts: attempts, keys: attempts, stored: 1 });
}

test('U06 stuck at the start: told at 20 s, given up at 45 s', async ({ page, files, cloud }) => {
  const path = await noiseFile(files, 20);
  await withLongPauses(page);
  await standStill(page, cloud.url);
  const row = await stallAt(page, cloud, path, 0.01);
  await page.clock.runFor(18_000);
  await expect(await inDetail(row, 'stall')).toHaveCount(0);
  await page.clock.runFor(3_000);
  await expectStalled(row, 'quiet');
  await expect(await inDetail(row, 'stall')).toContainText(/Waiting for the network… 2\d\ss/);
  await expect(await inDetail(row, 'keep-waiting')).toHaveText('Keep waiting');
  await expect(await inDetail(row, 'retry')).toHaveText('Restart now');
  await page.clock.runFor(21_000);
  await expectStillSending(row);
  expect(ticketsOf(page).asked).toBe(1);

  await expectSoon(page, row, 'waiting');
  await expectWaiting(
    row,
    { kind: 'stalled', code: 'U06' },
    /Upload stalled at \d+%/,
    /Nothing moved for 4\d\ss\./,
    'The upload restarts from the beginning.',
    NOTHING_STORED,
  );
  await expectVerifiedSoon(page, cloud, row, path, 2);
  expect(ticketsOf(page).asked).toBe(2);
});

test('U06 offline midway: nothing ends', async ({ page, context, files, proxied: cloud }) => {
  const path = await noiseFile(files, 40);
  await standStill(page, cloud.url);
  const { row, release } = await sendAndHold(page, cloud, path);
  await context.setOffline(true);
  await page.clock.runFor(21_000);
  await expectStalled(row, 'offline');
  await page.clock.runFor(90_000);
  await expectStillSending(row);
  await context.setOffline(false);
  // There is time left when the network is back.
  await page.clock.runFor(10_000);
  await expectStillSending(row);
  release();
  await expectVerifiedSoon(page, cloud, row, path, 1);
});

test('U06 U26 stuck at the very end: the store is asked', async ({ page, files, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'stalled', at: { fileShare: 0.99 } }, { each: 'key' });
  await standStill(page, cloud.url);
  const row = await chooseOne(page, files.apk);
  await expect(row).toHaveAttribute('data-status', 'confirming');
  const awaiting = await inDetail(row, 'awaiting');
  await expect(awaiting).toHaveAttribute('data-awaiting', 'store');
  await page.clock.runFor(58_000);
  await expect(awaiting).toHaveAttribute('data-awaiting', 'store');
  await page.clock.runFor(3_000);
  await expect(awaiting).toHaveAttribute('data-awaiting', 'object');
  await expect(awaiting).toContainText('Not sure the upload finished. Checking with storage…');
  await passUntil(page, () => cloud.plan.seen.heads === 1);
  await passUntil(page, () => cloud.plan.seen.heads === 2, 500);
  await passUntil(page, () => cloud.plan.seen.heads === 3, 500);
  await expectVerifiedSoon(page, cloud, row, files.apk, 2);
  expect(cloud.plan.seen.heads).toBe(3);
});

test('U23 in a hidden tab a moving transfer is left alone', async ({ page, files, cloud }) => {
  const path = await noiseFile(files, 40);
  await standStill(page, cloud.url);
  await hide(page);
  const letGo = await slowUploads(page, 4_000_000);
  const row = await chooseOne(page, path);
  for (let look = 1; look <= 13; look += 1) {
    const before = cloud.plan.seen.bodyBytes;
    await expect
      .poll(() => cloud.plan.seen.bodyBytes, { intervals: [50] })
      .toBeGreaterThan(before + 400_000);
    await page.clock.runFor(10_000);
    await expectStillSending(row);
    await expect(await inDetail(row, 'stall')).toHaveCount(0);
  }
  // A lock tells the browser that the tab is at work.
  expect(await heldLocks(page)).toHaveLength(1);
  await letGo();
  await expectVerifiedSoon(page, cloud, row, path, 1);
  await expect.poll(() => heldLocks(page)).toEqual([]);
});

/** A tab behind another one: its timers come once a minute. */
async function hide(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    const repeat = globalThis.setInterval;
    const throttled = (tick: () => void, ms: number) => repeat(tick, Math.max(ms, 60_000));
    Object.assign(globalThis, { setInterval: throttled });
  });
}

/** Of files, not of the tab. */
async function heldLocks(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.map(({ name = '' }) => name).filter((name) => !name.startsWith('ota-drop-tab-'));
  });
}

for (const { what, attempts } of [
  { what: 'a living connection gets time to show it', attempts: 1 },
  { what: 'a dead connection is given up after 15 s', attempts: 2 },
] as const) {
  test(`U24 the computer slept: ${what}`, async ({ browser, page, files, proxied: cloud }) => {
    test.skip(process.platform === 'win32', 'there is no SIGSTOP');
    const path = await noiseFile(files, 40);
    await standStill(page, cloud.url);
    const { row, release } = await sendAndHold(page, cloud, path);
    if (attempts === 2) {
      // Half-open: the other end has forgotten it, and nothing says so.
      cloud.proxy.add(STOP, { connection: 1 });
      release();
    }
    await sleep(browser, page);
    await expectStalled(row, 'slept');
    await expect(await inDetail(row, 'stall')).toContainText('Checking the upload…');
    await page.clock.runFor(12_000);
    await expectStillSending(row);
    if (attempts === 1) release();
    else await page.clock.runFor(4_000);
    await expectVerifiedSoon(page, cloud, row, path, attempts);
  });
}

/** Every process of the browser stops for a second of ours and five minutes of the page's. */
async function sleep(browser: Browser, page: Page): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  for (const { id } of processInfo) process.kill(id, 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  for (const { id } of processInfo) process.kill(id, 'SIGCONT');
  await session.detach();
  await page.clock.fastForward(300_000);
  // Until the next tick.
  await page.clock.runFor(1_000);
}

test('U28 the browser’s own second send is not seen', async ({ page, files, cloud }) => {
  const path = await noiseFile(files, 20);
  cloud.plan.preflight = 'same-socket';
  cloud.plan.arm({ kind: 'reset', at: { fileShare: 0.5 } });
  const row = await openAndChoose(page, cloud, path);
  await expectVerified(cloud, row, path, { attempts: 1 });
  await expectCounts({ cloud, page }, { asked: 1, keys: 1, bites: 1, stored: 1 });
  expect(cloud.plan.posts.map(({ socket }) => socket)).toEqual(['re-used', 'fresh']);
});
