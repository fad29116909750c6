import { readFile } from 'node:fs/promises';
import { choose, detailOf, expect, tabOf, uploads } from '../support/ota-drop.ts';
import { test, upload, withStatus } from './steps.ts';

/** What is in an archive is shown, and one that was cut short is noticed before it is sent. */

test('a zip, a tar.gz and an apk list their contents', async ({ app, files }) => {
  await upload(app, files.zip, files.tarGz, files.apk, files.gz, files.bin);
  const row = (name: string) => uploads(app).filter({ has: app.getByTitle(name, { exact: true }) });

  // By keys alone.
  await row('primehub-3.6.zip').getByTestId('open-detail').press('Enter');
  const zip = await detailOf(row('primehub-3.6.zip'));
  await zip.locator('[data-tab=result][role=tab]').press('ArrowRight');
  await zip.locator('[data-tab=exchange][role=tab]').press('ArrowRight');
  await expect(zip.locator('[data-tab=contents][role=tab]')).toBeFocused();
  await expect(zip.getByTestId('peek-entry')).toHaveText([
    /firmware-base\.bin.*289\.8\sKiB/,
    /firmware\.metadata\.json/,
    /ReadMe_OSS\.txt/,
  ]);
  await expect(zip.getByTestId('peek-facts')).toContainText('Entries: 3');
  await expect(zip.getByTestId('peek-filter')).toHaveCount(0);

  // The tab stays for the next one.
  const tarGz = await detailOf(row('hubs_4.2.0-rc3.tar.gz'));
  await expect(tarGz.getByTestId('peek-entry')).toHaveText([
    /primehub\.bin/,
    /technichub\.bin/,
    /movehub\.bin/,
  ]);

  const apk = await detailOf(row('settings.apk'));
  await expect(apk.getByTestId('peek-facts')).toContainText('AndroidManifest.xml: present');
  await expect(apk.getByTestId('peek-entry').first()).toBeVisible();
  await expect(apk.getByTestId('peek-more')).toHaveCount(0);
  await apk.getByTestId('peek-filter').fill('MANIFEST.XML');
  await expect(apk.getByTestId('peek-entry')).toHaveText([/^AndroidManifest\.xml/]);
  await expect(apk.getByTestId('peek-matching')).toHaveText('Matching: 1');

  const gz = await detailOf(row('primehub.gz'));
  await expect(gz.getByTestId('peek-facts')).toContainText(/Unpacked: 289\.8\sKiB/);
  await expect((await detailOf(row('primehub.bin'))).getByTestId('peek-body')).toHaveText(
    /This file is not an archive/,
  );

  // Its file is not at hand on the next visit.
  await app.reload();
  await expect(withStatus(app, 'done')).toHaveCount(5);
  await expect((await tabOf(row('settings.apk'), 'contents')).getByTestId('peek-body')).toHaveText(
    /Choose it again to see what is in it/,
  );
});

for (const [kind, name, words] of [
  ['zip', 'cut.zip', 'This zip is incomplete'],
  ['tar', 'cut.tar', 'This tar is incomplete: it ends in the middle of an entry'],
  ['tarGz', 'cut.tar.gz', 'This gzip file is incomplete: its end is missing'],
] as const) {
  test(`${name} is questioned, and can be sent as it is`, async ({ app, files, write }) => {
    const whole = await readFile(files[kind]);
    await choose(app, await write(name, whole.subarray(0, Math.floor(whole.byteLength * 0.7))));
    const row = uploads(app);
    await expect(row).toHaveAttribute('data-status', 'ready');
    const detail = await detailOf(row);
    await expect(detail.getByTestId('doubt')).toContainText(words);
    // While it waits for an answer it can be looked into, too.
    await tabOf(row, 'contents');
    await expect(detail.getByTestId('peek-body')).toContainText('The end is missing.');
    await row.getByTestId('review').click();
    await detail.getByRole('button', { name: `Upload ${name}` }).click();
    await expect(row).toHaveAttribute('data-status', 'done');
    await expect(row).toHaveAttribute('data-suffix', kind === 'tarGz' ? 'tar.gz' : kind);
  });
}
