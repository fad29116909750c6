import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright/test';
import { inDetail } from './evidence.ts';
import { digestOf, openReceipts, upload } from '../journeys/steps.ts';
import { missSha256 } from '../states/page-conditions.ts';
import { choose, detailOf, expect, test, uploads } from '../support/ota-drop.ts';

/** The page is closed after an upload is verified and before its slower checksums are known. */

/** Uploads a file and reloads the page while its SHA-256 is computed. @returns its row */
async function uploadAndMiss(page: Page, url: string, path: string): Promise<Locator> {
  await missSha256(page);
  await page.goto(url);
  await upload(page, path);
  const row = uploads(page);
  const detail = await detailOf(row);
  await expect(digestOf(detail, 'crc64')).toBeAttached();
  await expect(detail).toContainText('computing…');
  await page.reload();
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(await inDetail(row, 'digests-missed')).toContainText(
    'with the uploaded file adds them',
  );
  return row;
}

test('B10 a missed SHA-256 is filled in by comparing the file', async ({ page, server, files }) => {
  const apk = await readFile(files.apk);
  const sha256 = createHash('sha256').update(apk).digest('hex');
  const row = await uploadAndMiss(page, server.url, files.apk);
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  const detail = await detailOf(row);
  await expect(digestOf(detail, 'crc64')).toBeAttached();
  await expect(detail).toContainText('not computed: page closed too early');
  await expect(detail).not.toContainText('in this browser');

  // Another file is refused, and none of its checksums is taken.
  await (await inDetail(row, 'compare-input')).setInputFiles(files.gz);
  await expect(await inDetail(row, 'comparison')).toHaveAttribute('data-kind', 'other-size');
  await expect(digestOf(await detailOf(row), 'sha256')).toHaveCount(0);

  await (await inDetail(row, 'compare-input')).setInputFiles(files.apk);
  await expect(await inDetail(row, 'comparison')).toContainText('The missing checksums');
  await expect(digestOf(await detailOf(row), 'sha256')).toHaveText(sha256);
  await expect(await inDetail(row, 'digests-missed')).toHaveCount(0);

  // It stays, in the list and in the receipt.
  await page.reload();
  await expect(digestOf(await detailOf(row), 'sha256')).toHaveText(sha256);
  await openReceipts(page);
  const kept = page.getByTestId('kept-detail');
  await expect(digestOf(kept, 'sha256')).toHaveText(sha256);
});

test('B10 it is filled in from the receipts as well', async ({ page, server, files }) => {
  const row = await uploadAndMiss(page, server.url, files.apk);
  await openReceipts(page);
  const kept = page.getByTestId('kept-detail');
  await expect(kept.getByTestId('digests-missed')).toBeVisible();
  await kept.getByTestId('compare-input').setInputFiles(files.apk);
  await expect(digestOf(kept, 'sha256')).toBeVisible();
  await expect(kept.getByTestId('digests-missed')).toHaveCount(0);
  await page.getByTestId('history-close').click();
  await expect(digestOf(await detailOf(row), 'sha256')).toBeAttached();
});

test('B10 without any checksum an upload is unverified', async ({ page, server, files }) => {
  await page.addInitScript(() => {
    if (sessionStorage.getItem('opened-before') !== null) return;
    sessionStorage.setItem('opened-before', '');
    Worker.prototype.postMessage = () => {};
  });
  await page.goto(server.url);
  await choose(page, files.apk);
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'confirming');

  await page.reload();
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'unverified');
  await expect(await detailOf(row)).toContainText(
    'the page was closed before its checksum was known',
  );
  await (await inDetail(row, 'compare-input')).setInputFiles(files.apk);
  await expect(await inDetail(row, 'comparison')).toHaveAttribute('data-kind', 'no-checksum');
  await expect(await inDetail(row, 'digests-missed')).toHaveCount(0);
});
