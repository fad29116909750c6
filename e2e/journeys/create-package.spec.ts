import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { signCall } from '../../src/contract/platform-call.ts';
import { choose, expect, test, uploads, type RunningServer } from '../support/ota-drop.ts';

/** What comes after the upload: from a proved address to a package on the platform. */

const KEYS = { ACCESS_KEY_ID: 'hand-off-key', ACCESS_KEY_SECRET: 'hand-off-secret' };

/** The cloud's own list, asked for by a signed call. */
async function listed({ cloudUrl }: RunningServer): Promise<unknown> {
  const credentials = {
    accessKeyId: KEYS.ACCESS_KEY_ID,
    accessKeySecret: KEYS.ACCESS_KEY_SECRET,
  };
  const access = { dialect: 'tuya', endpoint: cloudUrl, credentials } as const;
  const list = { method: 'GET', action: 'ListOTAFirmware', parameters: {} } as const;
  const stamp = { at: new Date(), nonce: crypto.randomUUID() };
  return (await fetch(await signCall(access, list, stamp))).json();
}

async function openForm(page: Page, path: string): Promise<void> {
  await choose(page, path);
  await expect(uploads(page).last()).toHaveAttribute('data-status', 'done');
  await page.getByTestId('hand-off').last().click();
  await expect(page.getByTestId('package-form')).toBeVisible();
}

test('upload, create, package created: the cloud has it, and a reload still says it', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  const path = join(files.dir, 'doorbell_v1.4.2-rc1.bin');
  await copyFile(files.bin, path);
  await page.goto(server.url);
  await openForm(page, path);
  await expect(page.getByTestId('field-destVersion')).toHaveValue('v1.4.2-rc1');
  await expect(page.getByTestId('field-firmwareName')).toHaveValue('doorbell_v1-4-2-rc1');
  await page.getByTestId('field-productKey').fill('a1uctKe0000');
  await page.getByTestId('create-package').click();

  const created = page.getByTestId('package-created');
  await expect(created).toBeFocused();
  await expect(created).toContainText('Package created');
  await expect(page.getByTestId('hand-off-dialog')).toHaveCount(0);
  const id = (await page.getByTestId('firmware-id').textContent()) ?? '';
  expect(await listed(server)).toMatchObject({
    total: 1,
    firmwareInfo: {
      simpleFirmwareInfo: [
        {
          firmwareId: id,
          firmwareName: 'doorbell_v1-4-2-rc1',
          destVersion: 'v1.4.2-rc1',
          productKey: 'a1uctKe0000',
        },
      ],
    },
  });

  await page.reload();
  await page.mouse.move(100, 100);
  await expect(page.getByTestId('firmware-id')).toHaveText(id);
  await expect(page.getByTestId('hand-off')).toHaveCount(0);

  // So does its receipt, which outlives the list and is found by that id.
  await page.getByTestId('clear-finished').click();
  await page.getByTestId('receipts').click();
  await page.getByTestId('history-search').fill(id);
  const kept = page.getByTestId('kept-receipt');
  await expect(kept.getByTestId('kept-package')).toHaveText('Package created');
  await kept.getByTestId('kept-details').click();
  await expect(kept).toContainText(`${id} (doorbell_v1-4-2-rc1, version v1.4.2-rc1)`);
});

test('a package is made from a receipt as well, after the list was cleared', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  await page.goto(server.url);
  await choose(page, files.bin);
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(uploads(page).getByTestId('digest')).toHaveCount(3);
  await page.getByTestId('clear-finished').click();
  await page.reload();
  await page.getByTestId('receipts').click();
  const kept = page.getByTestId('kept-receipt');
  await kept.getByTestId('kept-details').click();
  await kept.getByTestId('hand-off').click();
  await page.getByTestId('field-destVersion').fill('1.0');
  await page.getByTestId('create-package').click();
  await expect(kept.getByTestId('package-created')).toBeFocused();
  await expect(kept.getByTestId('kept-package')).toHaveText('Package created');
  // Escape closes the innermost: the receipts are still there until now.
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('history')).toHaveCount(0);
  await page.getByTestId('receipts').click();
  await expect(page.getByTestId('kept-package')).toHaveText('Package created');
  expect(await listed(server)).toMatchObject({ total: 1 });
});

