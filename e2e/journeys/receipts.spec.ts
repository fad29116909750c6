import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright/test';
import { packReceipt, type SavedReceipt } from '../../src/upload/storage/saved-receipt.ts';
import { rememberMany } from '../support/browser/saved-list.ts';
import { choose, detailOf, expect, uploads } from '../support/ota-drop.ts';
import {
  drop,
  openReceipts,
  readClipboard,
  receiptRows,
  test,
  upload,
  withholdChunk,
} from './steps.ts';

/** Receipts outlive the list: earlier uploads are found again, and compared with files at hand. */

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('receipts are searched, compared, saved, removed', async ({ app, files, write }) => {
  await upload(app, files.gz, files.zip);
  for (const row of await uploads(app).all()) {
    await expect((await detailOf(row)).getByTestId('digest')).toHaveCount(3);
  }
  const urls = await app.getByTestId('firmware-url').allTextContents();
  await app.getByTestId('clear-finished').click();
  await expect(uploads(app)).toHaveCount(0);
  await app.reload();
  await expect(uploads(app)).toHaveCount(0);

  await openReceipts(app);
  const rows = receiptRows(app);
  await expect(rows).toHaveCount(2);
  await expect(app.getByTestId('history-count')).toHaveText('2 receipts');
  const shown = await rows.getByTestId('firmware-url').allTextContents();
  expect(shown.toSorted()).toEqual(urls.toSorted());

  const search = app.getByTestId('history-search');
  await search.fill('no such firmware');
  await expect(app.getByTestId('history-nothing')).toBeVisible();
  await search.fill(urls[1]?.slice(-20) ?? '');
  await expect(rows).toHaveCount(1);
  await expect(app.getByTestId('history-count')).toHaveText('1 of 2 receipts');
  const row = rows.first();
  await expect(row).toContainText(urls[1] ?? '');

  const answer = row.getByTestId('comparison');
  await row.getByTestId('compare-input').setInputFiles(files.zip);
  await expect(answer).toHaveAttribute('data-kind', 'same');
  await expect(answer).toContainText(/is that file.*CRC-64, SHA-256/);
  const bytes = await readFile(files.zip);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  const flipped = await write('one-bit-flipped.zip', bytes);
  for (const [dropped, kind] of [
    [[files.gz], 'other-size'],
    [[files.zip, files.gz], 'refused'],
    [[flipped], 'other-bytes'],
    [[files.zip], 'same'],
  ] as const) {
    await drop(app, row, { files: dropped });
    await expect(answer).toHaveAttribute('data-kind', kind);
  }

  await row.getByTestId('kept-details').click();
  await expect(row.getByTestId('digest')).toHaveCount(3);

  await search.fill('');
  await expect(rows).toHaveCount(2);
  const dialog = app.getByTestId('history');
  await dialog.getByTestId('copy-all').click();
  expect((await readClipboard(app)).split('\n').toSorted()).toEqual(urls.toSorted());
  await dialog.getByTestId('export').locator('summary').click();
  const saving = app.waitForEvent('download');
  await dialog.getByTestId('export-json').click();
  const saved: unknown = JSON.parse(await readFile(await (await saving).path(), 'utf8'));
  expect(saved).toEqual(
    expect.arrayContaining(urls.map((firmwareUrl) => expect.objectContaining({ firmwareUrl }))),
  );

  await rows.first().getByTestId('kept-remove').click();
  await expect(rows).toHaveCount(1);
  await app.getByTestId('history-clear').click();
  await app.getByTestId('history-clear-no').click();
  await expect(rows).toHaveCount(1);
  await app.getByTestId('history-clear').click();
  await app.getByTestId('history-clear-yes').click();
  await expect(app.getByTestId('history-empty')).toBeVisible();
  await app.reload();
  await openReceipts(app);
  await expect(app.getByTestId('history-empty')).toBeVisible();
  // Nothing of all this was an upload.
  await expect(uploads(app)).toHaveCount(0);
});

test('files dropped or pasted into the open receipts are ignored', async ({ app, files }) => {
  // A cell of a spreadsheet is pasted as text and as a picture.
  const paste = (target: Locator) =>
    target.evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '4.2.0');
      clipboardData.items.add(new File(['pixels'], 'image.png'));
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      return element.dispatchEvent(event);
    });
  await upload(app, files.gz);
  await openReceipts(app);
  const search = app.getByTestId('history-search');
  await drop(app, search, { files: [files.zip] });
  // True: the browser still does what it does with text.
  expect(await paste(search)).toBe(true);
  expect(await paste(app.getByTestId('history'))).toBe(true);
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('history')).toHaveCount(0);
  await expect(uploads(app)).toHaveCount(1);
  await drop(app, app.locator('main'), { files: [files.zip] });
  await expect(uploads(app)).toHaveCount(2);
  expect(await paste(app.locator('body'))).toBe(false);
  await expect(uploads(app)).toHaveCount(3);
});

