import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright/test';
import { findBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import {
  chooserOf,
  choose,
  expect,
  expectSameBytes,
  slowUploads,
  test,
  uploads,
} from '../support/ota-drop.ts';

/** What a person meets: other ways in, other languages, other origins, keyboard and screen reader. */

test('a folder dropped anywhere on the page brings all its files, past a hundred', async ({
  page,
  server,
  files,
}) => {
  const folder = join(files.dir, 'folder');
  await mkdir(join(folder, 'deeper'), { recursive: true });
  for (let i = 0; i < 130; i++) {
    await writeFile(join(folder, i % 2 ? 'deeper' : '', `part-${i}.bin`), `\0firmware ${i}`);
  }
  await page.goto(server.url);
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', {
      type,
      x: 20,
      y: 800,
      data: { items: [], files: [folder], dragOperationsMask: 1 },
    });
  }
  await expect(uploads(page)).toHaveCount(130);
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(130, {
    timeout: 50_000,
  });
});

test('a pasted file is uploaded', async ({ page, server }) => {
  await page.goto(server.url);
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['\0pasted firmware'], 'pasted.bin'));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  });
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(uploads(page)).toContainText('pasted.bin');
});

test('the address is copied, and the button says so', async ({ page, server, files, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(server.url);
  await choose(page, files.gz);
  await page.getByTestId('copy-firmware-url').click();
  await expect(page.getByTestId('copy-firmware-url')).toContainText('Copied');
  const url = await page.getByTestId('firmware-url').textContent();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
});

test('all addresses are copied at once, and receipts are saved in three formats', async ({
  page,
  server,
  files,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(server.url);
  await choose(page, files.gz, files.zip);
  await expect(page).toHaveTitle('2 of 2 done · OTA Drop');
  const urls = await page.getByTestId('firmware-url').allTextContents();
  await page.getByTestId('copy-all').click();
  await expect(page.getByTestId('copy-all')).toContainText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(urls.join('\n'));

  for (const format of ['json', 'csv', 'md']) {
    await page.getByTestId('export').locator('summary').click();
    const saving = page.waitForEvent('download');
    await page.getByTestId(`export-${format}`).click();
    const download = await saving;
    expect(download.suggestedFilename()).toBe(`ota-drop-receipts.${format}`);
    const text = await readFile(await download.path(), 'utf8');
    for (const url of urls) expect(text.replaceAll('\\', '')).toContain(url);
    await expect(page.getByTestId('export-json')).toBeHidden();
  }
});

test('progress is shown while bytes travel, and the last wait has a phase of its own', async ({
  page,
  server,
  files,
}) => {
  const path = await sparseFile(join(files.dir, 'travelling.bin'), 40_000_000);
  await page.goto(server.url);
  await slowUploads(page, 20_000_000);
  const seen = page.evaluate(
    () =>
      new Promise<{ values: number[]; statuses: string[] }>((resolve) => {
        const values: number[] = [];
        const statuses: string[] = [];
        const observer = new MutationObserver(() => {
          const row = document.querySelector('[data-testid=upload]');
          const status = row?.getAttribute('data-status') ?? '';
          if (statuses.at(-1) !== status) statuses.push(status);
          const bar = row?.querySelector('[data-testid=progress]');
          const value = Number(
            bar?.getAttribute('value') ?? bar?.getAttribute('aria-valuenow') ?? 0,
          );
          if (status === 'sending' && values.at(-1) !== value) values.push(value);
          if (status === 'done' || status === 'failed') {
            observer.disconnect();
            resolve({ values, statuses });
          }
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      }),
  );
  await choose(page, path);
  await expect(page).toHaveTitle(/^\d+% · OTA Drop$/);
  const { values, statuses } = await seen;
  expect(statuses.slice(-3)).toEqual(['sending', 'confirming', 'done']);
  expect(values.length).toBeGreaterThan(2);
  expect(values.toSorted((a, b) => a - b)).toEqual(values);
});

test('everything works on plain http from another name', async ({ files, start }) => {
  const server = await start({ PUBLIC_URL: 'http://uploader.test' });
  const port = new URL(server.cloudUrl).port;
  const browser = await chromium.launch({
    ...findBrowser(),
    args: [...SANDBOX_ARGS, '--host-resolver-rules=MAP uploader.test 127.0.0.1'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://uploader.test:${new URL(server.url).port}`);
    expect(await page.evaluate(() => [isSecureContext, 'clipboard' in navigator])).toEqual([
      false,
      false,
    ]);
    await choose(page, files.tarGz);
    await expect(uploads(page)).toHaveAttribute('data-status', 'done');
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
    await page.getByTestId('copy-firmware-url').click();
    await expect(page.getByTestId('copy-firmware-url')).toContainText('Copied');
    // In a dialog as well, where nothing outside of it can be selected.
    await page.getByTestId('receipts').click();
    const kept = page.getByTestId('kept-receipt');
    await kept.getByTestId('kept-details').click();
    await kept.getByRole('button', { name: /^Copy SHA-256/ }).click();
    await expect(kept.getByRole('button', { name: 'Copied' })).toBeVisible();
    const search = page.getByTestId('history-search');
    await search.focus();
    await page.keyboard.press('Control+V');
    await expect(search).toHaveValue(/^[0-9a-f]{64}$/);
    await page.getByTestId('history-close').click();
    await expect(page.getByTestId('history')).toHaveCount(0);
    const url = (await page.getByTestId('firmware-url').textContent()) ?? '';
    expect(new URL(url).port).toBe(port);
    await expectSameBytes(url, files.tarGz);
  } finally {
    await browser.close();
    await server.stop();
  }
});

test('Chinese by ?lang=, and a choice of language is remembered', async ({
  page,
  server,
  files,
}) => {
  const html = page.locator('html');
  await page.goto(`${server.url}/?lang=zh-CN`);
  await expect(html).toHaveAttribute('lang', 'zh-CN');
  await choose(page, files.gz);
  await expect(page.getByTestId('verdict')).toContainText('校验');

  // An address speaks for one visit, a choice for all that follow.
  await page.goto(server.url);
  await expect(html).toHaveAttribute('lang', 'en');
  const next = await page.getByTestId('language').getAttribute('lang');
  await page.getByTestId('language').click();
  await expect(html).toHaveAttribute('lang', next ?? '');
  await page.goto(server.url);
  await expect(html).toHaveAttribute('lang', next ?? '');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no accessibility violations, ${colorScheme}`, async ({ page, server, files }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(server.url);
    const scan = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [
        id,
        nodes[0]?.html,
      ]);
    expect(await scan()).toEqual([]);
    const empty = await sparseFile(join(files.dir, 'nothing.bin'), 0);
    const doubt = await sparseFile(join(files.dir, 'doubt.img'), 10);
    await choose(page, files.gz, empty, doubt);
    await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(1);
    await expect(page.locator('[data-testid=digest]')).toHaveCount(3);
    expect(await scan()).toEqual([]);
  });
}

test('a keyboard is enough', async ({ page, server, files }) => {
  await page.goto(server.url);
  const path = await sparseFile(join(files.dir, 'keys.img'), 100);
  await page.getByRole('button', { name: /choose files/i }).focus();
  const chooser = await chooserOf(page, () => page.keyboard.press('Enter'));
  await chooser.setFiles(path);
  await expect(uploads(page)).toHaveAttribute('data-status', 'ready');
  await page.getByTestId('start').focus();
  await page.keyboard.press('Enter');
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await page.getByTestId('remove').focus();
  await page.keyboard.press('Enter');
  await expect(uploads(page)).toHaveCount(0);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
});

test('320 px wide, nothing sticks out', async ({ page, server, files }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(server.url);
  const doubt = await sparseFile(
    join(files.dir, 'a-rather-long-name-for-a-firmware-image_4.2.0-rc3.img'),
    10,
  );
  await choose(page, files.tarGz, doubt);
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
