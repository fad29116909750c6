import type { Locator, Page } from 'playwright/test';
import { AT_START } from '../../src/faults/fault.ts';
import { openOtherNetwork, type OtherNetwork } from '../support/browser/other-network.ts';
import { expectSoon, standStill } from '../support/browser/page-clock.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { slowUploads } from '../support/ota-drop.ts';
import {
  chooseOne,
  expectCounts,
  expectNothingStored,
  inDetail,
  noiseFile,
  openAndChoose,
  ticketsOf,
} from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectFailed,
  expectVerified,
  expectWaiting,
  NOTHING_STORED,
  retryAndExpectVerified,
  test as base,
  withLongPauses,
  type Failed,
} from './fixtures.ts';
import { untilStill } from './stalled-transfer.ts';

/** Connections that break in the middle of a body. Nothing can be resumed: each attempt takes a new ticket, from byte 0. */

type Fixtures = {
  readonly network: OtherNetwork;
  /** A file of 20 MB. */
  readonly path: string;
};

const test = base.extend<Fixtures>({
  network: async ({}, use, testInfo) => {
    const network = await openOtherNetwork();
    if (network === undefined) return testInfo.skip(true, 'no network namespace without root');
    await use(network);
    await network.stop();
  },
  path: async ({ files }, use) => use(await noiseFile(files, 20)),
});

test.use({ pauses: 'none' });

const LOST: Failed = {
  kind: 'connection-lost',
  code: 'U07',
  title: /Connection lost at [4-9]\d%/,
  stored: NOTHING_STORED,
};

async function untilMegabyteCame({ plan }: FaultyCloud): Promise<void> {
  await expect.poll(() => plan.seen.bodyBytes).toBeGreaterThan(1_000_000);
}

/** The cut ended nothing: the second attempt, with a ticket of its own, sent the file. */
async function expectSecondAttempt(cloud: FaultyCloud, row: Locator, path: string): Promise<void> {
  await expectVerified(cloud, row, path, { attempts: 2 });
  // A cut, and not an answer that is lost.
  await expectCounts({ cloud }, { keys: 2, heads: 0, stored: 1 });
}

/** @param sockets what the forms travelled on */
for (const { kind, preflight, sockets } of [
  { kind: 'reset', preflight: 'own-socket', sockets: ['fresh', 'fresh'] },
  // On a socket that had carried a request the browser sends once more by itself before it says anything.
  { kind: 'closed', preflight: 'same-socket', sockets: ['re-used', 'fresh', 're-used'] },
] as const) {
  test(`U07 ${kind} midway, on ${preflight}: a second attempt`, async ({ page, path, cloud }) => {
    cloud.plan.preflight = preflight;
    cloud.plan.arm({ kind, at: { fileShare: 0.5 } }, { each: 'key' });
    await page.goto(cloud.url);
    await slowUploads(page, 10_000_000);
    await expectSecondAttempt(cloud, await chooseOne(page, path), path);
    expect(cloud.plan.posts.map(({ socket }) => socket)).toEqual(sockets);
    await expectCounts({ cloud, page }, { asked: 2, bites: sockets.length - 1 });
  });
}

test('U07 what is told between two attempts', async ({ page, path, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'reset', at: { fileShare: 0.5 } }, { each: 'key', times: 2 });
  await withLongPauses(page);
  await standStill(page, cloud.url);
  const letGo = await slowUploads(page, 5_000_000);
  const row = await chooseOne(page, path);
  await expectSoon(page, row, 'waiting');
  const resume = 'because this storage can’t resume';
  await expectWaiting(row, LOST, LOST.title, resume, NOTHING_STORED);
  await expectNothingStored(cloud);
  await page.clock.runFor(1_000);
  await expectAttempt(row, 2);
  await expectSoon(page, row, 'waiting');
  // A wait of less than a second is over before it could be read; this one is longer.
  await expect(row.getByTestId('failure')).toBeVisible();
  await expect(await inDetail(row, 'countdown')).toContainText('attempt 3 of 4');
  await letGo();
  await page.clock.runFor(2_000);
  await expectVerified(cloud, row, path, { attempts: 3 });
});

