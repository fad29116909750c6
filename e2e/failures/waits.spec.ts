import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright/test';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { slowUploads } from '../support/ota-drop.ts';
import { chooseOne, countTickets, keysIn, noiseFile, openAndChoose } from './evidence.ts';
import { expectSoon, passUntil, standStill } from '../support/browser/page-clock.ts';
import { expect, expectProved, test, withLongPauses, withoutPauses } from './fixtures.ts';
import { expectStalled, sendAndHold, whenStill } from './standstill.ts';

/**
 * Transfers that stand still, and what only looks like it. The page's clock goes when it is told to, so that every wait is as
 * long as it says, on any machine.
 */

const STUCK = /Upload is stuck at \d+%/;

/** What was under way is still the first attempt, and is shown as `status`. */
async function expectKept(row: Locator, status = 'sending'): Promise<void> {
  await expect(row).toHaveAttribute('data-attempt', '1');
  await expect(row).toHaveAttribute('data-status', status);
}

/** @param at share of the file that the store reads; the browser then has a few megabytes more under way */
async function stallAt(page: Page, cloud: FaultyCloud, path: string, at: number): Promise<Locator> {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'stalled', at: { fileShare: at } }, { each: 'key' });
  // A store that is read slowly is not far behind the browser when it stops.
  const letGo = await slowUploads(page, 20_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(() => cloud.plan.bites.length).toBe(1);
  await whenStill(page, row);
  await letGo();
  return row;
}

async function expectSecondAttempt(
  page: Page,
  cloud: FaultyCloud,
  path: string,
  row: Locator,
): Promise<void> {
  await expectSoon(page, row, 'done');
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(keysIn(cloud.plan).size).toBe(2);
  expect(await cloud.stored()).toHaveLength(1);
}

/** It has recovered: nothing was sent twice. */
async function expectFirstAttempt(
  page: Page,
  cloud: FaultyCloud,
  path: string,
  row: Locator,
): Promise<void> {
  await expectSoon(page, row, 'done');
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '1');
  expect(cloud.plan.seen.posts).toBe(1);
}

test('U06 · stuck near the start: said after 20 s, given up after 45 s', async ({
  page,
  files,
  startCloud,
}) => {
  const path = await noiseFile(files, 20);
  const cloud = await startCloud();
  await withLongPauses(page);
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  const row = await stallAt(page, cloud, path, 0.01);
  await page.clock.runFor(18_000);
  await expect(row.getByTestId('stall')).toHaveCount(0);
  await page.clock.runFor(3_000);
  await expectStalled(row, 'quiet', STUCK);
  await expect(row.getByTestId('stall')).toContainText(/Waiting for the network… 2\d sec/);
  await expect(row.getByTestId('keep-waiting')).toHaveText('Keep waiting');
  await expect(row.getByTestId('retry')).toHaveText('Restart now');
  await page.clock.runFor(21_000);
  await expectKept(row);
  expect(tickets.asked).toBe(1);

  await expectSoon(page, row, 'waiting');
  const failure = row.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', 'stalled');
  await expect(failure).toHaveAttribute('data-code', 'FW-U06');
  await expect(failure).toContainText(/Upload stalled at \d+%/);
  await expect(failure).toContainText(/Nothing moved for 4\d sec\./);
  await expect(failure).toContainText('The upload restarts from the beginning.');
  await expect(failure).toContainText('Nothing was stored.');
  await expectSecondAttempt(page, cloud, path, row);
  expect(tickets.asked).toBe(2);
});

test('U06 · stuck in the middle: a person restarts it at once', async ({
  page,
  files,
  startCloud,
}) => {
  test.slow();
  // What is left, 40 MB, is more than the sockets of both sides hold, 36 MB on a common Linux: else all of it is sent.
  const path = await noiseFile(files, 80);
  const cloud = await startCloud();
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  const row = await stallAt(page, cloud, path, 0.5);
  await page.clock.runFor(21_000);
  await expectStalled(row, 'quiet', /Upload is stuck at [5-9]\d%/);
  await row.getByTestId('retry').click();
  await expectSecondAttempt(page, cloud, path, row);
  expect(tickets.asked).toBe(2);
});

test('U06 · stuck when most is sent: a restart is worth two minutes of waiting', async ({
  page,
  files,
  startCloud,
}) => {
  const path = await noiseFile(files, 60);
  const cloud = await startCloud();
  await withoutPauses(page);
  await standStill(page, cloud.url);
  const row = await stallAt(page, cloud, path, 0.81);
  await page.clock.runFor(21_000);
  await expectStalled(row, 'quiet', /Upload is stuck at [89]\d%/);
  await page.clock.runFor(96_000);
  await expectKept(row);
  await page.clock.runFor(5_000);
  await expectSecondAttempt(page, cloud, path, row);
});

