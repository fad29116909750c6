import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AT_END } from '../../src/testing/faults/fault.ts';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import {
  chooseOne,
  countTickets,
  expectNothingStored,
  keysIn,
  openAndChoose,
  uploadAgain,
} from './evidence.ts';
import { passUntil, standStill } from '../support/browser/page-clock.ts';
import {
  expect,
  expectFailed,
  expectProved,
  test,
  withoutPauses,
  type Expected,
} from './fixtures.ts';

/** Everything was sent. Whether it arrived, and whole, is another question: no address is shown before it has an answer. */

const MISMATCH: Expected = {
  kind: 'checksum-mismatch',
  code: 'V03',
  title: 'The stored file doesn’t match yours',
  stored: 'A copy with other bytes is in storage; its address must not be used and is not shown.',
};
const LOST = { kind: 'answer-lost', code: 'V05' };
const ABSENT: Expected = {
  ...LOST,
  title: 'Everything was sent, but nothing arrived in storage',
  stored: 'Nothing was stored.',
};
const UNKNOWN: Expected = {
  ...LOST,
  title: 'Can’t tell whether the upload finished',
  stored: 'A copy may have been stored; it is not published.',
};

test('V02 · a checksum that pages may not read is asked for by the server', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.arm({ kind: 'hidden-checksum', from: 'pages' });
  const { row } = await openAndChoose(page, cloud, files.gz);
  await expectProved(page, cloud, await readFile(files.gz), row);
  expect(cloud.plan.bites).toHaveLength(1);
  expect(cloud.plan.seen).toMatchObject({ posts: 1, heads: 1 });
});

test('V02 · a checksum that nobody may read is not called verified', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const expectUnverified = async (path: string) => {
    const row = await chooseOne(page, path);
    await expect(row).toHaveAttribute('data-status', 'done');
    await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'unverified');
    await expect(row.getByTestId('verdict')).toHaveText('Uploaded, not verified');
    await expect(row).toContainText('nothing proves the stored bytes');
    await expect(row).not.toContainText('matches the stored object');
    const url = await row.getByTestId('firmware-url').textContent();
    expect((await cloud.stored()).map(({ key }) => `${cloud.cloudUrl}/${key}`)).toContain(url);
  };

  cloud.plan.arm({ kind: 'hidden-checksum', from: 'everybody' });
  await expectUnverified(files.gz);
  expect(cloud.plan.bites).toHaveLength(1);

  // The same when there is nobody to ask.
  cloud.plan.arm({ kind: 'hidden-checksum', from: 'pages' });
  await page.route('**/api/confirmations', (route) => route.abort());
  await expectUnverified(files.bin);
  expect(cloud.plan.bites).toHaveLength(2);
});

test('V03 · one bit flipped at the store: uploaded again, to another address', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await withoutPauses(page);
  cloud.plan.arm({ kind: 'flipped-bit', at: { fileShare: 0.7 }, bit: 3 }, { each: 'key' });
  const { row, tickets } = await openAndChoose(page, cloud, files.gz);
  await expectProved(page, cloud, await readFile(files.gz), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.bites).toHaveLength(1);
  // The wrong copy lies under an address that nobody was shown.
  const [spoilt] = cloud.plan.posts;
  await expect(page.getByText(spoilt?.key ?? 'no key')).toHaveCount(0);
  expect(await cloud.stored()).toHaveLength(2);
});

test('V03 · a store that flips bits again: no address, and both sums for support', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await withoutPauses(page);
  cloud.plan.arm(
    { kind: 'flipped-bit', at: { fileShare: 0.7 }, bit: 3 },
    { each: 'key', times: Infinity },
  );
  const { row, tickets } = await openAndChoose(page, cloud, files.gz);
  await expectFailed(row, MISMATCH, 'retry');
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.bites).toHaveLength(2);
  const copies = await cloud.stored();
  expect(copies).toHaveLength(2);
  await expect(row.getByTestId('failure')).toContainText(`stored ${copies[0]?.crc64}`);
  cloud.plan.disarm();
  await row.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(files.gz), row);
});