test('a form that waits for its answer cannot be closed over it', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/firmware', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(server.url);
  await openForm(page, files.bin);
  await page.getByTestId('field-destVersion').fill('1.0');
  await page.getByTestId('create-package').click();
  await expect(page.getByTestId('hand-off-close')).toHaveAttribute('aria-disabled', 'true');
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Escape');
  // The browser may have closed it for a moment.
  await expect(page.getByTestId('hand-off-close')).toBeVisible();
  await page.getByTestId('hand-off-close').click({ force: true });
  await expect(page.getByTestId('package-form')).toBeVisible();
  release();
  await expect(page.getByTestId('package-created')).toBeFocused();
});

test('wrong values are told in words, and the first of them gets the focus', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  await page.goto(server.url);
  await openForm(page, files.bin);
  const version = page.getByTestId('field-destVersion');
  const name = page.getByTestId('field-firmwareName');
  await version.fill('');
  await name.fill('_door bell');
  // Nobody is told before the field was left.
  await expect(page.getByTestId('fault-firmwareName')).toHaveCount(0);
  await page.getByTestId('create-package').click();
  await expect(version).toBeFocused();
  await expect(version).toHaveAccessibleDescription(/^Fill this in\./);
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toHaveAccessibleDescription(/^Only letters, digits, Chinese/);
  await name.fill('_doorbell');
  await expect(name).toHaveAccessibleDescription(/^It has to start with/);
  await name.fill('门铃');
  await expect(name).toHaveAttribute('aria-invalid', 'false');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('hand-off')).toBeFocused();
  await page.getByTestId('hand-off').click();
  // What was typed is still there.
  await expect(name).toHaveValue('门铃');
  expect(await listed(server)).toMatchObject({ total: 0 });
});

test('a name that is taken is said at the name, and another one will do', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  await page.goto(server.url);
  for (const file of [files.bin, files.zip]) {
    await openForm(page, file);
    await page.getByTestId('field-destVersion').fill('1.0');
    await page.getByTestId('field-firmwareName').fill('doorbell');
    await page.getByTestId('create-package').click();
    if (file === files.bin) await expect(page.getByTestId('package-created')).toBeVisible();
  }
  const name = page.getByTestId('field-firmwareName');
  await expect(name).toBeFocused();
  await expect(page.getByTestId('fault-firmwareName')).toContainText('already');
  const trouble = page.getByTestId('creation-trouble');
  await expect(trouble).toHaveAttribute('data-created', 'no');
  await expect(trouble).toContainText('iot.ota.FirmwareNameExisted');
  await name.fill('doorbell-2');
  await expect(page.getByTestId('fault-firmwareName')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('package-created')).toHaveCount(2);
  expect(await listed(server)).toMatchObject({ total: 2 });
});

test('the curl that is shown runs as it is, quotes and all', async ({ page, start, files }) => {
  const server = await start(KEYS);
  await page.goto(server.url);
  await openForm(page, files.bin);
  await page.getByTestId('field-destVersion').fill('1.0');
  await page.getByTestId('field-firmwareName').fill('门铃(1)');
  await page.getByTestId('field-firmwareDesc').fill(`it's "new" $HOME \\n \`id\``);
  await page.getByTestId('sample-curl').check();
  const command = (await page.getByTestId('sample').textContent()) ?? '';
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  expect(JSON.parse(stdout)).toMatchObject({ success: true });
  expect(await listed(server)).toMatchObject({
    firmwareInfo: {
      simpleFirmwareInfo: [
        { firmwareName: '门铃(1)', firmwareDesc: `it's "new" $HOME \\n \`id\`` },
      ],
    },
  });
});

