import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright/test';
import { packReceipt, type SavedReceipt } from '../../src/upload/storage/saved-receipt.ts';
import { chooserOf, choose, expect, test, uploads } from '../support/ota-drop.ts';

/** Receipts outlive the list: what was uploaded last month is found again, and compared with what lies on the desk. */

const done = (page: Page) => page.locator('[data-testid=upload][data-status=done]');
const rows = (page: Page) => page.getByTestId('kept-receipt');
const dialog = (page: Page) => page.getByTestId('history');

async function openReceipts(page: Page): Promise<void> {
  await page.getByTestId('receipts').click();
  await expect(dialog(page)).toBeVisible();
}

/** Every checksum has arrived. */
async function expectDigested(page: Page, count: number): Promise<void> {
  await expect(done(page)).toHaveCount(count);
  await expect(uploads(page).getByTestId('digest')).toHaveCount(3 * count);
}

/** A real drop: the browser itself makes the events. */
async function drop(page: Page, target: Locator, ...paths: readonly string[]): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error('not on the page');
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(30, box.height / 2)];
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', {
      type,
      x,
      y,
      data: { items: [], files: [...paths], dragOperationsMask: 1 },
    });
  }
}

test('what was uploaded is found again, compared, handed on and thrown away', async ({
  page,
  server,
  files,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(server.url);
  await choose(page, files.gz, files.zip);
  await expectDigested(page, 2);
  const urls = await page.getByTestId('firmware-url').allTextContents();
  await page.getByTestId('clear-finished').click();
  await expect(uploads(page)).toHaveCount(0);
  await page.reload();
  await expect(uploads(page)).toHaveCount(0);

  await openReceipts(page);
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByTestId('history-count')).toHaveText('2 receipts');
  expect((await rows(page).getByTestId('firmware-url').allTextContents()).toSorted()).toEqual(
    urls.toSorted(),
  );

  const search = page.getByTestId('history-search');
  await search.fill('no such firmware');
  await expect(page.getByTestId('history-nothing')).toBeVisible();
  await search.fill(urls[1]?.slice(-20) ?? '');
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByTestId('history-count')).toHaveText('1 of 2 receipts');
  const row = rows(page).first();
  await expect(row).toContainText(urls[1] ?? '');

  const answer = row.getByTestId('comparison');
  await row.getByTestId('compare-input').setInputFiles(files.zip);
  await expect(answer).toHaveAttribute('data-kind', 'same');
  await expect(answer).toContainText(/is that file.*CRC-64, SHA-256/);
  await drop(page, row, files.gz);
  await expect(answer).toHaveAttribute('data-kind', 'other-size');
  await drop(page, row, files.zip, files.gz);
  await expect(answer).toHaveAttribute('data-kind', 'refused');
  const bytes = await readFile(files.zip);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  const flipped = join(files.dir, 'one-bit-flipped.zip');
  await writeFile(flipped, bytes);
  await drop(page, row, flipped);
  await expect(answer).toHaveAttribute('data-kind', 'other-bytes');
  await drop(page, row, files.zip);
  await expect(answer).toHaveAttribute('data-kind', 'same');

  await row.getByTestId('kept-details').click();
  await expect(row.getByTestId('digest')).toHaveCount(3);

  await search.fill('');
  await expect(rows(page)).toHaveCount(2);
  const tools = dialog(page);
  await tools.getByTestId('copy-all').click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n').toSorted()).toEqual(urls.toSorted());
  await tools.getByTestId('export').locator('summary').click();
  const saving = page.waitForEvent('download');
  await tools.getByTestId('export-json').click();
  const saved: unknown = JSON.parse(await readFile(await (await saving).path(), 'utf8'));
  expect(saved).toEqual(
    expect.arrayContaining(urls.map((firmwareUrl) => expect.objectContaining({ firmwareUrl }))),
  );

  await rows(page).first().getByTestId('kept-remove').click();
  await expect(rows(page)).toHaveCount(1);
  await page.getByTestId('history-clear').click();
  await page.getByTestId('history-clear-no').click();
  await expect(rows(page)).toHaveCount(1);
  await page.getByTestId('history-clear').click();
  await page.getByTestId('history-clear-yes').click();
  await expect(page.getByTestId('history-empty')).toBeVisible();
  await page.reload();
  await openReceipts(page);
  await expect(page.getByTestId('history-empty')).toBeVisible();
  // Nothing of all this was an upload.
  await expect(uploads(page)).toHaveCount(0);
});

