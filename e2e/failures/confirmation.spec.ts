import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { AT_END, type Fault } from '../../src/faults/fault.ts';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { expectSoon, passUntil, standStill } from '../support/browser/page-clock.ts';
import { detailOf } from '../support/ota-drop.ts';
import {
  chooseOne,
  expectCounts,
  expectNothingStored,
  inDetail,
  openAndChoose,
  uploadAgain,
} from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectFailed,
  expectVerified,
  loudTest,
  MAYBE_STORED,
  NOTHING_STORED,
  retryAndExpectVerified,
  test,
  type Failed,
} from './fixtures.ts';

/** Everything was sent. Whether it arrived, and whole, is another question: no address is shown before it has an answer. */

test.use({ pauses: 'none' });

const ALWAYS = { each: 'key', times: Infinity } as const;
const ONCE = { each: 'key' } as const;
const LOST: Fault = { kind: 'lost-answer', by: 'reset' };
const FLIPPED: Fault = { kind: 'flipped-bit', at: AT_END, bit: 0 };
const unseen = (as: 403 | 404 | 503, heads = Infinity): Fault => ({
  kind: 'unseen-object',
  heads,
  as,
});

const MISMATCH: Failed = {
  kind: 'checksum-mismatch',
  code: 'V03',
  title: 'The stored file doesn’t match yours',
  stored: 'A copy with other bytes is in storage; its address must not be used and is not shown.',
};
const ABSENT: Failed = {
  kind: 'answer-lost',
  code: 'V05',
  title: 'Everything was sent, but nothing arrived in storage',
  stored: NOTHING_STORED,
};
const UNKNOWN: Failed = {
  ...ABSENT,
  title: 'Can’t tell whether the upload finished',
  stored: MAYBE_STORED,
};

test('V02 a hidden checksum is asked for by the server', async ({ page, files, cloud }) => {
  cloud.plan.arm({ kind: 'hidden-checksum', from: 'pages' });
  await expectVerified(cloud, await openAndChoose(page, cloud, files.gz), files.gz);
  await expectCounts({ cloud }, { posts: 1, heads: 1, bites: 1 });
});

test('V02 a checksum that cannot be had is not called verified', async ({ page, files, cloud }) => {
  await standStill(page, cloud.url);
  const expectUnverified = async (row: Locator) => {
    // Our server is asked for so long; the clock goes as fast as that allows.
    await expectSoon(page, row, 'done', 500);
    await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'unverified');
    await expect(row.getByTestId('verdict')).toHaveText('Not verified');
    const detail = await detailOf(row);
    await expect(detail).toContainText('the stored bytes are not proven');
    await expect(detail).not.toContainText('matches the stored object');
    const url = await row.getByTestId('firmware-url').textContent();
    expect((await cloud.stored()).map(({ key }) => `${cloud.cloudUrl}/${key}`)).toContain(url);
  };
  cloud.plan.arm({ kind: 'hidden-checksum', from: 'everybody' });
  await expectUnverified(await chooseOne(page, files.gz));
  expect(cloud.plan.bites).toHaveLength(1);

  // The same when our server cannot be asked.
  cloud.plan.arm({ kind: 'hidden-checksum', from: 'pages' });
  await page.route('**/api/confirmations', (route) => route.abort());
  await expectUnverified(await chooseOne(page, files.bin));
  expect(cloud.plan.bites).toHaveLength(2);
});

test('V03 a flipped bit: sent again to another address', async ({ page, files, cloud }) => {
  cloud.plan.arm({ kind: 'flipped-bit', at: { fileShare: 0.7 }, bit: 3 }, ONCE);
  const row = await openAndChoose(page, cloud, files.gz);
  await expectVerified(cloud, row, files.gz, { attempts: 2 });
  await expectCounts({ cloud, page }, { asked: 2, bites: 1, stored: 2 });
  // The address of the wrong copy was never shown.
  const [spoilt] = cloud.plan.posts;
  await expect(page.getByText(spoilt?.key ?? 'no key')).toHaveCount(0);
});

test('V03 bits flipped twice: no address, but both sums', async ({ page, files, cloud }) => {
  cloud.plan.arm({ kind: 'flipped-bit', at: { fileShare: 0.7 }, bit: 3 }, ALWAYS);
  const row = await openAndChoose(page, cloud, files.gz);
  await expectFailed(row, MISMATCH);
  await expectCounts({ cloud, page }, { asked: 2, bites: 2, stored: 2 });
  const [copy] = await cloud.stored();
  await expect(await inDetail(row, 'detail-failure')).toContainText(`stored ${copy?.crc64}`);
  cloud.plan.disarm();
  await retryAndExpectVerified(cloud, row, files.gz);
});

for (const { by, preflight, posts } of [
  { by: 'close', preflight: 'own-socket', posts: 1 },
  // The browser sends it again by itself. That is refused before its file is read: there is no second answer to lose.
  { by: 'reset', preflight: 'same-socket', posts: 2 },
] as const) {
  test(`V05 an answer lost by ${by}, ${posts} sends: asked for`, async ({ page, files, cloud }) => {
    cloud.plan.preflight = preflight;
    cloud.plan.arm({ kind: 'lost-answer', by }, ONCE);
    const row = await openAndChoose(page, cloud, files.gz);
    await expectVerified(cloud, row, files.gz, { attempts: 1 });
    await expectCounts({ cloud, page }, { asked: 1, posts, heads: 1, bites: 1, stored: 1 });
  });
}