test('U06 · a person keeps waiting, and it goes on as if nothing had been', async ({
  page,
  files,
  startProxied,
}) => {
  const path = await noiseFile(files, 40);
  const cloud = await startProxied();
  await standStill(page, cloud.url);
  const { row, release } = await sendAndHold(page, cloud, path);
  await page.clock.runFor(21_000);
  await expectStalled(row, 'quiet', STUCK);
  await row.getByTestId('keep-waiting').click();
  await expect(row.getByTestId('keep-waiting')).toHaveCount(0);
  await expect(row.getByTestId('stall')).toContainText('It is left alone for as long as it takes.');
  await page.clock.runFor(125_000);
  await expectKept(row);
  release();
  await expectFirstAttempt(page, cloud, path, row);
});

test('U06 · offline in the middle: nothing is given up, and time is left when it is back', async ({
  page,
  context,
  files,
  startProxied,
}) => {
  const path = await noiseFile(files, 40);
  const cloud = await startProxied();
  await standStill(page, cloud.url);
  const { row, release } = await sendAndHold(page, cloud, path);
  await context.setOffline(true);
  await page.clock.runFor(21_000);
  await expectStalled(row, 'offline', /You’re offline, the upload stands at \d+%/);
  await page.clock.runFor(90_000);
  await expectKept(row);
  await context.setOffline(false);
  await page.clock.runFor(10_000);
  await expectKept(row);
  release();
  await expectFirstAttempt(page, cloud, path, row);
});

test('U06 U26 · stuck at the very end: the store is asked, and has nothing', async ({
  page,
  files,
  startCloud,
}) => {
  const path = files.apk;
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'stalled', at: { fileShare: 0.99 } }, { each: 'key' });
  await withoutPauses(page);
  await standStill(page, cloud.url);
  const row = await chooseOne(page, path);
  await expect(row).toHaveAttribute('data-status', 'confirming');
  const awaiting = row.getByTestId('awaiting');
  await expect(awaiting).toHaveAttribute('data-awaiting', 'store');
  await page.clock.runFor(58_000);
  await expect(awaiting).toHaveAttribute('data-awaiting', 'store');
  await page.clock.runFor(3_000);
  await expect(awaiting).toHaveAttribute('data-awaiting', 'object');
  await expect(awaiting).toContainText('Not sure the upload finished: checking with storage…');
  await passUntil(page, () => cloud.plan.seen.heads === 1);
  await passUntil(page, () => cloud.plan.seen.heads === 2, 500);
  await passUntil(page, () => cloud.plan.seen.heads === 3, 500);
  await expectSecondAttempt(page, cloud, path, row);
  expect(cloud.plan.seen.heads).toBe(3);
});

test('U23 · hidden and throttled, a transfer that moves is left alone, and holds a lock', async ({
  page,
  files,
  startCloud,
}) => {
  const path = await noiseFile(files, 40);
  const cloud = await startCloud();
  await standStill(page, cloud.url);
  await hide(page);
  const letGo = await slowUploads(page, 2_000_000);
  const row = await chooseOne(page, path);
  for (let look = 1; look <= 13; look += 1) {
    const before = cloud.plan.seen.bodyBytes;
    await expect
      .poll(() => cloud.plan.seen.bodyBytes, { intervals: [100] })
      .toBeGreaterThan(before + 400_000);
    await page.clock.runFor(10_000);
    await expectKept(row);
    await expect(row.getByTestId('stall')).toHaveCount(0);
  }
  expect(await heldLocks(page)).toHaveLength(1);
  await letGo();
  await expectFirstAttempt(page, cloud, path, row);
  await expect.poll(() => heldLocks(page)).toEqual([]);
});

test('U23 · hidden and throttled, what was not watched does not count', async ({
  page,
  files,
  startProxied,
}) => {
  const path = await noiseFile(files, 40);
  const cloud = await startProxied();
  await withoutPauses(page);
  await standStill(page, cloud.url);
  await hide(page);
  const { row, release } = await sendAndHold(page, cloud, path);
  // Three looks in more than three minutes.
  for (let minutes = 0; minutes < 3; minutes += 1) {
    await page.clock.runFor(61_000);
    await expectKept(row);
  }
  release();
  await expectFirstAttempt(page, cloud, path, row);
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

const SLEPT = /Your computer slept, the upload stands at \d+%/;

test('U24 · the computer slept: the connection gets time to show that it is alive', async ({
  browser,
  page,
  files,
  startProxied,
}) => {
  test.skip(process.platform === 'win32', 'there is no SIGSTOP');
  const path = await noiseFile(files, 40);
  const cloud = await startProxied();
  await standStill(page, cloud.url);
  const { row, release } = await sendAndHold(page, cloud, path);
  await sleep(browser, page);
  await expectStalled(row, 'slept', SLEPT);
  await expect(row.getByTestId('stall')).toContainText('Checking the upload…');
  await page.clock.runFor(12_000);
  await expectKept(row);
  release();
  await expectFirstAttempt(page, cloud, path, row);
});

test('U24 · the computer slept and the connection did not survive it: a new attempt after 15 s', async ({
  browser,
  page,
  files,
  startProxied,
}) => {
  test.skip(process.platform === 'win32', 'there is no SIGSTOP');
  const path = await noiseFile(files, 40);
  const cloud = await startProxied();
  await withoutPauses(page);
  await standStill(page, cloud.url);
  const { row, release } = await sendAndHold(page, cloud, path);
  // Half-open: the other end has forgotten it, and nobody says so.
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 0 }, { connection: 1 });
  release();
  await sleep(browser, page);
  await expectStalled(row, 'slept', SLEPT);
  await page.clock.runFor(12_000);
  await expectKept(row);
  await page.clock.runFor(4_000);
  await expectSecondAttempt(page, cloud, path, row);
});

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

