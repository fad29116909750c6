import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright/test';
import { AT_START } from '../../src/testing/faults/fault.ts';
import { arrive } from '../support/ota-drop.ts';
import {
  chooseOne,
  countTickets,
  expectNothingStored,
  noiseFile,
  openAndChoose,
} from './evidence.ts';
import { changePolicy } from '../support/proxy/gateway.ts';
import { expectSoon, standStill } from '../support/browser/page-clock.ts';
import {
  expect,
  expectFailed,
  expectProved,
  test as base,
  withLongPauses,
  withoutPauses,
} from './fixtures.ts';
import { startTlsFront, type TlsFront } from '../support/proxy/tls-front.ts';

/** What keeps the first byte from the store. Nothing is sent, and the page finds out why. */

type Secured = {
  readonly tls: TlsFront;
  /** A page in a browser that does not mind the certificate. */
  readonly httpsPage: Page;
};

const test = base.extend<Secured>({
  tls: async ({}, use, testInfo) => {
    const front = await startTlsFront();
    if (front === undefined) return testInfo.skip(true, 'openssl is not installed');
    await use(front);
    await front.stop();
  },
  httpsPage: async ({ browser }, use) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US' });
    await use(await context.newPage());
    await context.close();
  },
});

const NOT_SENT = 'Your file has not been sent.';

const UNREACHABLE = {
  kind: 'store-unreachable',
  code: 'U02',
  title: 'Can’t reach the storage server',
  stored: NOT_SENT,
};

/** It waits for the store, says why, and can be tried or given up by the user. */
async function expectKeptWaiting(row: Locator): Promise<void> {
  await expect(row).toHaveAttribute('data-status', 'waiting');
  const failure = row.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', UNREACHABLE.kind);
  await expect(failure).toHaveAttribute('data-code', `FW-${UNREACHABLE.code}`);
  await expect(failure).toContainText(UNREACHABLE.title);
  await expect(failure).toContainText(UNREACHABLE.stored);
  await expect(failure).toContainText('It starts by itself when storage answers again.');
  await expect(failure.getByTestId('retry')).toBeEnabled();
  await expect(failure.getByTestId('cancel')).toBeEnabled();
}

test('U01 · offline before the start, it starts by itself when the network is back', async ({
  page,
  context,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await withoutPauses(page);
  await standStill(page, cloud.url);
  await arrive(page);
  await context.setOffline(true);
  const row = await chooseOne(page, files.gz);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  const failure = row.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', 'offline');
  await expect(failure).toHaveAttribute('data-code', 'FW-U01');
  await expect(failure).toContainText('You’re offline');
  await expect(failure).toContainText(NOT_SENT);
  await expect(failure).toContainText(/starts by itself when (?:the network is|you are) back/);
  expect(cloud.plan.seen).toMatchObject({ posts: 0, preflights: 0 });

  const tickets = countTickets(page);
  await context.setOffline(false);
  await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(true);
  // Long before our own server would be asked whether the browser is right.
  await page.clock.runFor(1_000);
  await expectProved(page, cloud, await readFile(files.gz), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(tickets.asked).toBe(1);
});

test('U01 · a browser that wrongly believes to be offline is not believed for long', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'onLine', { get: () => false });
  });
  await withoutPauses(page);
  await standStill(page, cloud.url);
  await page.route('**/api/tickets', (route) => route.abort(), { times: 1 });
  const row = await chooseOne(page, files.gz);
  await expect(row.getByTestId('failure')).toHaveAttribute('data-code', 'FW-U01');
  await page.clock.runFor(2_000);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  // Our server is asked about every three seconds, and it answers.
  await page.clock.runFor(1_000);
  await expectSoon(page, row, 'done');
  await expectProved(page, cloud, await readFile(files.gz), row);
});

test('U02 · a closed port: one ticket, no byte, and it goes on by itself when it is open again', async ({
  page,
  files,
  startProxied,
}) => {
  const cloud = await startProxied();
  await withLongPauses(page);
  await standStill(page, cloud.url);
  await cloud.proxy.down();
  const tickets = countTickets(page);
  const row = await chooseOne(page, files.gz);
  await expectSoon(page, row, 'waiting');
  await expectKeptWaiting(row);
  await expect(row.getByTestId('failure')).toContainText(
    `The upload server answers, ${cloud.cloudUrl} does not.`,
  );
  await page.clock.runFor(600_000);
  await expectSoon(page, row, 'waiting');
  await expectKeptWaiting(row);
  // Now and then an upload finds out itself, in case the probe is mistaken.
  expect(tickets.asked).toBeLessThanOrEqual(3);
  expect(cloud.plan.seen).toMatchObject({ posts: 0, preflights: 0, probes: 0 });
  await cloud.proxy.up();
  await expectSoon(page, row, 'done');
  await expectProved(page, cloud, await readFile(files.gz), row);
});

test('U02 · a port that opens again: the user may try at once', async ({
  page,
  files,
  startProxied,
}) => {
  const cloud = await startProxied();
  await withLongPauses(page);
  await standStill(page, cloud.url);
  await cloud.proxy.down();
  const row = await chooseOne(page, files.gz);
  await expectSoon(page, row, 'waiting');
  const failure = row.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-code', 'FW-U02');
  await expect(failure).toContainText(UNREACHABLE.title);
  await cloud.proxy.up();
  await row.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(files.gz), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
});

test('U02 · a certificate nobody vouches for', async ({ page, files, startCloud, tls }) => {
  const cloud = await startCloud({ env: { CLOUD_PUBLIC_URL: tls.origin } });
  tls.leadTo(cloud.storeUrl);
  await withoutPauses(page);
  const { row } = await openAndChoose(page, cloud, files.gz);
  await expectKeptWaiting(row);
  await expect(row.getByTestId('failure')).toContainText('a wrong certificate may be in the way');
  expect(tls.refused).toBeGreaterThanOrEqual(1);
  expect(cloud.plan.seen).toMatchObject({ posts: 0, preflights: 0, probes: 0 });
});