for (const by of ['reset', 'close'] as const) {
  test(`V05 · the answer is lost by ${by}: the store says that it has the object`, async ({
    page,
    files,
    startCloud,
  }) => {
    const cloud = await startCloud();
    cloud.plan.preflight = 'own-socket';
    cloud.plan.arm({ kind: 'lost-answer', by });
    const { row, tickets } = await openAndChoose(page, cloud, files.gz);
    await expectProved(page, cloud, await readFile(files.gz), row);
    await expect(row).toHaveAttribute('data-attempt', '1');
    expect(tickets.asked).toBe(1);
    expect(cloud.plan.bites).toHaveLength(1);
    expect(cloud.plan.seen).toMatchObject({ posts: 1, heads: 1 });
  });
}

test('V05 · lost, and the browser sends it again by itself: the store has it already, and the page asks', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'same-socket';
  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { each: 'key' });
  const { row, tickets } = await openAndChoose(page, cloud, files.gz);
  await expectProved(page, cloud, await readFile(files.gz), row);
  expect(tickets.asked).toBe(1);
  // The repetition is refused before its file is read, so there is no second answer to lose.
  expect(cloud.plan.bites).toHaveLength(1);
  expect(cloud.plan.seen).toMatchObject({ posts: 2, heads: 1 });
  expect(await cloud.stored()).toHaveLength(1);
});

test('V05 · everything was sent and nothing is there: asked for ten seconds, then sent again', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'reset', at: AT_END }, { each: 'key', times: 4 });
  await withoutPauses(page);
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  const row = await chooseOne(page, files.gz);
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await passUntil(page, () => cloud.plan.seen.heads === 3 * attempt - 2);
    const awaiting = row.getByTestId('awaiting');
    await expect(awaiting).toHaveText('Not sure the upload finished: checking with storage…');
    await passUntil(page, () => cloud.plan.seen.heads === 3 * attempt - 1, 500);
    await expect(row).toHaveAttribute('data-attempt', String(attempt));
    // Without pauses the next attempt's first question may have come already.
    await passUntil(page, () => cloud.plan.seen.heads >= 3 * attempt, 500);
  }
  await expectFailed(row, ABSENT, 'retry');
  expect(tickets.asked).toBe(4);
  expect(keysIn(cloud.plan).size).toBe(4);
  expect(cloud.plan.bites).toHaveLength(4);
  await expectNothingStored(cloud);
  await row.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(files.gz), row);
});

test.describe('a store that does not say what it holds', () => {
  test('V05 · a small file is sent again, to another address', async ({
    page,
    files,
    startCloud,
  }) => {
    const cloud = await startCloud();
    cloud.plan.preflight = 'own-socket';
    cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { each: 'key' });
    cloud.plan.arm({ kind: 'unseen-object', heads: Infinity, as: 403 }, { each: 'key' });
    await withoutPauses(page);
    await standStill(page, cloud.url);
    const tickets = countTickets(page);
    const row = await chooseOne(page, files.gz);
    await passUntil(page, () => cloud.plan.seen.heads === 3, 500);
    await passUntil(page, () => cloud.plan.seen.posts === 2, 500);
    await expectProved(page, cloud, await readFile(files.gz), row);
    await expect(row).toHaveAttribute('data-attempt', '2');
    expect(tickets.asked).toBe(2);
    // The first copy is an orphan: whole, and shown nowhere.
    expect(await cloud.stored()).toHaveLength(2);
  });

  test('V05 · a small file that it never says a word about: a person decides', async ({
    page,
    files,
    startCloud,
  }) => {
    const cloud = await startCloud();
    cloud.plan.preflight = 'own-socket';
    const always = { each: 'key', times: Infinity } as const;
    cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, always);
    cloud.plan.arm({ kind: 'unseen-object', heads: Infinity, as: 503 }, always);
    await withoutPauses(page);
    await standStill(page, cloud.url);
    const tickets = countTickets(page);
    const row = await chooseOne(page, files.gz);
    await passUntil(page, () => cloud.plan.seen.heads === 12, 500);
    await expectFailed(row, UNKNOWN, 'retry');
    expect(tickets.asked).toBe(4);
    expect(await cloud.stored()).toHaveLength(4);
  });

  test('V05 · whether a large file is sent again is for a person to say', async ({
    page,
    files,
    startCloud,
  }) => {
    const path = await sparseFile(join(files.dir, 'large.bin'), 100_000_000);
    const cloud = await startCloud();
    cloud.plan.preflight = 'own-socket';
    cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { each: 'key' });
    cloud.plan.arm({ kind: 'unseen-object', heads: Infinity, as: 403 }, { each: 'key' });
    await withoutPauses(page);
    await standStill(page, cloud.url);
    const tickets = countTickets(page);
    const row = await chooseOne(page, path);
    await passUntil(page, () => cloud.plan.bites.length > 0);
    await passUntil(page, () => cloud.plan.seen.heads === 3, 500);
    await expectFailed(row, UNKNOWN, 'retry');
    await page.clock.runFor(60_000);
    expect(tickets.asked).toBe(1);
    expect(cloud.plan.seen.posts).toBe(1);
    expect(await cloud.stored()).toHaveLength(1);
  });
});

