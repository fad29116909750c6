import { firefox } from 'playwright';
import type { Page } from 'playwright/test';
import type { Fault } from '../../src/faults/fault.ts';
import type { RefusalName } from '../../src/faults/refusal-name.ts';
import { findFirefox } from '../proxies/find-firefox.ts';
import { letPass } from '../support/browser/page-clock.ts';
import { startFaultyCloud, type FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { detailOf, uploads } from '../support/ota-drop.ts';
import {
  startRefusalProxy,
  type Instead,
  type RefusalProxy,
} from '../support/proxy/refusal-proxy.ts';
import { starting } from '../support/starting.ts';
import {
  expectCounts,
  expectNothingStored,
  noiseFile,
  openAndChoose,
  ticketsOf,
} from './evidence.ts';
import { expect, expectFailed, loudTest, NOTHING_STORED, type Failed } from './fixtures.ts';

/** Refusals that come before a form is sent, and those that a proxy keeps: the page then asks again without the file. */

type RefusedCloud = FaultyCloud & { readonly refusals: RefusalProxy };

async function startBehindProxy(instead: Instead): Promise<RefusedCloud> {
  const refusals = await startRefusalProxy(instead);
  const cloud = await startFaultyCloud({ env: { CLOUD_PUBLIC_URL: refusals.url } });
  refusals.leadTo(cloud.storeUrl);
  return {
    ...cloud,
    refusals,
    async stop() {
      await cloud.stop();
      await refusals.stop();
    },
  };
}

// A connection that is reset, or answered by a proxy, is on the browser's console too.
const test = loudTest.extend<{ readonly startBehind: typeof startBehindProxy }>({
  startBehind: starting(startBehindProxy),
});

test.use({ pauses: 'none' });
test.beforeEach(() => test.setTimeout(120_000));

const RESET: Instead = { kind: 'reset' };
const EARLY = { bodyBytes: 65_536 };
const AFTERWARDS = 'Storage gave this reason afterwards, when asked without the file.';
const LIKELY = 'A proxy on the way probably held back the answer.';

const REFUSED: Failed = {
  kind: 'store-refused',
  code: 'U11',
  title: 'Storage refused the upload',
  stored: NOTHING_STORED,
};

/** The store refuses early whatever comes with a ticket, and a form without the file alike. */
const refusedTicket = (as: RefusalName): Fault => ({
  kind: 'refused',
  as,
  at: EARLY,
  concernsTicket: true,
});

async function uploadRefused(page: Page, cloud: FaultyCloud, fault: Fault, path: string) {
  cloud.plan.arm(fault, { each: 'key', times: Infinity });
  await page.clock.install();
  const row = await openAndChoose(page, cloud, path);
  await expect(row).toHaveAttribute('data-status', /confirming|failed/, { timeout: 90_000 });
  // Our server is asked for so long whether the file came after all.
  await letPass(page, 15_000);
  await expect(row).toHaveAttribute('data-status', 'failed', { timeout: 90_000 });
  return row;
}

test('U42 a refusal made a reset is asked for', async ({ page, files, startBehind }) => {
  const cloud = await startBehind(RESET);
  const fault = refusedTicket('PolicyExpired');
  const row = await uploadRefused(page, cloud, fault, await noiseFile(files, 20));
  await expectFailed(row, {
    ...REFUSED,
    kind: 'policy-expired',
    code: 'U10',
    title: 'The upload ticket expired on the way',
    says: [/The connection broke off at \d+%\./, AFTERWARDS, LIKELY],
  });
  await expectCounts({ cloud, page }, { asked: 1, posts: 1 });
  expect(cloud.refusals.forms).toBe(1);
  await expectNothingStored(cloud);
  await page.getByTestId('language').click();
  const detail = await detailOf(row);
  await expect(detail).toContainText('该原因是随后不带文件再次询问存储时得到的。');
  await expect(detail).toContainText('途中的代理可能没有把存储的答复传给本页面。');
});

for (const { status, isReadable, says } of [
  { status: 502, isReadable: false, says: 'Everything was sent, and no answer came.' },
  { status: 503, isReadable: true, says: 'Something on the way answered 503 in place of storage.' },
] as const) {
  test(`U43 a refusal made ${status} is asked for`, async ({ page, files, startBehind }) => {
    const cloud = await startBehind({ kind: 'status', status, isReadable });
    const fault = refusedTicket('AccessDenied');
    const row = await uploadRefused(page, cloud, fault, await noiseFile(files, 5));
    await expectFailed(row, { ...REFUSED, says: [says, AFTERWARDS, LIKELY] });
    expect([ticketsOf(page).asked, cloud.refusals.forms]).toEqual([1, 1]);
    await expectNothingStored(cloud);
  });
}

test('U40 Firefox reads a refusal that comes early', async ({ files, proxied: cloud }) => {
  const { isInstalled, options } = findFirefox();
  test.skip(!isInstalled, 'Firefox is not installed');
  // Slower than a store that reads on for two seconds after a refusal waits.
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 8_000_000 });
  const browser = await firefox.launch(options);
  try {
    const page = await browser.newPage({ locale: 'en-US' });
    const tooLarge: Fault = { kind: 'refused', as: 'EntityTooLarge', at: EARLY };
    await uploadRefused(page, cloud, tooLarge, await noiseFile(files, 40));
    await expectFailed(uploads(page), {
      ...REFUSED,
      code: 'U12',
      title: 'The file is too large for storage',
    });
    await expectCounts({ cloud }, { posts: 1, stored: 0 });
  } finally {
    await browser.close();
  }
});