test('U07 cut four times in different places: the user decides', async ({ page, path, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  for (const [index, fileShare] of [0.05, 0.75, 0.05, 0.6].entries()) {
    cloud.plan.arm({ kind: 'reset', at: { fileShare } }, { nth: index + 1 });
  }
  await page.goto(cloud.url);
  const letGo = await slowUploads(page, 5_000_000);
  const row = await chooseOne(page, path);
  await expect(row).toHaveAttribute('data-status', 'failed', { timeout: 40_000 });
  await expectFailed(row, LOST);
  await expectCounts({ cloud, page }, { asked: 4, keys: 4, bites: 4, heads: 0 });
  await expectNothingStored(cloud);
  await letGo();
  await retryAndExpectVerified(cloud, row, path);
});

test('U08 three resets at the start may be a refusal', async ({ page, path, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'reset', at: { bodyBytes: 65_536 } }, { each: 'key', times: Infinity });
  await page.goto(cloud.url);
  const letGo = await slowUploads(page, 2_000_000);
  const row = await chooseOne(page, path);
  await expectFailed(row, {
    kind: 'store-keeps-refusing',
    code: 'U08',
    title: 'The upload is cut off at the start, every time',
    stored: NOTHING_STORED,
  });
  await expectCounts({ cloud, page }, { asked: 3, bites: 3 });
  await expectNothingStored(cloud);
  cloud.plan.disarm();
  await letGo();
  await retryAndExpectVerified(cloud, row, path);
});

test('U08 a cut after the ticket’s life: a fresh ticket', async ({ page, path, startProxied }) => {
  const cloud = await startProxied({ env: { TICKET_LIFE_S: '10' } });
  cloud.plan.preflight = 'own-socket';
  await withLongPauses(page);
  await standStill(page, cloud.url);
  const letGo = await slowUploads(page, 2_000_000);
  const row = await chooseOne(page, path);
  await untilMegabyteCame(cloud);
  await page.clock.runFor(11_000);
  await cloud.proxy.down();
  await cloud.proxy.up();
  await expectSoon(page, row, 'waiting');
  const hungUp = 'The ticket had expired, so storage probably hung up.';
  await expectWaiting(row, LOST, hungUp, 'The upload starts over with a new ticket.');
  await letGo();
  await page.clock.runFor(1_000);
  await expectVerified(cloud, row, path, { attempts: 2 });
});

test('U09 cuts at one size are a limit on the way', async ({ page, files, proxied: cloud }) => {
  const path = await noiseFile(files, 60);
  cloud.proxy.add({ kind: 'limit-data', bytes: 36_000_000 });
  cloud.plan.preflight = 'own-socket';
  await page.goto(cloud.url);
  // So slowly that the way to the limit holds next to nothing: what the browser counts is what has arrived.
  await slowUploads(page, 9_000_000);
  const row = await chooseOne(page, path);
  await expect(row).toHaveAttribute('data-status', 'failed', { timeout: 40_000 });
  await expectFailed(row, {
    kind: 'network-limit',
    code: 'U09',
    title: /Something on the network cuts uploads at about [34]\d(?:\.\d)?\sMiB/,
    stored: NOTHING_STORED,
  });
  // How far the browser's count is off depends on the machine; the exact rule is in retry-policy.test.ts.
  expect([2, 3]).toContain(ticketsOf(page).asked);
  await expectCounts({ cloud }, { keys: ticketsOf(page).asked });
  await expectNothingStored(cloud);
});

/** Slowed down by the store: what the browser is told of its network has to be true. */
async function sendSlowly(page: Page, cloud: FaultyCloud, path: string): Promise<Locator> {
  cloud.plan.arm({ kind: 'slowed', at: AT_START, bytesPerSecond: 4_000_000 });
  const row = await openAndChoose(page, cloud, path);
  await untilMegabyteCame(cloud);
  return row;
}

/** Where the browser in its other network reaches the server. */
const open = ({ host }: OtherNetwork) => ({ env: { HOST: host, I_KNOW_THIS_IS_OPEN: '1' } });

test('U25 the connection survives a lost link', async ({ network, path, startCloud }) => {
  const { page } = network;
  const cloud = await startCloud(open(network));
  const row = await sendSlowly(page, cloud, path);
  await network.link('down');
  await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(false);
  // The store reads what had come before, and then nothing any more.
  let before = 0;
  const isDry = () => {
    const same = cloud.plan.seen.bodyBytes === before;
    before = cloud.plan.seen.bodyBytes;
    return same;
  };
  await expect.poll(isDry, { intervals: [1_000] }).toBe(true);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await network.link('up');
  await expectVerified(cloud, row, path, { timeout: 40_000 });
  await expectAttempt(row, 1);
  expect(cloud.plan.seen.posts).toBe(1);
});

test('U25 another address midway: a new connection', async ({ network, path, startCloud }) => {
  const { page } = network;
  const cloud = await startCloud(open(network));
  await standStill(page, cloud.url);
  const letGo = await slowUploads(page, 2_000_000);
  const row = await chooseOne(page, path);
  await untilMegabyteCame(cloud);
  await network.changeAddress();
  await letGo();
  await untilStill(page, row);
  await page.clock.runFor(50_000);
  await expectSoon(page, row, 'done');
  await expectSecondAttempt(cloud, row, path);
});
