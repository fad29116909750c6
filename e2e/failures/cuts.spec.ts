import { readFile } from 'node:fs/promises';
import { AT_START, type Fault } from '../../src/testing/faults/fault.ts';
import { slowUploads } from '../support/ota-drop.ts';
import {
  chooseOne,
  countTickets,
  expectNothingStored,
  keysIn,
  noiseFile,
  openAndChoose,
} from './evidence.ts';
import { openOtherNetwork, type OtherNetwork } from '../support/browser/other-network.ts';
import { expectSoon, standStill } from '../support/browser/page-clock.ts';
import {
  expect,
  expectFailed,
  expectProved,
  test as base,
  withLongPauses,
  withoutPauses,
} from './fixtures.ts';
import { whenStill } from './standstill.ts';

/** Connections that break in the middle of a body. Nothing can be resumed: each attempt takes a new ticket, from byte 0. */

const test = base.extend<{ readonly network: OtherNetwork }>({
  network: async ({}, use, testInfo) => {
    const network = await openOtherNetwork();
    if (network === undefined) return testInfo.skip(true, 'no network namespace without root');
    await use(network);
    await network.stop();
  },
});

const NOT_STORED = 'Nothing was stored.';

const CUTS: readonly Fault[] = [
  { kind: 'reset', at: { fileShare: 0.5 } },
  { kind: 'closed', at: { fileShare: 0.5 } },
];

for (const cut of CUTS) {
  for (const socket of ['own-socket', 'same-socket'] as const) {
    test(`U07 · ${cut.kind} in the middle, on ${socket}: the next attempt comes by itself`, async ({
      page,
      files,
      startCloud,
    }) => {
      const path = await noiseFile(files, 20);
      const cloud = await startCloud();
      cloud.plan.preflight = socket;
      cloud.plan.arm(cut, { each: 'key' });
      await withoutPauses(page);
      await page.goto(cloud.url);
      await slowUploads(page, 10_000_000);
      const tickets = countTickets(page);
      const row = await chooseOne(page, path);
      await expectProved(page, cloud, await readFile(path), row);
      await expect(row).toHaveAttribute('data-attempt', '2');
      expect(tickets.asked).toBe(2);
      expect(keysIn(cloud.plan).size).toBe(2);
      // On a socket that had carried a request the browser sends once more by itself before it says anything.
      const sockets = cloud.plan.posts.map((post) => post.socket);
      expect(sockets).toEqual(
        socket === 'own-socket' ? ['fresh', 'fresh'] : ['re-used', 'fresh', 're-used'],
      );
      expect(cloud.plan.bites).toHaveLength(sockets.length - 1);
      // A cut, and not an answer that is lost.
      expect(cloud.plan.seen.heads).toBe(0);
      expect(await cloud.stored()).toHaveLength(1);
    });
  }
}

test('U07 · what a person reads between two attempts', async ({ page, files, startCloud }) => {
  const path = await noiseFile(files, 20);
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'reset', at: { fileShare: 0.5 } }, { each: 'key', times: 2 });
  await withLongPauses(page);
  await standStill(page, cloud.url);
  const letGo = await slowUploads(page, 5_000_000);
  const row = await chooseOne(page, path);
  await expectSoon(page, row, 'waiting');
  const failure = row.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', 'connection-lost');
  await expect(failure).toHaveAttribute('data-code', 'FW-U07');
  await expect(failure).toContainText(/Connection lost at [4-9]\d%/);
  await expect(failure).toContainText('because this storage cannot resume');
  await expect(failure).toContainText(NOT_STORED);
  await expectNothingStored(cloud);
  await page.clock.runFor(1_000);
  await expect(row).toHaveAttribute('data-attempt', '2');
  await expectSoon(page, row, 'waiting');
  // A wait of less than a second is over before anybody could read of it; this one is longer.
  await expect(failure).toBeVisible();
  await expect(row.getByTestId('countdown')).toContainText('attempt 3 of 4');
  await letGo();
  await page.clock.runFor(2_000);
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '3');
});