test('V06 · the store, asked, holds other bytes: uploaded again, to another address', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  await withoutPauses(page);
  await page.goto(cloud.url);
  cloud.plan.arm({ kind: 'flipped-bit', at: AT_END, bit: 0 }, { each: 'key' });
  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { each: 'key' });
  const tickets = countTickets(page);
  const row = await chooseOne(page, files.gz);
  await expectProved(page, cloud, await readFile(files.gz), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.bites).toHaveLength(2);
  expect(cloud.plan.seen.heads).toBe(1);
});

test('V06 · other bytes every time, or a mismatch without a sum: no address', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  await withoutPauses(page);
  await page.goto(cloud.url);
  const tickets = countTickets(page);
  const always = { each: 'key', times: Infinity } as const;
  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, always);
  cloud.plan.arm({ kind: 'flipped-bit', at: AT_END, bit: 0 }, always);
  await expectFailed(await chooseOne(page, files.gz), MISMATCH, 'retry');
  expect(cloud.plan.seen).toMatchObject({ posts: 2, heads: 2 });
  expect(await cloud.stored()).toHaveLength(2);

  // Our server may have seen another size, which needs no checksum.
  await page.route('**/api/confirmations', (route) =>
    route.fulfill({
      json: {
        success: true,
        code: '',
        data: { confirmation: 'stored', size: 1, firmwareUrl: 'https://bucket.test/a.bin' },
        requestId: '',
      },
    }),
  );
  const row = await chooseOne(page, files.bin);
  await expectFailed(row, MISMATCH, 'retry');
  await expect(row.getByTestId('failure')).toContainText('stored not known');
  expect(tickets.asked).toBe(4);
});

test('V07 · an object that shows itself only after a while', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  for (const heads of [1, 2]) {
    const before = cloud.plan.seen.heads;
    cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { each: 'key' });
    cloud.plan.arm({ kind: 'unseen-object', heads, as: 404 }, { each: 'key' });
    const row = await (heads === 1 ? chooseOne : uploadAgain)(page, files.gz);
    await passUntil(page, () => cloud.plan.seen.heads - before === heads + 1, 500);
    await expectProved(page, cloud, await readFile(files.gz), row);
    await expect(row).toHaveAttribute('data-attempt', '1');
  }
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.seen.posts).toBe(2);
});

test('U03 V08 · an answer that the page may not read: the server confirms what is stored', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.arm({ kind: 'no-cors', on: 'answer' }, { times: Infinity });
  const { row, tickets } = await openAndChoose(page, cloud, files.gz);
  await expectProved(page, cloud, await readFile(files.gz), row);
  await expect(row).toHaveAttribute('data-attempt', '1');
  expect(tickets.asked).toBe(1);
  expect(cloud.plan.seen).toMatchObject({ posts: 1, heads: 1 });
  expect(cloud.plan.bites).toHaveLength(1);
});

test('V10 · the clipboard is denied: an older way copies, and without it the text is selected', async ({
  context,
  files,
  startCloud,
  putBefore,
}) => {
  const cloud = await startCloud();
  const gateway = await putBefore(cloud);
  gateway.play('/', async (pass) => {
    const document = await pass();
    document.headers.append('permissions-policy', 'clipboard-write=()');
    return document;
  });
  await context.grantPermissions(['clipboard-read']);
  // A page of its own: the browser complains of the denial on its console.
  const page = await context.newPage();
  await page.goto(gateway.url);
  const row = await chooseOne(page, files.gz);
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
