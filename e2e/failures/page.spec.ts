import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { slowUploads, uploads } from '../support/ota-drop.ts';
import { missSha256 } from '../states/page-conditions.ts';
import { staleTexts, translatedTexts, translateForEver } from '../support/browser/translator.ts';
import { chooseOne, countTickets, noiseFile, openAndChoose } from './evidence.ts';
import { expect, expectVerified, test } from './fixtures.ts';

/** What happens on the page itself, between one file and the next. */

test('P12 the same bytes are asked about, by any name', async ({ page, files, cloud }) => {
  const row = await openAndChoose(page, cloud, files.gz);
  await expectVerified(cloud, row, files.gz);
  const address = (await row.getByTestId('firmware-url').textContent()) ?? '';
  await page.getByTestId('clear-finished').click();
  await page.reload();

  const tickets = countTickets(page);
  const renamed = join(files.dir, 'renamed_2.0.gz');
  await writeFile(renamed, await readFile(files.gz));
  const again = await chooseOne(page, renamed);
  await expect(again).toHaveAttribute('data-status', 'ready');
  const doubt = again.locator('[data-doubt=uploaded-before]');
  await expect(doubt).toContainText(/same bytes were uploaded as “gz” and verified, .+ ago\./);
  await expect(doubt).toContainText('Use that address and remove this file, or upload it again.');
  await expect(again.getByTestId('firmware-url')).toHaveText(address);
  expect(tickets.asked).toBe(0);
  expect(await cloud.stored()).toHaveLength(1);

  await again.getByTestId('start').click();
  await expectVerified(cloud, again, files.gz);
  await expect(again.getByTestId('firmware-url')).not.toHaveText(address);
});

test('V09 the hour of an unused file is counted down', async ({ page, files, cloud }) => {
  await page.clock.install();
  await page.route('**/config.json', async (route) => {
    const config: object = await (await route.fetch()).json();
    const alibaba = { ...config, cloud: 'alibaba', platformDialect: 'alibaba' };
    await route.fulfill({ json: alibaba });
  });
  const row = await openAndChoose(page, cloud, files.gz);
  const sweep = row.getByTestId('sweep');
  await expect(sweep).toHaveText(/deletes this file in 59 min unless a package is created of it/);
  await page.clock.fastForward('58:30');
  await expect(sweep).toHaveText(/in 1 min|less than a minute/);
  await page.clock.fastForward('02:00');
  await expect(sweep).toContainText('The hour for this file is over');
  await expect(sweep).toContainText('upload it again');
});

test('B09 a page translated during an upload goes on', async ({ page, files, cloud }) => {
  const path = await noiseFile(files, 12);
  await page.goto(cloud.url);
  const letGo = await slowUploads(page, 2_000_000);
  const row = await chooseOne(page, path);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await page.evaluate(translateForEver);
  await expect(row.locator('font font').first()).toBeAttached();

  const numbers = async () => [
    /\d+%/.exec(await row.innerText())?.[0],
    await page.getByTestId('summary').innerText(),
  ];
  const before = await numbers();
  await expect
    .poll(async () => (await numbers()).every((text, at) => text !== before[at]))
    .toBe(true);
  const other = await chooseOne(page, files.gz);
  await expectVerified(cloud, other, files.gz);
  await other.getByTestId('remove').click();
  await expect(uploads(page)).toHaveCount(1);
  await letGo();
  await expectVerified(cloud, row, path);
  await expect(page.getByTestId('crash')).toHaveCount(0);

  expect(await page.evaluate(staleTexts)).toEqual([]);
  const address = (await row.getByTestId('firmware-url').textContent()) ?? 'none';
  const kept = [address, 'noise-12.bin'];
  const translated = await page.evaluate(translatedTexts);
  expect(translated.filter((text) => kept.some((each) => text.includes(each)))).toEqual([]);
});

test('B10 checksums missed by a closed page are filled in', async ({ page, files, cloud }) => {
  await missSha256(page);
  const row = await openAndChoose(page, cloud, files.apk);
  await expectVerified(cloud, row, files.apk);
  await expect(row).toContainText('computing…');
  await page.reload();
  await expectVerified(cloud, row, files.apk);
  await expect(row).toContainText('not known: the page was closed too early');
  await expect(row).not.toContainText('in this browser');
  await row.getByTestId('compare-input').setInputFiles(files.apk);
  await expect(row.locator('[data-testid=digest][data-kind=sha256]')).toHaveText(/^[0-9a-f]{64}$/);
  expect(cloud.plan.seen.posts).toBe(1);
});

test('B11 files added during an upload count at once', async ({ page, files, cloud }) => {
  await page.goto(cloud.url);
  const letGo = await slowUploads(page, 2_000_000);
  const first = await chooseOne(page, await noiseFile(files, 12));
  await chooseOne(page, files.apk);
  await expect(first).toHaveAttribute('data-status', 'sending');
  const bar = page.getByTestId('total-progress');
  const read = async () => ({
    value: Number(await bar.getAttribute('value')),
    max: Number(await bar.getAttribute('max')),
  });
  await expect.poll(async () => (await read()).value).toBeGreaterThan(3_000_000);
  const before = await read();
  // Its suffix is in doubt: it waits for the user, and is part of the whole from its arrival.
  const undecided = join(files.dir, 'undecided.img');
  await writeFile(undecided, Buffer.alloc(5_000_000, '\x01firmware'));
  await chooseOne(page, undecided);
  await expect.poll(async () => (await read()).max).toBe(before.max + 5_000_000);
  const after = await read();
  expect(after.value).toBeGreaterThanOrEqual(before.value);
  await letGo();
  await expectVerified(cloud, first, await noiseFile(files, 12));
});
