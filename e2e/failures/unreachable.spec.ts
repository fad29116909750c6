import { chromium, type Page } from 'playwright/test';
import { AT_START } from '../../src/faults/fault.ts';
import { findUsersBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';
import { expectSoon, passUntil, standStill } from '../support/browser/page-clock.ts';
import { arrive } from '../support/ota-drop.ts';
import { findPort } from '../support/proxy/free-port.ts';
import { changePolicy } from '../support/proxy/gateway.ts';
import { startTlsFront, type TlsFront } from '../support/proxy/tls-front.ts';
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
  expectFailed,
  expectVerified,
  expectWaiting,
  loudTest,
  NOT_SENT,
  retryAndExpectVerified,
  test as base,
  withoutPauses,
} from './fixtures.ts';

/** What keeps the first byte from the store. Nothing is sent, and the page finds out why. */

type Fixtures = {
  readonly tls: TlsFront;
  /** A page in a browser that does not mind the certificate. */
  readonly httpsPage: Page;
};

const test = base.extend<Fixtures>({
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

test.use({ pauses: 'longest' });

const UNREACHABLE = { kind: 'store-unreachable', code: 'U02' };
const UNREACHABLE_WORDS = ['Can’t reach storage', NOT_SENT, 'Starts when storage is back.'];
const NOTHING = { posts: 0, preflights: 0, probes: 0 };

test('U01 offline: it starts when the network is back', async ({ page, context, files, cloud }) => {
  await withoutPauses(page);
  await standStill(page, cloud.url);
  await arrive(page);
  await context.setOffline(true);
  const row = await chooseOne(page, files.gz);
  const starts = 'Starts when the network is back.';
  await expectWaiting(row, { kind: 'offline', code: 'U01' }, 'You’re offline', NOT_SENT, starts);
  await expectCounts({ cloud }, NOTHING);

  const before = ticketsOf(page).asked;
  await context.setOffline(false);
  await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(true);
  // Long before our own server would be asked whether the browser is right.
  await page.clock.runFor(1_000);
  await expectVerified(cloud, row, files.gz, { attempts: 2 });
  expect(ticketsOf(page).asked - before).toBe(1);
});

test('U01 a browser that is wrongly offline is not believed', async ({ page, files, cloud }) => {
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
  await expectVerified(cloud, row, files.gz);
});

test('U02 a closed port: it goes on by itself', async ({ page, files, proxied: cloud }) => {
  await standStill(page, cloud.url);
  // Answers take real time, and the page's clock runs ahead of them: here nothing is given up for being late.
  await page.evaluate(() => {
    AbortSignal.timeout = () => new AbortController().signal;
  });
  await cloud.proxy.down();
  const row = await chooseOne(page, files.gz);
  await expectSoon(page, row, 'waiting');
  const answers = `The server answers, ${cloud.cloudUrl} does not.`;
  await expectWaiting(row, UNREACHABLE, ...UNREACHABLE_WORDS, answers);
  await expect(await inDetail(row, 'retry')).toBeEnabled();
  await expect(row.getByTestId('cancel')).toBeEnabled();
  await page.clock.runFor(600_000);
  // Now and then an upload finds out itself, in case the probe is mistaken: that has to be over, or begins while the clock stands.
  await passUntil(page, () => ticketsOf(page).asked > 1, 1_000);
  await expectSoon(page, row, 'waiting');
  await expectWaiting(row, UNREACHABLE, ...UNREACHABLE_WORDS);
  expect(ticketsOf(page).asked).toBeLessThanOrEqual(3);
  await expectCounts({ cloud }, NOTHING);
  await cloud.proxy.up();
  // After so long an outage the store is asked only now and then.
  await expectSoon(page, row, 'done', 1_000);
  await expectVerified(cloud, row, files.gz);
});

test('U02 an untrusted certificate', async ({ page, files, startCloud, tls }) => {
  const cloud = await startCloud({ env: { CLOUD_PUBLIC_URL: tls.url } });
  tls.leadTo(cloud.storeUrl);
  await withoutPauses(page);
  const row = await openAndChoose(page, cloud, files.gz);
  const certificate = 'a wrong certificate may be in the way';
  await expectWaiting(row, UNREACHABLE, ...UNREACHABLE_WORDS, certificate);
  expect(tls.refused).toBeGreaterThanOrEqual(1);
  await expectCounts({ cloud }, NOTHING);
});

test('U02 a firewall that drops everything', async ({ page, files, proxied: cloud }) => {
  cloud.proxy.add({ kind: 'timeout' });
  // What the page asks the store to find out the reason takes its time, and no clock of a page can hurry that.
  await page.addInitScript(() => {
    const { timeout } = AbortSignal;
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms === 5_000 ? 2_000 : ms);
  });
  await standStill(page, cloud.url);
  const row = await chooseOne(page, files.gz);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await expect.poll(() => cloud.proxy.connections.length).toBeGreaterThan(0);
  await page.clock.runFor(46_000);
  await expectSoon(page, row, 'waiting');
  await expectWaiting(row, UNREACHABLE, ...UNREACHABLE_WORDS);
  cloud.proxy.clear();
  await expectSoon(page, row, 'done', 1_000);
  await expectVerified(cloud, row, files.gz);
});

test('U03 a bucket without a CORS rule: nothing is sent', async ({ page, files, cloud }) => {
  cloud.plan.arm({ kind: 'no-cors', on: 'everything' }, { times: Infinity });
  const row = await openAndChoose(page, cloud, files.gz);
  await expectFailed(row, {
    kind: 'store-forbids-page',
    code: 'U03',
    title: 'Storage doesn’t accept uploads from this page',
    stored: NOT_SENT,
    says: `An administrator must allow ${cloud.url} in the CORS rule of ${cloud.cloudUrl}.`,
  });
  await expectCounts({ cloud, page }, { asked: 1, posts: 0, preflights: 1, probes: 1 });
  await expectNothingStored(cloud);
  cloud.plan.disarm();
  await retryAndExpectVerified(cloud, row, files.gz);
});

test('U03 a cut before the first byte is not called CORS', async ({ page, files, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'reset', at: AT_START }, { each: 'key' });
  await standStill(page, cloud.url);
  const path = await noiseFile(files, 20);
  const row = await chooseOne(page, path);
  await expectSoon(page, row, 'waiting');
  await expectWaiting(row, { kind: 'connection-lost', code: 'U07' }, 'Connection lost at');
  expect(cloud.plan.bites).toHaveLength(1);
  await page.clock.runFor(1_000);
  await expectVerified(cloud, row, path);
});

