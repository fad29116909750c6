import { join } from 'node:path';
import { FILE_SUFFIXES } from '../../src/contract/file-suffix.ts';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { choose, expect, slowUploads, test, uploads } from '../support/ota-drop.ts';
import { upload, withStatus } from './steps.ts';
import { translateForEver, translateFromTheStart } from '../support/browser/translator.ts';

/** The page while the browser translates it; `quietConsole` fails these tests on any error of React. */

for (const [when, isEarly] of [
  ['before the first file', true],
  ['in the middle of an upload', false],
] as const) {
  test(`rows and numbers work when translated ${when}`, async ({ page, server, files }) => {
    const large = await sparseFile(join(files.dir, `translated-${isEarly}.bin`), 24_000_000);
    if (isEarly) await translateFromTheStart(page);
    await page.goto(server.url);
    await slowUploads(page, 3_000_000);
    await choose(page, large);
    await expect(uploads(page)).toHaveAttribute('data-status', 'sending');
    if (!isEarly) await page.evaluate(translateForEver);
    await expect(page.locator('font font').first()).toBeAttached();

    // Numbers go on: bytes and percent of the row, and those of the list.
    const row = uploads(page).first();
    const numbers = async () => [
      /\d+%/.exec(await row.innerText())?.[0],
      await page.getByTestId('summary').innerText(),
    ];
    const before = await numbers();
    await expect
      .poll(async () => (await numbers()).every((text, index) => text !== before[index]), {
        timeout: 20_000,
      })
      .toBe(true);

    // Rows come, go and are counted while everything is translated.
    await choose(page, files.zip, files.gz);
    await expect(withStatus(page, 'done')).toHaveCount(2, { timeout: 30_000 });
    await withStatus(page, 'done').first().getByTestId('remove').click();
    await page.getByTestId('pause').click();
    await expect(page.getByTestId('paused')).toBeVisible();
    await page.getByTestId('pause').click();
    await expect(page.getByTestId('paused')).toBeHidden();
    await page.locator('[data-status=sending]').getByTestId('cancel').click();
    await expect(withStatus(page, 'cancelled')).toHaveCount(1);
    await page.getByTestId('language').click();
    await expect(page.locator('html')).not.toHaveAttribute('lang', 'en');
    await page.getByTestId('clear-finished').click();
    await expect(uploads(page)).toHaveCount(0);
    await expect(page.getByTestId('crash')).toHaveCount(0);
  });
}

test('page translation leaves names and addresses alone', async ({ page, server, files }) => {
  await translateFromTheStart(page);
  await page.goto(server.url);
  await upload(page, files.zip);
  await page.locator('[data-testid=upload] details summary').last().click();
  for (const kept of [
    page.getByTestId('firmware-url'),
    page.getByTestId('digest').first(),
    page.locator('[data-testid=upload] h3'),
    page.getByTestId('suffix-choice').nth(1),
  ]) {
    await expect(kept).toBeVisible();
    await expect(kept.locator('font')).toHaveCount(0);
  }
  const chips = await page.getByTestId('suffix-choice').allInnerTexts();
  expect(chips.slice(1)).toEqual([...FILE_SUFFIXES]);
});