test('V05 what did not arrive is asked for, then sent again', async ({ page, files, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'reset', at: AT_END }, { each: 'key', times: 4 });
  await standStill(page, cloud.url);
  const row = await chooseOne(page, files.gz);
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await passUntil(page, () => cloud.plan.seen.heads === 3 * attempt - 2);
    const awaiting = await inDetail(row, 'awaiting');
    await expect(awaiting).toHaveText('Not sure the upload finished. Checking with storage…');
    await passUntil(page, () => cloud.plan.seen.heads === 3 * attempt - 1, 500);
    await expectAttempt(row, attempt);
    // Without pauses the next attempt's first question may have come already.
    await passUntil(page, () => cloud.plan.seen.heads >= 3 * attempt, 500);
  }
  await expectFailed(row, ABSENT);
  await expectCounts({ cloud, page }, { asked: 4, keys: 4, bites: 4 });
  await expectNothingStored(cloud);
  await retryAndExpectVerified(cloud, row, files.gz);
});

/** The store takes the file, its answer is lost, and it does not say whether it has the object. */
async function loseWithoutWord(
  page: Page,
  cloud: Parameters<typeof openAndChoose>[1] & Parameters<typeof expectNothingStored>[0],
  path: string,
  as: 403 | 503,
  aim: typeof ALWAYS | typeof ONCE,
): Promise<Locator> {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm(LOST, aim);
  cloud.plan.arm(unseen(as), aim);
  await standStill(page, cloud.url);
  return chooseOne(page, path);
}

test('V05 a small file in doubt for long: the user decides', async ({ page, files, cloud }) => {
  const row = await loseWithoutWord(page, cloud, files.gz, 503, ALWAYS);
  await passUntil(page, () => cloud.plan.seen.heads === 12, 500);
  await expectFailed(row, UNKNOWN);
  await expectCounts({ cloud, page }, { asked: 4, stored: 4 });
});

test('V05 a large file in doubt: the user decides at once', async ({ page, files, cloud }) => {
  const path = await sparseFile(join(files.dir, 'large.bin'), 100_000_000);
  const row = await loseWithoutWord(page, cloud, path, 403, ONCE);
  await passUntil(page, () => cloud.plan.bites.length > 0);
  await passUntil(page, () => cloud.plan.seen.heads === 3, 500);
  await expectFailed(row, UNKNOWN);
  await page.clock.runFor(60_000);
  await expectCounts({ cloud, page }, { asked: 1, posts: 1, stored: 1 });
});

test('V06 the store, asked, holds other bytes: uploaded again', async ({ page, files, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm(FLIPPED, ONCE);
  cloud.plan.arm(LOST, ONCE);
  const row = await openAndChoose(page, cloud, files.gz);
  await expectVerified(cloud, row, files.gz, { attempts: 2 });
  await expectCounts({ cloud, page }, { asked: 2, bites: 2, heads: 1 });
});

test('V06 other bytes every time: no address', async ({ page, files, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm(LOST, ALWAYS);
  cloud.plan.arm(FLIPPED, ALWAYS);
  await expectFailed(await openAndChoose(page, cloud, files.gz), MISMATCH);
  await expectCounts({ cloud, page }, { asked: 2, posts: 2, heads: 2, stored: 2 });
});

test('V07 an object that can be seen only after a while', async ({ page, files, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  await standStill(page, cloud.url);
  for (const heads of [1, 2]) {
    const before = cloud.plan.seen.heads;
    cloud.plan.arm(LOST, ONCE);
    cloud.plan.arm(unseen(404, heads), ONCE);
    const row = await (heads === 1 ? chooseOne : uploadAgain)(page, files.gz);
    await passUntil(page, () => cloud.plan.seen.heads - before === heads + 1, 500);
    await expectVerified(cloud, row, files.gz, { attempts: 1 });
  }
  await expectCounts({ cloud, page }, { asked: 2, posts: 2 });
});

test('U03 V08 an unreadable answer: the server confirms', async ({ page, files, cloud }) => {
  cloud.plan.arm({ kind: 'no-cors', on: 'answer' }, { times: Infinity });
  const row = await openAndChoose(page, cloud, files.gz);
  await expectVerified(cloud, row, files.gz, { attempts: 1 });
  await expectCounts({ cloud, page }, { asked: 1, posts: 1, heads: 1, bites: 1 });
});

// The browser complains of the denial on its console.
loudTest('V10 a denied clipboard: an older way', async ({ page, context, files, gateway }) => {
  gateway.play('/', async (pass) => {
    const document = await pass();
    document.headers.append('permissions-policy', 'clipboard-write=()');
    return document;
  });
  await context.grantPermissions(['clipboard-read']);
  const row = await openAndChoose(page, gateway, files.gz);
  await expect(row).toHaveAttribute('data-status', 'done');
  const url = await row.getByTestId('firmware-url').textContent();
  const copy = row.getByTestId('copy-firmware-url');
  await copy.click();
  await expect(copy).toHaveAttribute('data-outcome', 'copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);

  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await copy.click();
  await expect(copy).toHaveText('Press Ctrl+C');
  expect(await page.evaluate(() => String(getSelection()))).toBe(url);
});
