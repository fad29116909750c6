import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright/test';
import { packReceipt, type SavedReceipt } from '../../src/upload/storage/saved-receipt.ts';
import { rememberMany } from '../support/browser/saved-list.ts';
import { choose, expect, uploads } from '../support/ota-drop.ts';
import {
  drop,
  openReceipts,
  readClipboard,
  receiptRows,
  refuseTickets,
  test,
  TICKETS,
  upload,
  withholdChunk,
  withStatus,
} from './steps.ts';

/** Receipts outlive the list: earlier uploads are found again, and compared with files at hand. */

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('receipts are searched, compared, saved, removed', async ({ app, files, write }) => {
  await upload(app, files.gz, files.zip);
  await expectAllDigests(app);
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
  await expect(row.getByTestId('firmware-url')).toHaveText(urls[1] ?? '');

  const detail = keptDetail(app);
  const answer = detail.getByTestId('comparison');
  await detail.getByTestId('compare-input').setInputFiles(files.zip);
  await expect(answer).toHaveAttribute('data-kind', 'same');
  await expect(answer).toContainText(/Same file: size, CRC-64, and SHA-256 match/);
  const bytes = await readFile(files.zip);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  const flipped = await write('one-bit-flipped.zip', bytes);
  for (const [target, dropped, kind] of [
    [row, [files.gz], 'other-size'],
    [row, [files.zip, files.gz], 'refused'],
    [detail, [flipped], 'other-bytes'],
    [row, [files.zip], 'same'],
  ] as const) {
    await drop(app, target, { files: dropped });
    await expect(answer).toHaveAttribute('data-kind', kind);
  }
  await expect(detail.getByTestId('digest')).toHaveCount(3);

  await search.fill('');
  await expect(rows).toHaveCount(2);
  const page = app.getByTestId('history');
  await page.getByTestId('copy-all').click();
  expect((await readClipboard(app)).split('\n').toSorted()).toEqual(urls.toSorted());
  await page.getByTestId('export').locator('summary').click();
  const saved = await exported(app, 'json');
  expect(JSON.parse(saved)).toEqual(
    expect.arrayContaining(urls.map((firmwareUrl) => expect.objectContaining({ firmwareUrl }))),
  );

  await detail.getByTestId('kept-remove').click();
  await expect(rows).toHaveCount(1);
  await expect(rows.getByTestId('kept-details')).toBeFocused();
  await app.getByTestId('history-clear').click();
  await app.getByTestId('history-clear-no').click();
  await expect(rows).toHaveCount(1);
  await app.getByTestId('history-clear').click();
  await app.getByTestId('history-clear-yes').click();
  await expect(app.getByTestId('history-empty')).toBeVisible();
  await app.reload();
  await expect(app.getByTestId('history-empty')).toBeVisible();
  // Nothing of all this was an upload.
  await expect(uploads(app)).toHaveCount(0);
});