test('U07 · cut four times in different places: a person decides', async ({
  page,
  files,
  startCloud,
}) => {
  const path = await noiseFile(files, 20);
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  for (const [index, fileShare] of [0.05, 0.75, 0.05, 0.6].entries()) {
    cloud.plan.arm({ kind: 'reset', at: { fileShare } }, { nth: index + 1 });
  }
  await withoutPauses(page);
  await page.goto(cloud.url);
  const letGo = await slowUploads(page, 5_000_000);
  const tickets = countTickets(page);
  const row = await chooseOne(page, path);
  await expect(row).toHaveAttribute('data-status', 'failed', { timeout: 40_000 });
  await expectFailed(
    row,
    {
      kind: 'connection-lost',
      code: 'U07',
      title: /Connection lost at [4-9]\d%/,
      stored: NOT_STORED,
    },
    'retry',
  );
  expect(tickets.asked).toBe(4);
  expect(keysIn(cloud.plan).size).toBe(4);
  expect(cloud.plan.bites).toHaveLength(4);
  expect(cloud.plan.seen.heads).toBe(0);
  await expectNothingStored(cloud);
  await letGo();
  await row.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(path), row);
});

test('U08 · a refusal whose words are lost in a reset, three times', async ({
  page,
  files,
  startCloud,
}) => {
  const path = await noiseFile(files, 20);
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'reset', at: { bodyBytes: 65_536 } }, { each: 'key', times: Infinity });
  await withoutPauses(page);
  await page.goto(cloud.url);
  const letGo = await slowUploads(page, 2_000_000);
  const tickets = countTickets(page);
  const row = await chooseOne(page, path);
  await expectFailed(
    row,
    {
      kind: 'store-keeps-refusing',
      code: 'U08',
      title: 'The upload is cut off at the start, every time',
      stored: NOT_STORED,
    },
    'retry',
  );
  expect(tickets.asked).toBe(3);
  expect(cloud.plan.bites).toHaveLength(3);
  await expectNothingStored(cloud);
  cloud.plan.disarm();
  await letGo();
  await row.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(path), row);
});