// The browser complains of the breach on its console.
loudTest('U04 our own policy forbids the store', async ({ page, files, cloud, gateway }) => {
  changePolicy(gateway, (policy) => policy.replace(` ${cloud.cloudUrl}`, ''));
  await expectFailed(await openAndChoose(page, gateway, files.gz), {
    kind: 'store-blocked',
    code: 'U04',
    title: 'This page’s security policy blocks storage',
    stored: NOT_SENT,
    says: `An administrator must add ${cloud.cloudUrl} to STORE_HOSTS.`,
  });
  await expectCounts({ cloud, page }, { asked: 1, ...NOTHING });
});

test('U05 http under https is not tried', async ({ httpsPage: page, tls, files, startCloud }) => {
  const cloud = await startCloud({ env: { CLOUD_PUBLIC_URL: 'http://store.test:8081' } });
  tls.leadTo(cloud.url);
  await expectFailed(await openAndChoose(page, tls, files.gz), {
    kind: 'address-insecure',
    code: 'U05',
    title: 'Insecure storage address',
    stored: NOT_SENT,
    says: 'http://store.test:8081',
  });
  await expectCounts({ cloud }, NOTHING);
});

test('U05 http to this computer is allowed', async ({ httpsPage: page, tls, files, cloud }) => {
  tls.leadTo(cloud.url);
  await expectVerified(cloud, await openAndChoose(page, tls, files.gz), files.gz);
});

for (const [permission, title] of [
  ['denied', 'This page may not reach the local network'],
  ['prompt', 'The browser has not allowed the local network yet'],
] as const) {
  test(`U41 the local network is ${permission}: it waits`, async ({ files, startCloud }) => {
    const port = await findPort();
    const origin = `http://ota.example:${port}`;
    const cloud = await startCloud({ env: { PORT: String(port), PUBLIC_URL: origin } });
    // A page of the internet, by https, as far as Chromium can tell.
    const browser = await chromium.launch({
      ...findUsersBrowser(),
      args: [
        ...SANDBOX_ARGS,
        '--host-resolver-rules=MAP ota.example 127.0.0.1',
        `--ip-address-space-overrides=127.0.0.1:${port}=public`,
        `--unsafely-treat-insecure-origin-as-secure=${origin}`,
      ],
    });
    try {
      const page = await browser.newPage({ locale: 'en-US' });
      await page.goto(origin);
      const session = await page.context().newCDPSession(page);
      const { targetInfo } = await session.send('Target.getTargetInfo');
      const { browserContextId = '' } = targetInfo;
      const decide = (setting: 'granted' | 'denied' | 'prompt') =>
        session.send('Browser.setPermission', {
          permission: { name: 'loopback-network' },
          setting,
          origin,
          browserContextId,
        });
      await decide(permission);
      const row = await chooseOne(page, files.gz);
      await expectWaiting(row, { kind: 'local-network-closed', code: 'U41' }, title, NOT_SENT);
      expect(cloud.plan.seen.posts).toBe(0);
      await decide('granted');
      await expectVerified(cloud, row, files.gz);
    } finally {
      await browser.close();
    }
  });
}