test('an answer that got lost says that there may be a package, and is not asked for again', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  let calls = 0;
  await page.route('**/api/firmware', async (route) => {
    calls += 1;
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.goto(server.url);
  await openForm(page, files.bin);
  await page.getByTestId('field-destVersion').fill('1.0');
  await page.getByTestId('create-package').click();
  const trouble = page.getByTestId('creation-trouble');
  await expect(trouble).toHaveAttribute('data-created', 'maybe');
  await expect(trouble).toContainText('It is not known whether the package was created');
  expect(calls).toBe(1);
  expect(await listed(server)).toMatchObject({ total: 1 });
});

test('a press counts even if a message pushes the button away under it', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  await page.setViewportSize({ width: 390, height: 900 });
  await page.goto(server.url);
  await openForm(page, files.bin);
  await page.getByTestId('field-destVersion').fill('1.0');
  const name = page.getByTestId('field-firmwareName');
  // The message for this one has two lines here.
  await name.fill('door bell');
  const button = await page.getByTestId('create-package').boundingBox();
  if (button === null) throw new Error('no button');
  await page.mouse.move(button.x + 20, button.y + 4);
  await page.mouse.down();
  await expect(name).not.toBeFocused();
  await page.mouse.up();
  await expect(page.getByTestId('fault-firmwareName')).toBeVisible();
  await expect(name).toBeFocused();
});

test('the dialog has no fault that axe can find, and nothing scrolls sideways at 320 px', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  await page.goto(server.url);
  await openForm(page, files.bin);
  await page.getByTestId('field-destVersion').fill('');
  await page.getByTestId('create-package').click();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  for (const sample of ['parameters', 'curl', 'node']) {
    await page.getByTestId(`sample-${sample}`).check();
    const sideways = await page
      .getByTestId('hand-off-dialog')
      .evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
    expect(sideways).toBe(0);
  }
});

test('the time that is left is told where files are swept, and goes on over a reload', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  await page.clock.install();
  await page.route('**/config.json', async (route) => {
    const response = await route.fetch();
    const config: object = await response.json();
    const alibaba = { ...config, cloud: 'alibaba', platformDialect: 'alibaba' };
    await route.fulfill({ response, json: alibaba });
  });
  await page.goto(server.url);
  await choose(page, files.bin);
  const sweep = page.getByTestId('sweep');
  await expect(sweep).toHaveText(/deletes this file in 59 min/);
  await page.clock.fastForward('12:30');
  await expect(sweep).toHaveText(/deletes this file in 47 min/);
  await page.reload();
  await page.mouse.move(100, 100);
  await expect(sweep).toHaveText(/deletes this file in 47 min/);
  await page.clock.fastForward('48:00');
  await expect(sweep).toHaveText(/The hour for this file is over/);
  await expect(page.getByTestId('hand-off')).toBeVisible();
});

test('where nothing is swept, nothing is said about it', async ({ page, start, files }) => {
  const server = await start(KEYS);
  await page.goto(server.url);
  await openForm(page, files.bin);
  await expect(page.getByTestId('sweep')).toHaveCount(0);
  await expect(page.getByTestId('hand-off-dialog')).toContainText(
    'This store does not delete files by itself.',
  );
});

test('the version that an image carries is proposed, and not the one in its name', async ({
  page,
  start,
  files,
}) => {
  const server = await start(KEYS);
  const kept = '../../src/upload/inspect/made-by-tools/door-lock.ota.gz';
  const path = join(files.dir, 'door-lock-1.0.0.bin');
  await writeFile(path, gunzipSync(await readFile(join(import.meta.dirname, kept))));
  await page.goto(server.url);
  await openForm(page, path);
  await expect(page.getByTestId('field-destVersion')).toHaveValue('2.3.1');
});
