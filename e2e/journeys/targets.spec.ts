import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { setTheme, THEMES } from '../states/appearance.ts';
import { choose, expect, slowUploads, test as base, uploads } from '../support/ota-drop.ts';
import { openReceipts, receiptRows, withStatus } from './steps.ts';

/** One server before two clouds: staging, which is the usual one, and production, which wants to be asked for. */

const test = base.extend<{ readonly both: string }>({
  both: async ({ start, dir }, use) => {
    const file = join(dir, 'targets.json');
    const store = (name: string) => ({ CLOUD_PORT: '0', DATA_DIR: join(dir, name) });
    const targets = [
      { id: 'staging', label: 'Staging', color: '#2563eb', settings: store('staging') },
      {
        id: 'prod',
        label: 'Production · EU',
        color: '#dc2626',
        production: true,
        askFirst: true,
        settings: store('prod'),
      },
    ];
    await writeFile(file, JSON.stringify({ version: 1, targets }));
    const env = { TARGETS_FILE: file, SIGN_IN: 'proxy', TRUSTED_PROXIES: '127.0.0.1' };
    const { url } = await start(env);
    await use(url);
  },
});

async function open(page: Page, url: string): Promise<void> {
  await page.route(`${url}/api/**`, (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-forwarded-user': 'alice' } }),
  );
  await page.goto(url);
}

test('the page shows which target is on, and asks before the first upload to production', async ({
  page,
  both,
  files,
}) => {
  await open(page, both);
  const target = page.getByTestId('target');
  await expect(target).toHaveAttribute('data-target', 'staging');
  await choose(page, files.gz);
  await expect(withStatus(page, 'done')).toHaveCount(1);

  await target.selectOption({ label: '▲ Production · EU' });
  await choose(page, files.zip);
  const no = page.getByTestId('target-question-no');
  await expect(no).toBeFocused();
  await no.press('Escape');
  await expect(no).toBeHidden();
  await expect(uploads(page)).toHaveCount(1);

  await choose(page, files.zip);
  await page.getByTestId('target-question-yes').click();
  await expect(withStatus(page, 'done')).toHaveCount(2);
  // Asked once a visit, and remembered is only which one is on.
  await choose(page, files.bin);
  await expect(withStatus(page, 'done')).toHaveCount(3);
  await page.reload();
  await expect(target).toHaveAttribute('data-target', 'prod');
  await choose(page, files.apk);
  await expect(no).toBeVisible();
  await no.click();

  await openReceipts(page);
  await expect(receiptRows(page)).toHaveCount(3);
  await receiptRows(page).first().getByTestId('kept-details').click();
  const detail = page.getByTestId('kept-detail');
  await expect(detail).toContainText('Production · EU');
  await expect(detail).toContainText('alice');
});

test('an upload goes where it was to go when it was added', async ({ page, both, dir, files }) => {
  await open(page, both);
  const release = await slowUploads(page, 200_000);
  const earlier = ['one.bin', 'two.bin', 'three.bin'].map((name) => join(dir, name));
  for (const path of earlier) await writeFile(path, randomBytes(2_000_000));
  await choose(page, ...earlier);
  await expect(uploads(page)).toHaveCount(3);
  await page.getByTestId('target').selectOption('prod');
  await choose(page, files.gz);
  await page.getByTestId('target-question-yes').click();
  await release();
  await expect(withStatus(page, 'done')).toHaveCount(4);
  const urls = await page.getByTestId('firmware-url').allTextContents();
  const origins = urls.map((url) => new URL(url.trim()).origin);
  expect(new Set(origins.slice(0, 3)).size).toBe(1);
  expect(origins[3]).not.toBe(origins[0]);
});

test('the badge and the question are in order, in every theme', async ({ page, both, files }) => {
  await open(page, both);
  await page.getByTestId('target').selectOption('prod');
  await choose(page, files.gz);
  await expect(page.getByTestId('target-question-no')).toBeVisible();
  for (const theme of THEMES) {
    await setTheme(page, theme);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 700 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(320);
});
