import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { crc64 } from '../../src/contract/crc64.ts';
import { choose, expect, expectSameBytes, test, uploads } from '../support/ota-drop.ts';

/** The main job: from a disk to a proved address. */

const kinds = [
  ['bin', 'bin'],
  ['zip', 'zip'],
  ['apk', 'apk'],
  ['tar', 'tar'],
  ['gz', 'gz'],
  ['tarGz', 'tar.gz'],
] as const;

for (const [kind, suffix] of kinds) {
  test(`a genuine ${suffix} arrives byte for byte and is verified`, async ({
    page,
    server,
    files,
  }) => {
    await page.goto(server.url);
    await choose(page, files[kind]);
    const row = uploads(page);
    await expect(row).toHaveAttribute('data-status', 'done');
    await expect(row).toHaveAttribute('data-suffix', suffix);
    await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');

    const url = (await row.getByTestId('firmware-url').textContent()) ?? '';
    expect(url).toMatch(new RegExp(`^${server.cloudUrl}/ota/firmware/[0-9a-f-]{36}\\.${suffix}$`));
    await expectSameBytes(url, files[kind]);

    const bytes = await readFile(files[kind]);
    const digest = (name: string) => row.locator(`[data-testid=digest][data-kind=${name}]`);
    await expect(digest('crc64')).toHaveText(crc64(bytes));
    await expect(digest('md5')).toHaveText(createHash('md5').update(bytes).digest('hex'));
    await expect(digest('sha256')).toHaveText(createHash('sha256').update(bytes).digest('hex'));
  });
}

test('many at once all arrive, a few on their way at a time', async ({ page, server, files }) => {
  await page.goto(server.url);
  await page.evaluate(() => {
    const underWay = ['ticketing', 'sending', 'confirming']
      .map((status) => `[data-testid=upload][data-status=${status}]`)
      .join();
    let most = 0;
    new MutationObserver(() => {
      most = Math.max(most, document.querySelectorAll(underWay).length);
      document.documentElement.dataset['most'] = String(most);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await choose(page, files.bin, files.zip, files.apk, files.tar, files.gz, files.tarGz);
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(6);
  const urls = await page.getByTestId('firmware-url').allTextContents();
  expect(new Set(urls).size).toBe(6);
  // Four small files, two of others.
  await expect(page.locator('html')).toHaveAttribute('data-most', /^[2-4]$/);
});

test('the same file may be chosen again: a person is asked, and it is another upload', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await choose(page, files.gz);
  const again = uploads(page).last();
  await expect(again.getByTestId('doubt')).toHaveAttribute('data-doubt', 'uploaded-before');
  await again.getByRole('button', { name: /^Upload again/ }).click();
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(2);
});

test('a chip sets the suffix of what comes next', async ({ page, server, files }) => {
  await page.goto(server.url);
  await page.locator('[data-testid=suffix-choice][data-suffix=gzip]').click();
  await expect(page.locator('[data-testid=suffix-choice][data-suffix=gzip]')).toHaveAttribute(
    'aria-checked',
    'true',
  );
  await choose(page, files.gz);
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(page.getByTestId('firmware-url')).toHaveText(/\.gzip$/);
});

test('remove and clear finished take rows away', async ({ page, server, files }) => {
  await page.goto(server.url);
  await choose(page, files.gz, files.bin, files.zip);
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(3);
  await uploads(page).first().getByTestId('remove').click();
  await expect(uploads(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Clear finished' }).click();
  await expect(uploads(page)).toHaveCount(0);
});
