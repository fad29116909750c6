import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { changeSettings } from '../states/driver.ts';
import { record } from '../journeys/steps.ts';
import { choose, detailOf, slowUploads, uploads } from '../support/ota-drop.ts';
import { staleTexts, translatedTexts, translateForEver } from '../support/browser/translator.ts';
import { chooseOne, countTickets, inDetail, noiseFile, openAndChoose } from './evidence.ts';
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
  const doubt = (await detailOf(again)).locator('[data-doubt=uploaded-before]');
  await expect(doubt).toContainText(
    /same bytes were already uploaded as “gz” and verified, .+ ago\./,
  );
  await expect(doubt).toContainText('Use that address, or upload the file again.');
  await expect(await inDetail(again, 'firmware-url')).toHaveText(address);
  expect(tickets.asked).toBe(0);
  expect(await cloud.stored()).toHaveLength(1);

  await (await inDetail(again, 'start')).click();
  await expectVerified(cloud, again, files.gz);
  await expect(again.getByTestId('firmware-url')).not.toHaveText(address);
});

test('V09 the hour is counted down, past a reload', async ({ page, files, cloud }) => {
  await page.clock.install();
  await changeSettings(page, { cloud: 'alibaba', platformDialect: 'alibaba' });
  const row = await openAndChoose(page, cloud, files.gz);
  const sweep = await inDetail(row, 'sweep');
  await expect(sweep).toHaveText(
    /deletes this file in 59\smin unless you create a package from it/,
  );
  await page.clock.fastForward('12:30');
  await page.reload();
  // The details are loaded with the first movement.
  await page.mouse.move(100, 100);
  await expect(sweep).toHaveText(/deletes this file in 47\smin/);
  await page.clock.fastForward('46:00');
  await expect(sweep).toHaveText(/in 1\smin|less than a minute/);
  await page.clock.fastForward('02:00');
  await expect(sweep).toContainText('may have deleted this file after an hour');
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
  await (await inDetail(other, 'remove')).click();
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

test('B11 the total’s bar never runs backwards', async ({ page, files, cloud }) => {
  const large = await sparseFile(join(files.dir, 'total.bin'), 12_000_000);
  const undecided = await sparseFile(join(files.dir, 'total.img'), 5_000_000);
  await page.goto(cloud.url);
  await slowUploads(page, 2_000_000);
  await choose(page, large, undecided);
  await expect(uploads(page).first()).toHaveAttribute('data-status', 'sending');
  const bar = page.getByTestId('total-progress');
  await expect(bar).toHaveAttribute('max', '17000000');
  const seen = await record(page, () => {
    const total = document.querySelector<HTMLProgressElement>('[data-testid=total-progress]');
    return { value: total?.value ?? 0, max: total?.max ?? 0 };
  });
  const sent = async () => (await seen()).at(-1)?.value ?? 0;

  await expect.poll(sent).toBeGreaterThan(3_000_000);
  for (const nth of [1, 2, 3]) {
    const name = nth === 2 ? `more-${nth}.img` : `more-${nth}.bin`;
    await choose(page, await sparseFile(join(files.dir, name), 4_000_000));
    await expect(bar).toHaveAttribute('max', String(17_000_000 + nth * 4_000_000));
  }
  await expect.poll(sent).toBeGreaterThan(9_000_000);

  const all = await seen();
  const steps = all.slice(1).map((now, at) => ({ before: all[at] ?? now, now }));
  expect(steps.filter(({ before, now }) => now.max < before.max)).toEqual([]);
  expect(steps.filter(({ before, now }) => now.value < before.value)).toEqual([]);
  // Its share may fall, but only when the total grows.
  const shares = steps.filter(({ before, now }) => now.value / now.max < before.value / before.max);
  expect(shares.every(({ before, now }) => now.max > before.max)).toBe(true);
});
