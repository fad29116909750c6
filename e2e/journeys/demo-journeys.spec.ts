import { readFile } from 'node:fs/promises';
import { chromium, type Page } from 'playwright/test';
import { showDetail } from '../../src/automation/upload-detail.ts';
import { uploaderOn, type Uploader } from '../../src/automation/uploader.ts';
import { crc64 } from '../../src/contract/crc64.ts';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { findBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';
import { test as base } from '../support/cloud/demo-test.ts';
import { expect } from '../support/ota-drop.ts';
import { openReceipts, receiptRows } from './steps.ts';

/** What users do, in the demo: a plain folder below another site's address. */

const test = base.extend<{ uploader: Uploader }>({
  uploader: async ({ page, demo }, use) => {
    await page.goto(demo.url);
    await use(uploaderOn(page));
  },
});

const KINDS = ['bin', 'zip', 'apk', 'tar', 'gz', 'tarGz'] as const;

test('genuine files of every suffix are verified, and marked as simulated', async ({
  uploader,
  files,
}) => {
  const uploads = await uploader.chooseAll(KINDS.map((kind) => files[kind]));
  for (const [at, kind] of KINDS.entries()) {
    const upload = uploads[at];
    expect(await upload?.verdict()).toBe('verified');
    expect(await upload?.digest('crc64')).toBe(crc64(await readFile(files[kind])));
    expect(await upload?.suffix()).toBe(kind === 'tarGz' ? 'tar.gz' : kind);
  }
  const receipts = await uploader.receipts();
  expect(receipts).toHaveLength(6);
  for (const { simulated, firmwareUrl } of receipts) {
    expect(simulated).toBe('yes');
    expect(new URL(firmwareUrl).hostname).toMatch(/\.invalid$/);
  }
  const { page } = uploader;
  await expect(page).toHaveTitle('Simulated · 6 of 6 done · OTA Drop');
  await page.getByTestId('language').click();
  await expect(page).toHaveTitle(/^模拟模式 · .*OTA Drop$/);
});

test('a doubtful file waits for the user, and an archive shows what is in it', async ({
  uploader,
  files,
}) => {
  const upload = await uploader.choose({ name: 'hub.bin', buffer: await readFile(files.gz) });
  await upload.waitFor('ready');
  await upload.start();
  await upload.waitFor('done');
  const archive = await uploader.choose(files.zip);
  const detail = await showDetail(archive.row);
  await detail.locator('[data-testid=tab][data-tab=contents]').click();
  await expect(detail.getByTestId('peek-entry').first()).toBeVisible();
});

test('a transfer is cancelled and sent once more', async ({ uploader, files }) => {
  const path = await sparseFile(`${files.dir}/demo-cancel.bin`, 60_000_000);
  const upload = await uploader.choose(path);
  await upload.waitFor('sending');
  await upload.cancel();
  await upload.waitFor('cancelled');
  await upload.retry();
  await upload.waitFor('done');
});

test('a reload keeps list and receipts, apart from those of real uploads', async ({
  uploader,
  files,
}) => {
  const upload = await uploader.choose(files.bin);
  const url = await upload.url();
  const { page } = uploader;
  await page.reload();
  const [restored] = await listOf(page);
  expect(await restored?.url()).toBe(url);
  await openReceipts(page);
  await expect(receiptRows(page)).toHaveCount(1);
  const names = await page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name),
  );
  for (const name of names) expect(name).toMatch(/^ota-drop-demo/);
});

async function listOf(page: Page) {
  await expect(page.getByTestId('upload')).toHaveCount(1);
  return uploaderOn(page).uploads();
}

test('on plain http from another machine it says what it needs', async ({ demo }) => {
  const browser = await chromium.launch({
    ...findBrowser(),
    args: [...SANDBOX_ARGS, '--host-resolver-rules=MAP stage.test 127.0.0.1'],
  });
  try {
    const page = await browser.newPage();
    const url = demo.url.replace('127.0.0.1', 'stage.test');
    await page.goto(url);
    const needs = page.getByTestId('demo-needs');
    await expect(needs).toHaveAttribute('data-need', 'secure-context');
    for (const words of [url, 'https', 'http://localhost', '演示无法在此地址运行']) {
      await expect(needs).toContainText(words);
    }
    await expect(page.getByTestId('drop-zone')).toHaveCount(0);
  } finally {
    await browser.close();
  }
});

/** The browser complains, too. */
const loudTest = test.extend({ quietConsole: async ({}, use) => use() });
loudTest('without its service worker it says so', async ({ page, demo }) => {
  await page.context().route('**/mock-worker.js', (route) => route.fulfill({ status: 404 }));
  await page.goto(demo.url);
  const needs = page.getByTestId('demo-needs');
  await expect(needs).toHaveAttribute('data-need', 'service-worker');
  await expect(needs).toContainText('mockServiceWorker.js');
  await expect(needs).toContainText('此浏览器不允许演示运行');
});