test('what an earlier visit has uploaded is recognised, though the list was cleared', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.gz);
  await expectDigested(page, 1);
  await page.getByTestId('clear-finished').click();
  await page.reload();
  await choose(page, files.gz, files.zip);
  await expect(done(page)).toHaveCount(1);
  await expect(uploads(page).first()).toHaveAttribute('data-status', 'ready');
});

test('a drop beside the receipts is nothing, and one on the page an upload again', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(done(page)).toHaveCount(1);
  await openReceipts(page);
  await expect(rows(page)).toHaveCount(1);
  await drop(page, page.getByTestId('history-search'), files.zip);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(uploads(page)).toHaveCount(1);
  await drop(page, page.locator('main'), files.zip);
  await expect(uploads(page)).toHaveCount(2);
});

test('what is pasted where one writes, or behind the receipts, is no upload', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.gz);
  await expectDigested(page, 1);
  await openReceipts(page);
  // A cell of a spreadsheet comes as text and as a picture.
  const paste = (target: Locator) =>
    target.evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '4.2.0');
      clipboardData.items.add(new File(['pixels'], 'image.png'));
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      return element.dispatchEvent(event);
    });
  // Nobody has kept the browser from doing what it does with text.
  expect(await paste(page.getByTestId('history-search'))).toBe(true);
  expect(await paste(dialog(page))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(uploads(page)).toHaveCount(1);
  expect(await paste(page.locator('body'))).toBe(false);
  await expect(uploads(page)).toHaveCount(2);
});

test('a finished row of the list is compared with a file as well', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.gz);
  await expectDigested(page, 1);
  await uploads(page).getByTestId('compare').focus();
  const chooser = await chooserOf(page, () => page.keyboard.press('Enter'));
  await chooser.setFiles(files.gz);
  await expect(uploads(page).getByTestId('comparison')).toHaveAttribute('data-kind', 'same');
  await uploads(page).getByTestId('compare-input').setInputFiles(files.zip);
  await expect(uploads(page).getByTestId('comparison')).toHaveAttribute('data-kind', 'other-size');
});

test('another tab’s upload appears while the receipts are open', async ({
  page,
  server,
  files,
  context,
}) => {
  await page.goto(server.url);
  await openReceipts(page);
  await expect(page.getByTestId('history-empty')).toBeVisible();
  const other = await context.newPage();
  await other.goto(server.url);
  await choose(other, files.gz);
  await expect(rows(page)).toHaveCount(1);
});

test('Escape closes the innermost thing, and the focus goes back to what opened it', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.gz, files.zip);
  await expect(done(page)).toHaveCount(2);

  const listMenu = page.getByTestId('export');
  await listMenu.locator('summary').click();
  await expect(page.getByTestId('export-json')).toBeVisible();
  await page.getByRole('heading', { name: 'Uploads' }).click();
  await expect(page.getByTestId('export-json')).toBeHidden();

  await page.getByTestId('receipts').focus();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(2);
  const menu = dialog(page).getByTestId('export').locator('summary');
  await menu.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByTestId('export-json')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(dialog(page).getByTestId('export-json')).toBeHidden();
  await expect(menu).toBeFocused();

  await page.getByTestId('history-clear').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('history-clear-no')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('history-clear-no')).toHaveCount(0);
  await expect(page.getByTestId('history-clear')).toBeFocused();

  await rows(page).first().getByTestId('kept-remove').focus();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toBeFocused();

  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByTestId('receipts')).toBeFocused();
});

test('the answer is said where a screen reader hears it', async ({ page, server, files }) => {
  await page.goto(server.url);
  await choose(page, files.gz);
  await expectDigested(page, 1);
  await openReceipts(page);
  await rows(page).getByTestId('compare-input').setInputFiles(files.gz);
  await expect(dialog(page).locator('[aria-live=polite]')).toContainText('is that file');
  // What was said before is not said again.
  await expect(dialog(page).locator('[aria-live=polite]')).not.toContainText('verified');
});