test('another tab’s upload appears in the open receipts', async ({ app, server, files }) => {
  await openReceipts(app);
  await expect(app.getByTestId('history-empty')).toBeVisible();
  const other = await app.context().newPage();
  await other.goto(server.url);
  await choose(other, files.gz);
  await expect(receiptRows(app)).toHaveCount(1);
});

test('Escape closes the innermost layer and restores the focus', async ({ app, files }) => {
  await upload(app, files.gz, files.zip);
  const listMenu = app.getByTestId('export');
  await listMenu.locator('summary').click();
  await expect(app.getByTestId('export-json')).toBeVisible();
  await app.getByTestId('summary').click();
  await expect(app.getByTestId('export-json')).toBeHidden();

  const dialog = app.getByTestId('history');
  const rows = receiptRows(app);
  await app.getByTestId('receipts').press('Enter');
  await expect(rows).toHaveCount(2);
  const menu = dialog.getByTestId('export').locator('summary');
  await menu.press('Enter');
  await expect(dialog.getByTestId('export-json')).toBeVisible();
  await app.keyboard.press('Tab');
  await app.keyboard.press('Escape');
  await expect(dialog.getByTestId('export-json')).toBeHidden();
  await expect(menu).toBeFocused();

  await app.getByTestId('history-clear').press('Enter');
  await expect(app.getByTestId('history-clear-no')).toBeFocused();
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('history-clear-no')).toHaveCount(0);
  await expect(app.getByTestId('history-clear')).toBeFocused();

  await rows.first().getByTestId('kept-remove').press('Enter');
  await expect(rows).toHaveCount(1);
  await expect(rows).toBeFocused();

  await app.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(app.getByTestId('receipts')).toBeFocused();
});

test('the result of a comparison is announced in the dialog', async ({ app, files }) => {
  await upload(app, files.gz);
  await expect(app.getByTestId('digest')).toHaveCount(3);
  await openReceipts(app);
  await receiptRows(app).getByTestId('compare-input').setInputFiles(files.gz);
  const announced = app.getByTestId('history').locator('[aria-live=polite]');
  await expect(announced).toContainText('is that file');
  // What was said before is not said again.
  await expect(announced).not.toContainText('verified');
});

test('an upload made while the receipts cannot be loaded is kept', async ({ app, files }) => {
  const makeAvailable = await withholdChunk(app, /receipts-/);
  await upload(app, files.gz);
  await openReceipts(app);
  await expect(app.getByTestId('history').getByTestId('part-missing')).toBeVisible();
  makeAvailable();
  await expect(receiptRows(app)).toHaveCount(1);
});

test('a thousand receipts are shown in pages of fifty and all searched', async ({ app }) => {
  await openReceipts(app);
  await expect(app.getByTestId('history-empty')).toBeVisible();
  await rememberMany(app, manyReceipts(1_000), 'ota-drop-history');
  await app.reload();
  await openReceipts(app);
  const rows = receiptRows(app);
  await expect(rows).toHaveCount(50);
  await expect(app.getByTestId('history-count')).toHaveText('1,000 receipts');
  await app.getByTestId('history-more').click();
  await expect(rows).toHaveCount(100);
  await expect(rows.nth(50)).toBeFocused();
  // A search keeps the focus in its field and begins again with the first page.
  const search = app.getByTestId('history-search');
  await search.pressSequentially('a');
  await expect(rows).toHaveCount(50);
  await search.press('Backspace');
  await expect(rows).toHaveCount(50);
  await expect(search).toBeFocused();

  await app.setViewportSize({ width: 320, height: 700 });
  await rows.first().getByTestId('kept-details').click();
  await expect(rows.first().getByTestId('digest')).toHaveCount(3);
  for (const element of [app.locator('html'), app.locator('dialog')]) {
    expect(await element.evaluate(({ scrollWidth }) => scrollWidth)).toBeLessThanOrEqual(320);
  }

  await search.fill('_987.zip');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('router_987.zip');
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