test('U26 · a proxy takes everything at once, and hands it on much later', async ({
  page,
  files,
  startProxied,
  putBefore,
}) => {
  const cloud = await startProxied();
  const gateway = await putBefore({ url: cloud.storeUrl });
  cloud.proxy.leadTo(Number(new URL(gateway.url).port));
  let handOn = () => {};
  const late = new Promise<void>((resolve) => {
    handOn = resolve;
  });
  // The preflight goes through.
  gateway.play('/', async (pass, nth) => {
    if (nth > 1) await late;
    return pass();
  });
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  const row = await chooseOne(page, files.apk);
  await expect(row).toHaveAttribute('data-status', 'confirming');
  const awaiting = row.getByTestId('awaiting');
  await expect(awaiting).toHaveText('Everything is sent, waiting for storage to answer.');
  await page.clock.runFor(15_000);
  await expect(awaiting).toContainText(/1\d sec so far/);
  await page.clock.runFor(43_000);
  await expect(awaiting).toHaveAttribute('data-awaiting', 'store');
  expect(cloud.plan.seen).toMatchObject({ posts: 0, heads: 0 });
  handOn();
  await expectFirstAttempt(page, cloud, files.apk, row);
  expect(tickets.asked).toBe(1);
});

test('U26 · a store that never answers is asked what it holds, later for a larger file', async ({
  page,
  files,
  startCloud,
}) => {
  const path = await noiseFile(files, 60);
  const cloud = await startCloud();
  cloud.plan.arm({ kind: 'lost-answer', by: 'silence' });
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  const row = await chooseOne(page, path);
  await expect(row).toHaveAttribute('data-status', 'confirming');
  await expect.poll(() => cloud.plan.bites.length).toBe(1);
  // 60 MB at half a megabyte a second.
  await page.clock.runFor(118_000);
  await expect(row.getByTestId('awaiting')).toHaveAttribute('data-awaiting', 'store');
  await page.clock.runFor(3_000);
  await expectFirstAttempt(page, cloud, path, row);
  expect(cloud.plan.seen.heads).toBe(1);
  expect(tickets.asked).toBe(1);
});

test('U28 · the browser sends once more by itself, and the page has nothing to say', async ({
  page,
  files,
  startCloud,
}) => {
  const path = await noiseFile(files, 20);
  const cloud = await startCloud();
  cloud.plan.preflight = 'same-socket';
  cloud.plan.arm({ kind: 'reset', at: { fileShare: 0.5 } });
  const { row, tickets } = await openAndChoose(page, cloud, path);
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '1');
  expect(tickets.asked).toBe(1);
  expect(keysIn(cloud.plan).size).toBe(1);
  expect(cloud.plan.posts.map(({ socket }) => socket)).toEqual(['re-used', 'fresh']);
  expect(cloud.plan.bites).toHaveLength(1);
  expect(await cloud.stored()).toHaveLength(1);
});

test('U28 · a second send that has not caught up looks like a standstill, and is left alone', async ({
  page,
  files,
  startProxied,
}) => {
  const path = await noiseFile(files, 40);
  const cloud = await startProxied();
  cloud.plan.preflight = 'same-socket';
  cloud.plan.arm({ kind: 'reset', at: { fileShare: 0.25 } });
  // What the browser opens by itself.
  const hold = { kind: 'bandwidth', bytesPerSecond: 0 } as const;
  const release = cloud.proxy.add(hold, { connection: 2 });
  await standStill(page, cloud.url);
  const letGo = await slowUploads(page, 10_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(() => cloud.proxy.connections.length).toBe(2);
  await whenStill(page, row);
  await page.clock.runFor(21_000);
  await expectStalled(row, 'quiet', STUCK);
  expect(cloud.plan.bites).toHaveLength(1);
  await page.clock.runFor(15_000);
  await expectKept(row);
  release();
  await letGo();
  await expectSoon(page, row, 'done');
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '1');
  expect(keysIn(cloud.plan).size).toBe(1);
  expect(cloud.plan.seen.posts).toBe(2);
});
