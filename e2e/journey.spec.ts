import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc64 } from '../src/contract/crc64.ts';
import { sparseFile } from './firmware-files.ts';
import { choose, expect, expectSameBytes, onDisk, slowUploads, test, uploads } from './ota-drop.ts';

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

test('many at once all arrive, two on their way at a time', async ({ page, server, files }) => {
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
  await expect(page.locator('html')).toHaveAttribute('data-most', '2');
});

test('the same file may be chosen again, and is another upload', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(uploads(page)).toHaveCount(1);
  await choose(page, files.gz);
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(2);
});

test('a name with none of the eight waits, says why, and goes when told', async ({
  page,
  server,
  files,
}) => {
  const path = await sparseFile(join(files.dir, 'disk.img'), 4096);
  await page.goto(server.url);
  await choose(page, path);
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'ready');
  await expect(row).toContainText('.img');
  await expect(row.getByTestId('suffix')).toHaveValue('bin');
  await row.getByTestId('suffix').selectOption('dav');
  await row.getByTestId('start').click();
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(row.getByTestId('firmware-url')).toHaveText(/\.dav$/);
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

test('too large and empty are refused in words, and no ticket is asked for', async ({
  page,
  server,
  files,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/tickets')) asked.push(request.url());
  });
  const over = await sparseFile(join(files.dir, 'over.bin'), 1_048_576_001);
  const empty = await sparseFile(join(files.dir, 'empty.bin'), 0);
  await page.goto(server.url);
  await choose(page, over, empty);
  const failures = page.getByTestId('failure');
  await expect(failures).toHaveCount(2);
  await expect(failures.nth(0)).toHaveAttribute('data-failure', 'too-large');
  await expect(failures.nth(0)).toContainText('1,000 MiB');
  await expect(failures.nth(1)).toHaveAttribute('data-failure', 'empty');
  await expect(page.locator('[data-testid=upload][data-status=rejected]')).toHaveCount(2);
  expect(asked).toEqual([]);
});

test('cancel closes the socket: nothing is stored and nothing is left', async ({
  page,
  server,
  files,
}) => {
  const path = await sparseFile(join(files.dir, 'large.bin'), 100_000_000);
  const before = await onDisk(server);
  await page.goto(server.url);
  await slowUploads(page, 2_000_000);
  await choose(page, path);
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await expect.poll(() => onDisk(server)).toMatchObject({ unfinished: 1 });
  await row.getByTestId('cancel').click();
  await expect(row).toHaveAttribute('data-status', 'cancelled');
  await expect.poll(() => onDisk(server)).toEqual({ ...before, unfinished: 0 });
});

test('retry after cancel takes a new ticket', async ({ page, server, files }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/tickets')) asked.push(request.url());
  });
  const path = await sparseFile(join(files.dir, 'again.bin'), 20_000_000);
  await page.goto(server.url);
  const letGo = await slowUploads(page, 1_000_000);
  await choose(page, path);
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await row.getByTestId('cancel').click();
  await letGo();
  await row.getByTestId('retry').click();
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(asked).toHaveLength(2);
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

test('leaving the page is asked about while something is unfinished, and only then', async ({
  page,
  server,
  files,
}) => {
  const path = await sparseFile(join(files.dir, 'leaving.bin'), 100_000_000);
  await page.goto(server.url);
  await slowUploads(page, 2_000_000);
  await choose(page, path);
  await expect(uploads(page)).toHaveAttribute('data-status', 'sending');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await page.evaluate(() => {
    setTimeout(() => location.reload());
  });
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await expect(uploads(page)).toHaveCount(1);
  await uploads(page).getByTestId('cancel').click();
  await page.reload();
  await expect(uploads(page)).toHaveCount(0);
  expect(asked).toHaveLength(1);
});
