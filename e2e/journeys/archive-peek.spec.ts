import { readFile } from 'node:fs/promises';
import { choose, expect, uploads } from '../support/ota-drop.ts';
import { test, upload, withStatus } from './steps.ts';

/** What is in an archive is shown, and one that was cut short is noticed before it is sent. */

test('a zip, a tar.gz and an apk list their contents', async ({ app, files }) => {
  await upload(app, files.zip, files.tarGz, files.apk, files.gz, files.bin);
  const row = (name: string) => uploads(app).filter({ has: app.getByTitle(name, { exact: true }) });

  const zip = row('primehub-3.6.zip');
  const button = zip.getByRole('button', { name: 'Contents of primehub-3.6.zip' });
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  // By keys alone.
  await button.press('Enter');
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect(zip.getByTestId('peek-entry')).toHaveText([
    /firmware-base\.bin.*289\.8\sKiB/,
    /firmware\.metadata\.json/,
    /ReadMe_OSS\.txt/,
  ]);
  await expect(zip.getByTestId('peek-facts')).toContainText('Entries: 3');
  await expect(zip.getByTestId('peek-filter')).toHaveCount(0);

  const tarGz = row('hubs_4.2.0-rc3.tar.gz');
  await tarGz.getByTestId('peek').click();
  await expect(tarGz.getByTestId('peek-entry')).toHaveText([
    /primehub\.bin/,
    /technichub\.bin/,
    /movehub\.bin/,
  ]);

  const apk = row('settings.apk');
  await apk.getByTestId('peek').click();
  await expect(apk.getByTestId('peek-facts')).toContainText('AndroidManifest.xml: present');
  await expect(apk.getByTestId('peek-entry').first()).toBeVisible();
  await expect(apk.getByTestId('peek-more')).toHaveCount(0);
  await apk.getByTestId('peek-filter').fill('MANIFEST.XML');
  await expect(apk.getByTestId('peek-entry')).toHaveText([/^AndroidManifest\.xml/]);
  await expect(apk.getByTestId('peek-matching')).toHaveText('Matching: 1');

  const gz = row('primehub.gz');
  await gz.getByTestId('peek').click();
  await expect(gz.getByTestId('peek-facts')).toContainText(/Unpacked: 289\.8\sKiB/);
  // Of what is no archive there is nothing to be opened.
  await expect(row('primehub.bin').getByTestId('peek')).toHaveCount(0);

  await button.press('Enter');
  await expect(zip.getByTestId('peek-entry')).toHaveCount(0);

  // Its file is not at hand on the next visit.
  await app.reload();
  await expect(withStatus(app, 'done')).toHaveCount(5);
  await expect(app.getByTestId('peek')).toHaveCount(0);
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
    await expect(row.getByTestId('doubt')).toContainText(words);
    // While it waits for an answer it can be looked into, too.
    await row.getByTestId('peek').click();
    await expect(row.getByTestId('peek-body')).toContainText('The end is missing.');
    await row.getByRole('button', { name: `Upload ${name}` }).click();
    await expect(row).toHaveAttribute('data-status', 'done');
    await expect(row).toHaveAttribute('data-suffix', kind === 'tarGz' ? 'tar.gz' : kind);
    // Still open: nothing that one was reading is closed by what goes on around it.
    await expect(row.getByTestId('peek-body')).toContainText('The end is missing.');
  });
}
