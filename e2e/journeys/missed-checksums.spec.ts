import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { choose, expect, test, uploads } from '../support/ota-drop.ts';
import { missSha256 } from '../states/page-tricks.ts';

/** The page is closed between the proof of an upload and the checksum that takes longer. */

const digest = (page: Page, kind: string) =>
  uploads(page).locator(`[data-testid=digest][data-kind=${kind}]`);

test('after a reload before SHA-256 was known: that is what the row says, and the file, chosen once more, fills it in', async ({
  page,
  server,
  files,
}) => {
  const sha256 = createHash('sha256')
    .update(await readFile(files.apk))
    .digest('hex');
  await missSha256(page);
  await page.goto(server.url);
  await choose(page, files.apk);
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(digest(page, 'crc64')).toBeAttached();
  await expect(row).toContainText('computing…');

  await page.reload();
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(digest(page, 'crc64')).toBeAttached();
  await expect(row).toContainText('not known: the page was closed too early');
  await expect(row.getByTestId('digests-missed')).toContainText('Choose the file with');
  await expect(row).not.toContainText('not available in this browser');

  // Another file is told apart, and nothing is taken from it.
  await row.getByTestId('compare-input').setInputFiles(files.gz);
  await expect(row.getByTestId('comparison')).toHaveAttribute('data-kind', 'other-size');
  await expect(digest(page, 'sha256')).toHaveCount(0);

  await row.getByTestId('compare-input').setInputFiles(files.apk);
  await expect(row.getByTestId('comparison')).toContainText(
    'The checksums that the receipt lacked',
  );
  await expect(digest(page, 'sha256')).toHaveText(sha256);
  await expect(row.getByTestId('digests-missed')).toHaveCount(0);

  // For good, and in the receipt that outlives the list.
  await page.reload();
  await expect(digest(page, 'sha256')).toHaveText(sha256);
  await page.getByTestId('receipts').click();
  const kept = page.getByTestId('kept-receipt').first();
  await kept.getByTestId('kept-details').click();
  await expect(kept.locator('[data-testid=digest][data-kind=sha256]')).toHaveText(sha256);
});

test('in the receipts, too, a checksum that was missed is filled in by the file', async ({
  page,
  server,
  files,
}) => {
  await missSha256(page);
  await page.goto(server.url);
  await choose(page, files.apk);
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(digest(page, 'crc64')).toBeAttached();
  await page.reload();
  await expect(uploads(page).getByTestId('digests-missed')).toBeAttached();

  await page.getByTestId('receipts').click();
  const kept = page.getByTestId('kept-receipt').first();
  await kept.getByTestId('kept-details').click();
  await expect(kept.getByTestId('digests-missed')).toBeVisible();
  await kept.getByTestId('compare-input').setInputFiles(files.apk);
  await expect(kept.locator('[data-testid=digest][data-kind=sha256]')).toBeVisible();
  await expect(kept.getByTestId('digests-missed')).toHaveCount(0);
  await page.getByTestId('history-close').click();
  await expect(digest(page, 'sha256')).toBeAttached();
});

test('after a reload before any checksum was known: nothing proves the file, and no comparison is promised', async ({
  page,
  server,
  files,
}) => {
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
  await expect(row).toContainText('the page was closed before its checksum was known');
  await row.getByTestId('compare-input').setInputFiles(files.apk);
  await expect(row.getByTestId('comparison')).toHaveAttribute('data-kind', 'no-checksum');
  await expect(row.getByTestId('digests-missed')).toHaveCount(0);
});
