import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { choose, detailOf, expect, uploads } from '../support/ota-drop.ts';
import { readClipboard, test } from './steps.ts';

/** A name is taken along by a triple click and Ctrl+C: all of it and nothing else, however little room it has. */

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const NAMES = [
  'gateway_4.2.0-rc3.bin',
  'gateway-rootfs-for-the-second-board_4.2.0-rc3.bin',
  `${'a-very-long-name-for-a-firmware-image_'.repeat(5)}4.2.0-rc3.bin`,
  `${'W'.repeat(120)}-固件-${'长'.repeat(20)}-4.2.0.bin`,
];

async function copyByTripleClick(page: Page, name: Locator): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText('nothing was copied'));
  await name.click({ clickCount: 3 });
  await page.keyboard.press('ControlOrMeta+C');
  return readClipboard(page);
}

test('a triple click on a name copies exactly the name', async ({ app, files }) => {
  const paths = NAMES.map((name) => join(files.dir, name));
  for (const path of paths) await copyFile(files.bin, path);
  await choose(app, ...paths);
  await expect(uploads(app)).toHaveCount(NAMES.length);
  for (const width of [1280, 700, 320]) {
    await app.setViewportSize({ width, height: 900 });
    for (const [nth, name] of NAMES.entries()) {
      const heading = (await detailOf(uploads(app).nth(nth))).getByTestId('detail-name');
      for (const part of [heading.locator('span').first(), heading.locator('span').last()]) {
        expect(await copyByTripleClick(app, part), `${width} px`).toBe(name);
      }
      const { right } = await heading.evaluate((element) => element.getBoundingClientRect());
      expect(right).toBeLessThanOrEqual(width);
    }
  }
});

test('a name that is cut in its row is heard in one piece', async ({ app, files }) => {
  const name = NAMES[1] ?? '';
  const path = join(files.dir, name);
  await copyFile(files.bin, path);
  await app.setViewportSize({ width: 390, height: 844 });
  await choose(app, path);
  await expect(uploads(app).getByTestId('open-detail')).toHaveAccessibleName(name);
  await expect(uploads(app).getByRole('heading')).toHaveAccessibleName(name);
});

test('a selected part of a name is copied as that part', async ({ app, files }) => {
  await choose(app, files.tarGz);
  const heading = (await detailOf(uploads(app))).getByTestId('detail-name');
  await heading.evaluate((element) => {
    const end = element.querySelector('span:last-child')?.lastChild;
    if (end === null || end === undefined) throw new Error('the name has no end');
    const range = document.createRange();
    range.setStart(end, 2);
    range.setEnd(end, 7);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
  });
  const selected = await app.evaluate(() => String(getSelection()));
  expect(selected).toHaveLength(5);
  await app.keyboard.press('ControlOrMeta+C');
  expect(await readClipboard(app)).toBe(selected);
});