test('what was done while the history could not be loaded is in it later', async ({
  page,
  server,
  files,
}) => {
  let isAway = true;
  await page.route(/receipts-/, (route) => (isAway ? route.abort() : route.continue()));
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(done(page)).toHaveCount(1);
  await openReceipts(page);
  await expect(dialog(page).getByTestId('part-missing')).toBeVisible();
  isAway = false;
  await expect(rows(page)).toHaveCount(1);
});

test('a browser without storage uploads, and says that it keeps no receipts', async ({
  page,
  server,
  files,
}) => {
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    }
  });
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(done(page)).toHaveCount(1);
  await openReceipts(page);
  await expect(page.getByTestId('history-unavailable')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`receipts have no accessibility violations, ${colorScheme}`, async ({
    page,
    server,
    files,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(server.url);
    await choose(page, files.gz);
    await expect(done(page)).toHaveCount(1);
    await openReceipts(page);
    await rows(page).first().getByTestId('kept-details').click();
    await rows(page).getByTestId('compare-input').setInputFiles(files.zip);
    await expect(rows(page).getByTestId('comparison')).toBeVisible();
    await page.getByTestId('history-clear').click();
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
}

test.describe('a thousand receipts', () => {
  test.beforeEach(async ({ page, server }) => {
    await page.goto(server.url);
    await openReceipts(page);
    await expect(page.getByTestId('history-empty')).toBeVisible();
    await page.evaluate(fillHistory, manyReceipts(1_000));
    await page.reload();
  });

  test('come fifty at a time, the focus with them, and are all searched', async ({ page }) => {
    await openReceipts(page);
    await expect(rows(page)).toHaveCount(50);
    await expect(page.getByTestId('history-count')).toHaveText('1,000 receipts');
    await page.getByTestId('history-more').click();
    await expect(rows(page)).toHaveCount(100);
    await expect(rows(page).nth(50)).toBeFocused();
    // Typing is typing: the focus stays, and the list begins at its beginning again.
    const search = page.getByTestId('history-search');
    await search.pressSequentially('a');
    await expect(rows(page)).toHaveCount(50);
    await search.press('Backspace');
    await expect(rows(page)).toHaveCount(50);
    await expect(search).toBeFocused();
    await search.fill('_987.zip');
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText('router_987.zip');
  });

  test('stand in 320 px', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 700 });
    await openReceipts(page);
    await rows(page).first().getByTestId('kept-details').click();
    await expect(rows(page).first().getByTestId('digest')).toHaveCount(3);
    const widths = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('dialog')].map(
        (each) => each.scrollWidth,
      ),
    );
    for (const width of widths) expect(width).toBeLessThanOrEqual(320);
  });
});

function manyReceipts(count: number): readonly (readonly [id: string, value: unknown])[] {
  return Array.from({ length: count }, (_, n) => {
    const id = `0-${String(n).padStart(6, '0')}`;
    const kept = {
      id,
      firmware: { name: `router_${n}.zip`, folder: 'boardA', size: 1_000 + n, modifiedAt: 0 },
      suffix: 'zip',
      attempts: 1,
      digests: { crc64: '11051210869376104954', md5: '25f9e794', sha256: '15e2b0d3'.repeat(8) },
      image: undefined,
      receipt: {
        firmwareUrl: `https://bucket.example/ota/firmware/${n}.zip`,
        verdict: { kind: 'verified', crc64: '11051210869376104954' },
        ticketRequestId: `ticket-${n}`,
        storeRequestId: undefined,
        finishedAt: Date.UTC(2026, 0, 1) + n * 3_600_000,
        sendMs: 1_000,
      },
    } as const satisfies SavedReceipt;
    return [id, packReceipt(kept)];
  });
}

/** In the page. */
async function fillHistory(
  items: readonly (readonly [id: string, value: unknown])[],
): Promise<void> {
  const request = indexedDB.open('ota-drop-history');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
  const writing = database.transaction('items', 'readwrite');
  for (const [id, value] of items) writing.objectStore('items').put(value, id);
  await new Promise((resolve) => writing.addEventListener('complete', resolve));
  database.close();
}