test('U02 · a name that nobody knows', async ({ page, files, startCloud }) => {
  test.setTimeout(90_000);
  const cloud = await startCloud({ env: { CLOUD_PUBLIC_URL: 'http://store.invalid:8081' } });
  await withoutPauses(page);
  const { row, tickets } = await openAndChoose(page, cloud, files.gz);
  // A machine without a name server takes its time to say so.
  await expect(row).toHaveAttribute('data-status', 'waiting', { timeout: 50_000 });
  await expectKeptWaiting(row);
  await expect(row.getByTestId('failure')).toContainText('store.invalid');
  expect(tickets.asked).toBe(1);
});

test('U02 · a firewall that drops everything in silence', async ({ page, files, startProxied }) => {
  const cloud = await startProxied();
  cloud.proxy.add({ kind: 'timeout', afterMs: Infinity });
  // What the page asks the store to find out the reason takes its time, and no clock of a page can hurry that.
  await page.addInitScript(() => {
    const { timeout } = AbortSignal;
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms === 5_000 ? 2_000 : ms);
  });
  await withLongPauses(page);
  await standStill(page, cloud.url);
  const row = await chooseOne(page, files.gz);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await expect.poll(() => cloud.proxy.connections.length).toBeGreaterThan(0);
  await page.clock.runFor(46_000);
  await expectSoon(page, row, 'waiting');
  const failure = row.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', UNREACHABLE.kind);
  await expect(failure).toContainText(UNREACHABLE.title);
  await expect(failure).toContainText(NOT_SENT);
  cloud.proxy.clear();
  await expectSoon(page, row, 'done');
  await expectProved(page, cloud, await readFile(files.gz), row);
});

test('U03 · a bucket without a CORS rule: nothing is sent, and it works once there is one', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.arm({ kind: 'no-cors', on: 'everything' }, { times: Infinity });
  const { row, tickets } = await openAndChoose(page, cloud, files.gz);
  await expectFailed(
    row,
    {
      kind: 'store-forbids-page',
      code: 'U03',
      title: 'The storage doesn’t accept uploads from this page',
      stored: NOT_SENT,
    },
    'retry',
  );
  await expect(row.getByTestId('failure')).toContainText(
    `An administrator must allow ${cloud.url} in the CORS rule of ${cloud.cloudUrl}.`,
  );
  expect(tickets.asked).toBe(1);
  expect(cloud.plan.seen).toMatchObject({ posts: 0, preflights: 1, probes: 1 });
  await expectNothingStored(cloud);

  cloud.plan.disarm();
  await row.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(files.gz), row);
});

test('U03 · a cut before the first counted byte is not called CORS', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'reset', at: AT_START }, { each: 'key' });
  await withLongPauses(page);
  await standStill(page, cloud.url);
  const row = await chooseOne(page, await noiseFile(files, 20));
  await expectSoon(page, row, 'waiting');
  await expect(row.getByTestId('failure')).toHaveAttribute('data-code', 'FW-U07');
  await expect(row.getByTestId('failure')).toContainText('Connection lost at');
  expect(cloud.plan.bites).toHaveLength(1);
  await page.clock.runFor(1_000);
  await expectProved(page, cloud, await readFile(await noiseFile(files, 20)), row);
});

test('U04 · our own policy forbids the store: the setting is named', async ({
  context,
  files,
  startCloud,
  putBefore,
}) => {
  const cloud = await startCloud();
  const gateway = await putBefore(cloud);
  changePolicy(gateway, (policy) => policy.replace(` ${cloud.cloudUrl}`, ''));
  // A page of its own: the browser complains of the breach on its console.
  const page = await context.newPage();
  await page.goto(gateway.url);
  const tickets = countTickets(page);
  const row = await chooseOne(page, files.gz);
  await expectFailed(
    row,
    {
      kind: 'store-blocked',
      code: 'U04',
      title: 'This page’s security policy blocks the storage',
      stored: NOT_SENT,
    },
    'retry',
  );
  await expect(row.getByTestId('failure')).toContainText(
    `An administrator must add ${cloud.cloudUrl} to STORE_HOSTS.`,
  );
  expect(tickets.asked).toBe(1);
  expect(cloud.plan.seen).toMatchObject({ posts: 0, preflights: 0, probes: 0 });
});

test('U05 · an http store for an https page is not even tried', async ({
  httpsPage: page,
  tls,
  files,
  startCloud,
}) => {
  const cloud = await startCloud({ env: { CLOUD_PUBLIC_URL: 'http://store.test:8081' } });
  tls.leadTo(cloud.url);
  await page.goto(tls.origin);
  const tickets = countTickets(page);
  const row = await chooseOne(page, files.gz);
  await expectFailed(
    row,
    {
      kind: 'address-insecure',
      code: 'U05',
      title: 'Insecure storage address',
      stored: NOT_SENT,
    },
    'retry',
  );
  await expect(row.getByTestId('failure')).toContainText('http://store.test:8081');
  expect(tickets.asked).toBe(1);
  expect(cloud.plan.seen).toMatchObject({ posts: 0, preflights: 0, probes: 0 });
});

test('U05 · to this very computer browsers do send by http, so it is not forbidden', async ({
  httpsPage: page,
  tls,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  tls.leadTo(cloud.url);
  await page.goto(tls.origin);
  await expectProved(page, cloud, await readFile(files.gz), await chooseOne(page, files.gz));
});
