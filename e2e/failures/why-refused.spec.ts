import type { Page } from 'playwright/test';
import type { RefusalName } from '../../src/testing/faults/store-refusals.ts';
import { startFaultyCloud, type FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { choose, uploads } from '../support/ota-drop.ts';
import {
  startRefusalProxy,
  type Instead,
  type RefusalProxy,
} from '../support/proxy/refusal-proxy.ts';
import { countTickets, expectNothingStored, keysIn, noiseFile } from './evidence.ts';
import { expect, expectFailed, test as base, withoutPauses, type Expected } from './fixtures.ts';

/** Refusals whose words do not get through a proxy: the page asks the store once more, without the file. */

type Road = { readonly cloud: FaultyCloud; readonly proxy: RefusalProxy };

const test = base.extend<{ readonly build: (instead: Instead) => Promise<Road> }>({
  build: async ({}, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (instead) => {
      const proxy = await startRefusalProxy(instead);
      ends.push(() => proxy.stop());
      const cloud = await startFaultyCloud({ env: { CLOUD_PUBLIC_URL: proxy.url } });
      ends.push(() => cloud.stop());
      proxy.leadTo(cloud.storeUrl);
      return { cloud, proxy };
    });
    for (const end of ends.toReversed()) await end();
  },
  // A connection that is reset, or answered by a proxy, is on the browser's console too.
  quietConsole: async ({}, use) => use(),
});

test.beforeEach(async ({ page }) => {
  test.setTimeout(120_000);
  await withoutPauses(page);
});

const RESET: Instead = { kind: 'reset' };
const BAD_GATEWAY: Instead = { kind: 'status', status: 502, isReadable: false };
const NOTHING_STORED = 'Nothing was stored.';
const AFTERWARDS =
  'Storage gave this reason afterwards, when this page asked it again without the file.';
const LIKELY = 'A proxy on the way probably kept the answer from this page.';

const REASONS: readonly (readonly [RefusalName, Expected])[] = [
  [
    'PolicyExpired',
    {
      kind: 'policy-expired',
      code: 'U10',
      title: 'The upload ticket expired on the way',
      stored: NOTHING_STORED,
    },
  ],
  [
    'AccessDenied',
    {
      kind: 'store-refused',
      code: 'U11',
      title: 'Storage refused the upload',
      stored: NOTHING_STORED,
    },
  ],
  [
    'NoSuchBucket',
    {
      kind: 'store-refused',
      code: 'U19',
      title: 'The storage account has a problem',
      stored: NOTHING_STORED,
    },
  ],
];

/** The store refuses early whatever comes with a ticket, and a form without the file alike. */
function refuseTickets({ cloud }: Road, as: RefusalName): void {
  cloud.plan.arm(
    { kind: 'refused', as, at: { bodyBytes: 65_536 }, concernsTicket: true },
    { each: 'key', times: Infinity },
  );
}

async function uploadOne(page: Page, { cloud }: Road, path: string, language = 'en') {
  const tickets = countTickets(page);
  await page.goto(`${cloud.url}/?lang=${language}`);
  await choose(page, path);
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'failed', { timeout: 90_000 });
  return { row, tickets };
}

for (const [as, expected] of REASONS) {
  test(`U42 · ${as}, and the proxy resets the sender: the page asks why without the file, and sends nothing again`, async ({
    page,
    files,
    build,
  }) => {
    const road = await build(RESET);
    refuseTickets(road, as);
    const { row, tickets } = await uploadOne(page, road, await noiseFile(files, 20));
    await expectFailed(row, expected, 'retry');
    const note = row.getByTestId('failure');
    await expect(note).toContainText(/The connection broke off at \d+%\./);
    await expect(note).toContainText(AFTERWARDS);
    await expect(note).toContainText(LIKELY);
    expect([tickets.asked, road.proxy.forms, road.cloud.plan.posts.length]).toEqual([1, 1, 1]);
    await expectNothingStored(road.cloud);
  });
}

test('U42 · the same in Chinese', async ({ page, files, build }) => {
  const road = await build(RESET);
  refuseTickets(road, 'AccessDenied');
  const { row } = await uploadOne(page, road, await noiseFile(files, 20), 'zh-CN');
  await expect(row).toContainText('该原因是本页面随后不带文件再次询问存储时得到的。');
  await expect(row).toContainText('途中的代理可能没有把存储的答复传给本页面。');
});

test('U42 · too large by a rule of the store that no ticket tells: what is known is said, and no more', async ({
  page,
  files,
  build,
}) => {
  const road = await build(RESET);
  // Without a file there is nothing that could be too large.
  road.cloud.plan.arm(
    { kind: 'refused', as: 'EntityTooLarge', at: { bodyBytes: 65_536 } },
    { each: 'key', times: Infinity },
  );
  const { row, tickets } = await uploadOne(page, road, await noiseFile(files, 20));
  await expectFailed(
    row,
    {
      kind: 'store-keeps-refusing',
      code: 'U08',
      title: 'The upload is cut off at the start, every time',
      stored: NOTHING_STORED,
    },
    'retry',
  );
  await expect(row).not.toContainText(AFTERWARDS);
  expect([tickets.asked, road.proxy.forms, keysIn(road.cloud.plan).size]).toEqual([3, 3, 3]);
  await expectNothingStored(road.cloud);
});

test('U42 · a proxy that resets for a reason of its own: nothing is laid on the store', async ({
  page,
  files,
  build,
}) => {
  const road = await build(RESET);
  road.cloud.plan.arm(
    { kind: 'gateway-error', status: 502, at: { bodyBytes: 65_536 }, isReadable: false },
    { each: 'key', times: Infinity },
  );
  const { row } = await uploadOne(page, road, await noiseFile(files, 20));
  await expect(row.getByTestId('failure')).toHaveAttribute('data-code', /FW-U0[78]/);
  await expect(row).not.toContainText(AFTERWARDS);
  await expectNothingStored(road.cloud);
});

for (const instead of [
  BAD_GATEWAY,
  { kind: 'status', status: 503, isReadable: true },
] as const satisfies readonly Instead[]) {
  const { status, isReadable } = instead;
  test(`U43 · the reason becomes ${status}, which this page may ${isReadable ? '' : 'not '}read: it is asked for without the file`, async ({
    page,
    files,
    build,
  }) => {
    const road = await build(instead);
    refuseTickets(road, 'AccessDenied');
    const { row, tickets } = await uploadOne(page, road, await noiseFile(files, 5));
    await expectFailed(
      row,
      {
        kind: 'store-refused',
        code: 'U11',
        title: 'Storage refused the upload',
        stored: NOTHING_STORED,
      },
      'retry',
    );
    const note = row.getByTestId('failure');
    await expect(note).toContainText(
      isReadable
        ? `Something on the way answered ${status} in place of storage.`
        : 'Everything was sent, and no answer came.',
    );
    await expect(note).toContainText(AFTERWARDS);
    await expect(note).toContainText(LIKELY);
    expect([tickets.asked, road.proxy.forms]).toEqual([1, 1]);
    await expectNothingStored(road.cloud);
  });
}
