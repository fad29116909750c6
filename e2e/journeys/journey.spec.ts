import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { crc64 } from '../../src/contract/crc64.ts';
import { detailOf, expect, expectSameBytes, uploads } from '../support/ota-drop.ts';
import { digestOf, record, test, upload } from './steps.ts';

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
  test(`a genuine ${suffix} arrives intact and is verified`, async ({ app, server, files }) => {
    await upload(app, files[kind]);
    const row = uploads(app);
    await expect(row).toHaveAttribute('data-suffix', suffix);
    await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');

    const url = (await row.getByTestId('firmware-url').textContent()) ?? '';
    expect(url).toMatch(new RegExp(`^${server.cloudUrl}/ota/firmware/[0-9a-f-]{36}\\.${suffix}$`));
    await expectSameBytes(url, files[kind]);

    const bytes = await readFile(files[kind]);
    const detail = await detailOf(row);
    await expect(digestOf(detail, 'crc64')).toHaveText(crc64(bytes));
    for (const kind of ['md5', 'sha256'] as const) {
      await expect(digestOf(detail, kind)).toHaveText(createHash(kind).update(bytes).digest('hex'));
    }
  });
}

test('many files at once arrive, a few at a time', async ({ app, files }) => {
  const underWay = await record(
    app,
    () =>
      document.querySelectorAll(
        '[data-status=ticketing], [data-status=sending], [data-status=confirming]',
      ).length,
  );
  await upload(app, files.bin, files.zip, files.apk, files.tar, files.gz, files.tarGz);
  const urls = await app.getByTestId('firmware-url').allTextContents();
  expect(new Set(urls).size).toBe(6);
  // Four small files, two of others.
  const most = Math.max(...(await underWay()));
  expect(most).toBeGreaterThanOrEqual(2);
  expect(most).toBeLessThanOrEqual(4);
});

test('a chip sets the suffix of the next files', async ({ app, files }) => {
  const chip = app.locator('[data-testid=suffix-choice][data-suffix=gzip]');
  await chip.click();
  await expect(chip).toHaveAttribute('aria-checked', 'true');
  await upload(app, files.gz);
  await expect(app.getByTestId('firmware-url')).toHaveText(/\.gzip$/);
});