test('U08 · a cut after the ticket’s life is told as that, and a fresh ticket cures it', async ({
  page,
  files,
  startProxied,
}) => {
  const path = await noiseFile(files, 20);
  const cloud = await startProxied({ env: { TICKET_LIFE_S: '10' } });
  cloud.plan.preflight = 'own-socket';
  await withLongPauses(page);
  await standStill(page, cloud.url);
  const letGo = await slowUploads(page, 2_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(() => cloud.plan.seen.bodyBytes).toBeGreaterThan(1_000_000);
  await page.clock.runFor(11_000);
  await cloud.proxy.down();
  await cloud.proxy.up();
  await expectSoon(page, row, 'waiting');
  const failure = row.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-code', 'FW-U07');
  await expect(failure).toContainText('The ticket’s life was over, so storage probably hung up.');
  await expect(failure).toContainText('The upload starts over with a fresh ticket.');
  await letGo();
  await page.clock.runFor(1_000);
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
});

test('U09 · cut again and again at the same size: a limit on the way, found before the attempts are used up', async ({
  page,
  files,
  startProxied,
}) => {
  const path = await noiseFile(files, 60);
  const cloud = await startProxied();
  cloud.proxy.add({ kind: 'limit-data', bytes: 36_000_000, by: 'reset' });
  cloud.plan.preflight = 'own-socket';
  await withoutPauses(page);
  await page.goto(cloud.url);
  // So slowly that the way to the limit holds next to nothing: what the browser counts is what has arrived.
  await slowUploads(page, 9_000_000);
  const tickets = countTickets(page);
  const row = await chooseOne(page, path);
  await expect(row).toHaveAttribute('data-status', 'failed', { timeout: 40_000 });
  await expectFailed(
    row,
    {
      kind: 'network-limit',
      code: 'U09',
      title: /Something on the network cuts uploads at about [34]\d(?:\.\d)?\sMiB/,
      stored: NOT_STORED,
    },
    'retry',
  );
  // How far the browser's count is off depends on the machine; the exact rule is in retry-policy.test.ts.
  expect([2, 3]).toContain(tickets.asked);
  expect(keysIn(cloud.plan).size).toBe(tickets.asked);
  await expectNothingStored(cloud);
});

test('U25 · the network goes and comes back in the middle of the body', async ({
  page,
  files,
  startProxied,
}) => {
  const path = await noiseFile(files, 20);
  const cloud = await startProxied();
  cloud.plan.preflight = 'own-socket';
  await withLongPauses(page);
  await page.goto(cloud.url);
  const letGo = await slowUploads(page, 2_000_000);
  const tickets = countTickets(page);
  const row = await chooseOne(page, path);
  await expect.poll(() => cloud.plan.seen.bodyBytes).toBeGreaterThan(1_000_000);
  await cloud.proxy.down();
  await cloud.proxy.up();
  await letGo();
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(keysIn(cloud.plan).size).toBe(2);
  expect(tickets.asked).toBe(2);
});

test('U25 · a browser that calls itself offline in the middle aborts nothing', async ({
  page,
  context,
  files,
  startCloud,
}) => {
  const path = await noiseFile(files, 20);
  const cloud = await startCloud();
  // Slowed down by the store: to call a browser offline is to set all of its network conditions.
  cloud.plan.arm({ kind: 'slowed', at: AT_START, bytesPerSecond: 4_000_000 });
  const { row } = await openAndChoose(page, cloud, path);
  await expect.poll(() => cloud.plan.seen.bodyBytes).toBeGreaterThan(1_000_000);
  await context.setOffline(true);
  expect(await page.evaluate(() => navigator.onLine)).toBe(false);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '1');
  expect(cloud.plan.seen.posts).toBe(1);
});

test('U25 · the link is gone for some seconds: the connection survives it', async ({
  network,
  files,
  startCloud,
}) => {
  const { page } = network;
  const path = await noiseFile(files, 20);
  const cloud = await startCloud({ env: { HOST: network.host, I_KNOW_THIS_IS_OPEN: '1' } });
  // Slowed down by the store: what the browser is told of its network has to be true.
  cloud.plan.arm({ kind: 'slowed', at: AT_START, bytesPerSecond: 4_000_000 });
  const { row } = await openAndChoose(page, cloud, path);
  await expect.poll(() => cloud.plan.seen.bodyBytes).toBeGreaterThan(1_000_000);
  await network.link('down');
  await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(false);
  // The store reads what had come before, and then nothing any more.
  let before = 0;
  await expect
    .poll(
      () => {
        const isDry = cloud.plan.seen.bodyBytes === before;
        before = cloud.plan.seen.bodyBytes;
        return isDry;
      },
      { intervals: [1_000] },
    )
    .toBe(true);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await network.link('up');
  await expect(row).toHaveAttribute('data-status', 'done', { timeout: 40_000 });
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '1');
  expect(cloud.plan.seen.posts).toBe(1);
});

test('U25 · another address in the middle: the old connection is dead, a new one proves it', async ({
  network,
  files,
  startCloud,
}) => {
  const { page } = network;
  const path = await noiseFile(files, 20);
  const cloud = await startCloud({ env: { HOST: network.host, I_KNOW_THIS_IS_OPEN: '1' } });
  await withoutPauses(page);
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  const letGo = await slowUploads(page, 2_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(() => cloud.plan.seen.bodyBytes).toBeGreaterThan(1_000_000);
  await network.changeAddress();
  await letGo();
  await whenStill(page, row);
  await page.clock.runFor(50_000);
  await expectSoon(page, row, 'done');
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(tickets.asked).toBe(2);
  expect(keysIn(cloud.plan).size).toBe(2);
});