test('the receipts have an address: Back, reload, title and focus', async ({ app, files }) => {
  await upload(app, files.gz, files.zip);
  const link = app.getByTestId('receipts');
  await link.click();
  await expect(app).toHaveURL(/#receipts$/);
  await expect(app.getByRole('heading', { name: 'Receipts', level: 1 })).toBeFocused();
  await expect(app).toHaveTitle(/^Receipts · /);
  await expect(link).toHaveAttribute('aria-current', 'page');
  await expect(uploads(app).first()).toBeHidden();

  await receiptRows(app).nth(1).getByTestId('kept-details').click();
  await expect(app).toHaveURL(/#receipts\/[\w-]+$/);
  const name = await keptDetail(app).getByTestId('kept-name').textContent();
  await app.reload();
  await expect(keptDetail(app).getByTestId('kept-name')).toHaveText(name ?? '');
  await expect(app).toHaveTitle(/^Receipts · /);

  // What is only looked at is no step back.
  await app.goBack();
  await expect(app).not.toHaveURL(/#receipts/);
  await expect(app.getByTestId('history')).toHaveCount(0);
  await expect(uploads(app)).toHaveCount(2);
  await expect(app).not.toHaveTitle(/Receipts/);
  await expect(link).toBeFocused();
  await app.goForward();
  await expect(keptDetail(app)).toBeVisible();
  await app.getByTestId('history-close').click();
  await expect(uploads(app).first()).toBeVisible();
});

test('label and note of an upload are kept, found, exported and printed', async ({
  app,
  server,
  files,
}) => {
  await refuseTickets(app);
  await choose(app, files.gz);
  await expect(withStatus(app, 'failed')).toHaveCount(1);
  // Before it is done.
  const fields = app.getByTestId('detail');
  await fields.getByTestId('remark-label').fill('FW-4711');
  await fields.getByTestId('remark-label').press('Enter');
  await app.unroute(TICKETS);
  await uploads(app).getByTestId('retry').click();
  await expect(withStatus(app, 'done')).toHaveCount(1);
  await expect(fields.getByTestId('remark-label')).toHaveValue('FW-4711');
  await fields.getByTestId('remark-note').fill('=1+1, for the pilot\nin Köln');
  await fields.getByTestId('remark-note').blur();
  await choose(app, files.zip);
  await expect(withStatus(app, 'done')).toHaveCount(2);

  await openReceipts(app);
  const rows = receiptRows(app);
  await app.getByTestId('history-search').fill('fw-47 köln');
  await expect(rows).toHaveCount(1);
  await app.getByTestId('history-search').fill('köln');
  await expect(rows.getByTestId('kept-label')).toHaveText('FW-4711');

  // Another tab writes at the same time: both texts are there.
  const other = await app.context().newPage();
  await other.goto(`${server.url}#receipts`);
  await other.getByTestId('history-search').fill('köln');
  const theirs = keptDetail(other).getByTestId('remark-label');
  await expect(theirs).toHaveValue('FW-4711');
  const ours = keptDetail(app).getByTestId('remark-label');
  await ours.fill('release 7');
  await theirs.fill('FW-4712');
  await theirs.press('Enter');
  await ours.press('Enter');
  // In whichever order: a pause in typing saves as well.
  const both = /^(?:FW-4712 release 7|release 7 FW-4712)$/;
  await expect(rows.getByTestId('kept-label')).toHaveText(both);
  const label = await rows.getByTestId('kept-label').innerText();
  await expect(receiptRows(other).getByTestId('kept-label')).toHaveText(label);
  await other.close();

  const page = app.getByTestId('history');
  await page.getByTestId('export').locator('summary').click();
  expect(JSON.parse(await exported(app, 'json'))).toMatchObject([
    { label, note: '=1+1, for the pilot\nin Köln' },
  ]);
  for (const format of ['csv', 'md', 'txt'] as const) {
    await page.getByTestId('export').locator('summary').click();
    const text = await exported(app, format);
    expect(text).toContain(label);
    expect(text).toMatch(/1\+1, for the pilot.*in Köln/);
    expect(text).not.toMatch(/(?:^|,)"?=1/m);
  }
});

test('a note is kept without leaving its field, past a reload', async ({ app, server, files }) => {
  await choose(app, files.gz);
  await expect(withStatus(app, 'done')).toHaveCount(1);
  const note = app.getByTestId('detail').getByTestId('remark-note');
  await note.fill('for the pilot ');
  const other = await app.context().newPage();
  await other.goto(`${server.url}#receipts`);
  await expect(keptDetail(other).getByTestId('remark-note')).toHaveValue('for the pilot');
  // What stands in the field is not touched.
  await expect(note).toHaveValue('for the pilot ');
  await app.reload();
  await expect(note).toHaveValue('for the pilot');
});

test('what is selected is exported, and printed on a sheet', async ({ app, files }) => {
  await upload(app, files.gz, files.zip);
  await openReceipts(app);
  const rows = receiptRows(app);
  await rows.first().getByTestId('kept-choose').check();
  await expect(app.getByTestId('kept-chosen')).toHaveText('1 selected');
  const url = (await rows.first().getByTestId('firmware-url').textContent()) ?? '';
  const page = app.getByTestId('history');
  await page.getByTestId('export').locator('summary').click();
  expect(JSON.parse(await exported(app, 'json'))).toMatchObject([{ firmwareUrl: url }]);

  // The dialog of the browser is stood for; what is printed is what the document is then.
  await app.evaluate(() => {
    window.print = () => undefined;
  });
  await app.getByTestId('history-print').click();
  await app.emulateMedia({ media: 'print' });
  const sheet = app.getByTestId('printed');
  await expect(sheet).toBeVisible();
  await expect(sheet.locator('article')).toHaveCount(1);
  await expect(sheet).toContainText(url);
  await expect(rows.first()).toBeHidden();
  await expect(app.getByTestId('receipts')).toBeHidden();
  await app.emulateMedia({ media: null });
  await app.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(sheet).toHaveCount(0);

  await app.getByTestId('kept-choose-none').click();
  await rows.nth(1).getByTestId('kept-details').click();
  await keptDetail(app).getByTestId('kept-print').click();
  await app.emulateMedia({ media: 'print' });
  await expect(sheet.locator('article')).toHaveCount(1);
  await expect(sheet).toContainText('Ticket request');
  await app.emulateMedia({ media: null });
});

test('packages are created for a selection, and only what failed is sent again', async ({
  app,
  files,
}) => {
  await upload(app, files.bin, files.gz, files.zip);
  await expectAllDigests(app);
  await openReceipts(app);
  await app.getByTestId('kept-choose-all').check();
  await app.getByTestId('kept-packages').click();
  const dialog = app.getByTestId('batch-dialog');
  const lines = dialog.getByTestId('batch-row');
  await expect(lines).toHaveCount(3);
  for (const line of await lines.all()) await line.getByTestId('batch-destVersion').fill('');
  await dialog.getByTestId('batch-create').click();
  await expect(lines.first().getByTestId('batch-destVersion')).toBeFocused();
  await expect(dialog.getByTestId('batch-fault-destVersion')).toHaveCount(3);
  for (const line of await lines.all()) await line.getByTestId('batch-destVersion').fill('1.0');
  await dialog.getByTestId('field-productKey').fill('a1uctKe0000');

  // The second is refused, the third gets no answer.
  let calls = 0;
  await app.route('**/api/firmware', async (route) => {
    calls += 1;
    if (calls === 2) {
      const json = { success: false, code: 'iot.system.Busy', errorMessage: 'no', requestId: 'R' };
      return route.fulfill({ status: 429, json });
    }
    return calls === 3 ? route.abort() : route.continue();
  });
  await dialog.getByTestId('batch-create').click();
  const outcomes = () =>
    lines.evaluateAll((all) => all.map((line) => line.getAttribute('data-outcome')));
  await expect.poll(outcomes).toEqual(['created', 'failed', 'unsure']);
  await expect(dialog.getByTestId('batch-create')).toHaveText('Retry 1 package');
  await dialog.getByTestId('batch-create').click();
  await expect.poll(outcomes).toEqual(['created', 'created', 'unsure']);
  expect(calls).toBe(4);
  await expect(dialog.getByTestId('batch-create')).toHaveCount(0);
  await lines.nth(2).getByTestId('batch-again').check();
  await dialog.getByTestId('batch-create').click();
  await expect.poll(outcomes).toEqual(['created', 'created', 'created']);
  expect(calls).toBe(5);

  await app.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(app.getByTestId('kept-packages')).toBeFocused();
  await expect(receiptRows(app).getByTestId('kept-package')).toHaveCount(3);
});

test('files dropped or pasted into the receipts are ignored', async ({ app, files }) => {
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
  await app.getByTestId('history-close').click();
  await expect(uploads(app)).toHaveCount(1);
  await drop(app, app.locator('main'), { files: [files.zip] });
  await expect(uploads(app)).toHaveCount(2);
  expect(await paste(app.locator('body'))).toBe(false);
  await expect(uploads(app)).toHaveCount(3);

  // Beside the receipts a drop is an upload, and the user sees it.
  await openReceipts(app);
  await drop(app, app.getByTestId('receipts'), { files: [files.bin] });
  await expect(app.getByTestId('history')).toHaveCount(0);
  await expect(uploads(app)).toHaveCount(4);
});

test('another tab’s upload appears in the open receipts', async ({ app, server, files }) => {
  await openReceipts(app);
  await expect(app.getByTestId('history-empty')).toBeVisible();
  const other = await app.context().newPage();
  await other.goto(server.url);
  await choose(other, files.gz);
  await expect(receiptRows(app)).toHaveCount(1);
});

test('keys: arrows go from row to row, Escape closes the innermost', async ({ app, files }) => {
  await upload(app, files.gz, files.zip);
  const page = app.getByTestId('history');
  const rows = receiptRows(app);
  await app.getByTestId('receipts').press('Enter');
  await expect(rows).toHaveCount(2);
  const menu = page.getByTestId('export').locator('summary');
  await menu.press('Enter');
  await expect(page.getByTestId('export-json')).toBeVisible();
  await app.keyboard.press('Tab');
  await app.keyboard.press('Escape');
  await expect(page.getByTestId('export-json')).toBeHidden();
  await expect(menu).toBeFocused();

  await app.getByTestId('history-clear').press('Enter');
  await expect(app.getByTestId('history-clear-no')).toBeFocused();
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('history-clear-no')).toHaveCount(0);
  await expect(app.getByTestId('history-clear')).toBeFocused();

  const opens = rows.getByTestId('kept-details');
  await opens.first().focus();
  await app.keyboard.press('ArrowDown');
  await expect(opens.nth(1)).toBeFocused();
  await expect(opens.nth(1)).toHaveAttribute('aria-current', 'true');
  await app.keyboard.press('c');
  const url = await rows.nth(1).getByTestId('firmware-url').textContent();
  await expect.poll(() => readClipboard(app)).toBe(url);
  await keptDetail(app).getByTestId('show-qr').focus();
  await app.keyboard.press('Escape');
  await expect(opens.nth(1)).toBeFocused();

  // Below its row on a narrow page.
  await app.setViewportSize({ width: 600, height: 800 });
  await opens.first().press('Enter');
  await expect(opens.first()).toHaveAttribute('aria-expanded', 'true');
  await keptDetail(app).getByTestId('kept-close').focus();
  await app.keyboard.press('Escape');
  await expect(keptDetail(app)).toHaveCount(0);
  await expect(opens.first()).toBeFocused();
});

test('the result of a comparison is announced once', async ({ app, files }) => {
  await upload(app, files.gz);
  await expectAllDigests(app);
  await openReceipts(app);
  await keptDetail(app).getByTestId('compare-input').setInputFiles(files.gz);
  await expect(app.locator('[aria-live=polite]')).toContainText('Same file');
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
  const rows = receiptRows(app);
  await expect(rows).toHaveCount(50);
  await expect(app.getByTestId('history-count')).toHaveText('1,000 receipts');
  await app.getByTestId('history-more').click();
  await expect(rows).toHaveCount(100);
  await expect(rows.nth(50).getByTestId('kept-details')).toBeFocused();
  // A search keeps the focus in its field and begins again with the first page.
  const search = app.getByTestId('history-search');
  await search.pressSequentially('a');
  await expect(rows).toHaveCount(50);
  await search.press('Backspace');
  await expect(rows).toHaveCount(50);
  await expect(search).toBeFocused();

  await app.setViewportSize({ width: 320, height: 700 });
  await rows.first().getByTestId('kept-details').click();
  await expect(keptDetail(app).getByTestId('digest')).toHaveCount(3);
  const width = await app.locator('html').evaluate(({ scrollWidth }) => scrollWidth);
  expect(width).toBeLessThanOrEqual(320);

  await search.fill('_987.zip');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('router_987.zip');
  // The oldest has an address as well.
  await app.goto(app.url().replace(/#.*/, '#receipts/0-000003'));
  await app.reload();
  await expect(keptDetail(app).getByTestId('kept-name')).toContainText('router_3.zip');
});

function keptDetail(page: Page): Locator {
  return page.getByTestId('kept-detail');
}

/** The checksums of every upload are known: those of the chosen one are seen. */
async function expectAllDigests(page: Page): Promise<void> {
  for (const row of await uploads(page).all()) {
    await row.getByTestId('open-detail').click();
    await expect(page.getByTestId('detail').getByTestId('digest')).toHaveCount(3);
  }
}

/** What the open menu saves in that format. */
async function exported(page: Page, format: 'json' | 'csv' | 'md' | 'txt'): Promise<string> {
  const saving = page.waitForEvent('download');
  await page.getByTestId('history').getByTestId(`export-${format}`).click();
  return readFile(await (await saving).path(), 'utf8');
}

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
