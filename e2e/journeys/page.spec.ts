import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright/test';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { findBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';
import { choose, expect, expectSameBytes, slowUploads, uploads } from '../support/ota-drop.ts';
import { openReceipts, readClipboard, record, test, upload } from './steps.ts';

/** The page itself: copying and saving, progress, languages, another origin, accessibility. */

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('addresses are copied, and receipts are saved in three formats', async ({ app, files }) => {
  await upload(app, files.gz, files.zip);
  await expect(app).toHaveTitle('2 of 2 done · OTA Drop');
  const urls = await app.getByTestId('firmware-url').allTextContents();
  for (const [button, copied] of [
    ['copy-firmware-url', urls[0]],
    ['copy-all', urls.join('\n')],
  ] as const) {
    await app.getByTestId(button).first().click();
    await expect(app.getByTestId(button).first()).toContainText('Copied');
    expect(await readClipboard(app)).toBe(copied);
  }

  for (const format of ['json', 'csv', 'md']) {
    await app.getByTestId('export').locator('summary').click();
    const saving = app.waitForEvent('download');
    await app.getByTestId(`export-${format}`).click();
    const download = await saving;
    expect(download.suggestedFilename()).toBe(`ota-drop-receipts.${format}`);
    const text = await readFile(await download.path(), 'utf8');
    for (const url of urls) expect(text.replaceAll('\\', '')).toContain(url);
    await expect(app.getByTestId('export-json')).toBeHidden();
  }
});

test('progress grows while bytes are sent, and confirming is a phase', async ({ app, files }) => {
  const path = await sparseFile(join(files.dir, 'travelling.bin'), 40_000_000);
  // The page is drawn anew ten times a second: a store that answers at once is not waited for.
  await slowUploads(app, 20_000_000, 500);
  const seen = await record(app, () => {
    const row = document.querySelector('[data-testid=upload]');
    const bar = row?.querySelector('[data-testid=progress]');
    const value = bar?.getAttribute('value') ?? bar?.getAttribute('aria-valuenow');
    return { status: row?.getAttribute('data-status') ?? '', value: Number(value ?? 0) };
  });
  await choose(app, path);
  await expect(app).toHaveTitle(/^\d+% · OTA Drop$/);
  await expect(uploads(app)).toHaveAttribute('data-status', 'done');
  const all = await seen();
  const statuses = all
    .map(({ status }) => status)
    .filter((status, at, list) => status !== list[at - 1]);
  expect(statuses.slice(-3)).toEqual(['sending', 'confirming', 'done']);
  const values = all.filter(({ status }) => status === 'sending').map(({ value }) => value);
  expect(new Set(values).size).toBeGreaterThan(2);
  expect(values.toSorted((one, other) => one - other)).toEqual(values);
});

test('uploads and copies work on plain http under another name', async ({ files, start }) => {
  const server = await start({ PUBLIC_URL: 'http://uploader.test' });
  const port = new URL(server.cloudUrl).port;
  const browser = await chromium.launch({
    ...findBrowser(),
    args: [...SANDBOX_ARGS, '--host-resolver-rules=MAP uploader.test 127.0.0.1'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://uploader.test:${new URL(server.url).port}`);
    expect(await page.evaluate(() => isSecureContext || 'clipboard' in navigator)).toBe(false);
    await upload(page, files.tarGz);
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
    await page.getByTestId('copy-firmware-url').click();
    await expect(page.getByTestId('copy-firmware-url')).toContainText('Copied');
    await openReceipts(page);
    const kept = page.getByTestId('kept-detail');
    await kept.getByRole('button', { name: /^Copy SHA-256/ }).click();
    await expect(kept.getByRole('button', { name: 'Copied' })).toBeVisible();
    const search = page.getByTestId('history-search');
    await search.press('Control+V');
    await expect(search).toHaveValue(/^[0-9a-f]{64}$/);
    await page.getByTestId('history-close').click();
    await expect(page.getByTestId('history')).toHaveCount(0);
    const url = (await page.getByTestId('firmware-url').textContent()) ?? '';
    expect(new URL(url).port).toBe(port);
    await expectSameBytes(url, files.tarGz);
  } finally {
    await browser.close();
  }
});

test('a chosen language is kept, one of ?lang= is not', async ({ page, server, files }) => {
  const html = page.locator('html');
  await page.goto(`${server.url}/?lang=zh-CN`);
  await expect(html).toHaveAttribute('lang', 'zh-CN');
  await choose(page, files.gz);
  await expect(page.getByTestId('verdict')).toContainText('校验');

  await page.goto(server.url);
  await expect(html).toHaveAttribute('lang', 'en');
  const next = await page.getByTestId('language').getAttribute('lang');
  await page.getByTestId('language').click();
  await expect(html).toHaveAttribute('lang', next ?? '');
  await page.goto(server.url);
  await expect(html).toHaveAttribute('lang', next ?? '');
});

test('?debug writes every event to the console, and no ticket; without it nothing is written', async ({
  page,
  server,
  files,
}) => {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  const ticket = page.waitForResponse('**/api/tickets');
  await page.goto(`${server.url}?debug`);
  await upload(page, files.zip);
  for (const step of ['ticketed', 'answered', 'judged']) {
    expect(lines.join('\n')).toContain(step);
  }
  const { data } = await (await ticket).json();
  expect(lines.join('\n')).not.toContain(data.signature);
  expect(lines.join('\n')).not.toContain(data.policy);

  lines.length = 0;
  await page.goto(server.url);
  await upload(page, files.gz);
  expect(lines.filter((line) => line.includes('[ota-drop]'))).toEqual([]);
});
