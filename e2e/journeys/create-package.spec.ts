import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Page } from 'playwright/test';
import { signCall } from '../../src/contract/platform-call.ts';
import { expect, type RunningServer } from '../support/ota-drop.ts';
import { openReceipts, receiptRows, test as base, upload } from './steps.ts';

/** The step after the upload: an OTA package on the platform from the verified address. */

const KEYS = { ACCESS_KEY_ID: 'package-key', ACCESS_KEY_SECRET: 'package-secret' };

const test = base.extend<{
  /** A server with known keys. */
  readonly cloud: RunningServer;
  /** A page of that server. */
  readonly app: Page;
  /** Uploads a file and opens the form; the version is filled in. */
  readonly openForm: (path?: string) => Promise<void>;
  /** The packages that the platform has, asked for by a signed call. */
  readonly packages: () => Promise<unknown>;
}>({
  cloud: async ({ start }, use) => use(await start(KEYS)),
  app: async ({ page, cloud }, use) => {
    await page.goto(cloud.url);
    await use(page);
  },
  openForm: async ({ app, files }, use) => {
    await use(async (path = files.bin) => {
      await upload(app, path);
      await app.getByTestId('hand-off').click();
      await app.getByTestId('field-destVersion').fill('1.0');
    });
  },
  packages: async ({ cloud }, use) => {
    const { ACCESS_KEY_ID: accessKeyId, ACCESS_KEY_SECRET: accessKeySecret } = KEYS;
    const credentials = { accessKeyId, accessKeySecret };
    const access = { dialect: 'tuya', endpoint: cloud.cloudUrl, credentials } as const;
    const list = { method: 'GET', action: 'ListOTAFirmware', parameters: {} } as const;
    await use(async () => {
      const stamp = { at: new Date(), nonce: crypto.randomUUID() };
      return (await fetch(await signCall(access, list, stamp))).json();
    });
  },
});

test('a created package stays in list and receipt', async ({ app, files, write, packages }) => {
  await upload(app, await write('doorbell_v1.4.2-rc1.bin', await readFile(files.bin)));
  await app.getByTestId('hand-off').click();
  await expect(app.getByTestId('field-destVersion')).toHaveValue('v1.4.2-rc1');
  await expect(app.getByTestId('field-firmwareName')).toHaveValue('doorbell_v1-4-2-rc1');
  await app.getByTestId('field-productKey').fill('a1uctKe0000');
  await app.getByTestId('create-package').click();

  const created = app.getByTestId('package-created');
  await expect(created).toBeFocused();
  await expect(created).toContainText('Package created');
  await expect(app.getByTestId('hand-off-dialog')).toHaveCount(0);
  const firmwareId = (await app.getByTestId('firmware-id').textContent()) ?? '';
  const sent = { firmwareName: 'doorbell_v1-4-2-rc1', destVersion: 'v1.4.2-rc1' };
  expect(await packages()).toMatchObject({
    total: 1,
    firmwareInfo: { simpleFirmwareInfo: [{ ...sent, firmwareId, productKey: 'a1uctKe0000' }] },
  });

  await app.reload();
  await app.mouse.move(100, 100);
  await expect(app.getByTestId('firmware-id')).toHaveText(firmwareId);
  await expect(app.getByTestId('hand-off')).toHaveCount(0);

  // The receipt outlives the list and is found by that id.
  await app.getByTestId('clear-finished').click();
  await openReceipts(app);
  await app.getByTestId('history-search').fill(firmwareId);
  const kept = receiptRows(app);
  await expect(kept.getByTestId('kept-package')).toHaveText('Package created');
  await expect(app.getByTestId('kept-detail')).toContainText(
    `${firmwareId} (doorbell_v1-4-2-rc1, version v1.4.2-rc1)`,
  );
});

test('a package is created from a receipt', async ({ app, files, packages }) => {
  await upload(app, files.bin);
  await expect(app.getByTestId('digest')).toHaveCount(3);
  await app.getByTestId('clear-finished').click();
  await app.reload();
  await openReceipts(app);
  const detail = app.getByTestId('kept-detail');
  await detail.getByTestId('hand-off').click();
  await app.getByTestId('field-destVersion').fill('1.0');
  await app.getByTestId('create-package').click();
  await expect(detail.getByTestId('package-created')).toBeFocused();
  await expect(receiptRows(app).getByTestId('kept-package')).toHaveText('Package created');
  await app.reload();
  await expect(app.getByTestId('kept-package')).toHaveText('Package created');
  expect(await packages()).toMatchObject({ total: 1 });
});

test('a second package of one file is kept beside the first', async ({
  app,
  openForm,
  packages,
}) => {
  await openForm();
  await app.getByTestId('create-package').click();
  await expect(app.getByTestId('package-created')).toHaveCount(1);
  await app.getByTestId('hand-off-again').click();
  // Names are unique on the platform: the next free one is proposed.
  await expect(app.getByTestId('field-firmwareName')).toHaveValue(/-2$/);
  await app.getByTestId('field-destVersion').fill('1.0');
  await app.getByTestId('create-package').click();
  const created = app.getByTestId('package-created');
  await expect(created).toHaveCount(2);
  await expect(created.nth(1)).toBeFocused();
  const ids = await app.getByTestId('firmware-id').allTextContents();
  expect(new Set(ids).size).toBe(2);
  expect(await packages()).toMatchObject({ total: 2 });

  await app.reload();
  await app.mouse.move(100, 100);
  await expect(app.getByTestId('firmware-id')).toHaveText(ids);
  await openReceipts(app);
  await app.getByTestId('history-search').fill(ids[0] ?? '');
  await expect(app.getByTestId('kept-detail').getByTestId('firmware-id')).toHaveText(ids);
});

test('a form that waits for its answer cannot be closed', async ({ app, openForm }) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await app.route('**/api/firmware', async (route) => {
    await released;
    await route.continue();
  });
  await openForm();
  // Of a store that deletes nothing no time left is shown.
  await expect(app.getByTestId('sweep')).toHaveCount(0);
  await expect(app.getByTestId('hand-off-dialog')).toContainText('does not delete files by itself');
  await app.getByTestId('create-package').click();
  const close = app.getByTestId('hand-off-close');
  await expect(close).toHaveAttribute('aria-disabled', 'true');
  for (let presses = 0; presses < 3; presses += 1) await app.keyboard.press('Escape');
  // The browser may have closed it for a moment.
  await expect(close).toBeVisible();
  await close.click({ force: true });
  await expect(app.getByTestId('package-form')).toBeVisible();
  release();
  await expect(app.getByTestId('package-created')).toBeFocused();
});

test('invalid values are explained, the first is focused', async ({ app, openForm, packages }) => {
  await openForm();
  const version = app.getByTestId('field-destVersion');
  const name = app.getByTestId('field-firmwareName');
  await version.fill('');
  await name.fill('_door bell');
  // Not before the field is left.
  await expect(app.getByTestId('fault-firmwareName')).toHaveCount(0);
  await app.getByTestId('create-package').click();
  await expect(version).toBeFocused();
  await expect(version).toHaveAccessibleDescription(/^Required\./);
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toHaveAccessibleDescription(/^Only letters, digits, Chinese/);
  await name.fill('_doorbell');
  await expect(name).toHaveAccessibleDescription(/^Must start with/);
  await name.fill('门铃');
  await expect(name).toHaveAttribute('aria-invalid', 'false');
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('hand-off')).toBeFocused();
  await app.getByTestId('hand-off').click();
  // What was typed is still there.
  await expect(name).toHaveValue('门铃');
  expect(await packages()).toMatchObject({ total: 0 });
});

test('a name that is taken can be changed', async ({ app, files, openForm, packages }) => {
  const name = app.getByTestId('field-firmwareName');
  const create = async (path: string) => {
    await openForm(path);
    await name.fill('doorbell');
    await app.getByTestId('create-package').click();
  };
  await create(files.bin);
  await expect(app.getByTestId('package-created')).toBeVisible();
  await app.getByTestId('clear-finished').click();
  await create(files.zip);
  await expect(name).toBeFocused();
  await expect(app.getByTestId('fault-firmwareName')).toContainText('name exists');
  const problem = app.getByTestId('creation-trouble');
  await expect(problem).toHaveAttribute('data-created', 'no');
  await expect(problem).toContainText('iot.ota.FirmwareNameExisted');
  await name.fill('doorbell-2');
  await expect(app.getByTestId('fault-firmwareName')).toHaveCount(0);
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('package-created')).toBeFocused();
  expect(await packages()).toMatchObject({ total: 2 });
});

test('the curl sample runs as shown, quotes included', async ({ app, openForm, packages }) => {
  const firmwareDesc = `it's "new" $HOME \\n \`id\``;
  await openForm();
  await app.getByTestId('field-firmwareName').fill('门铃(1)');
  await app.getByTestId('field-firmwareDesc').fill(firmwareDesc);
  await app.getByTestId('sample-curl').check();
  const command = (await app.getByTestId('sample').textContent()) ?? '';
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  expect(JSON.parse(stdout)).toMatchObject({ success: true });
  expect(await packages()).toMatchObject({
    firmwareInfo: { simpleFirmwareInfo: [{ firmwareName: '门铃(1)', firmwareDesc }] },
  });
});

test('a lost answer may mean success: it is not repeated', async ({ app, openForm, packages }) => {
  let calls = 0;
  await app.route('**/api/firmware', async (route) => {
    calls += 1;
    await route.fetch();
    await route.abort('connectionreset');
  });
  await openForm();
  await app.getByTestId('create-package').click();
  const problem = app.getByTestId('creation-trouble');
  await expect(problem).toHaveAttribute('data-created', 'maybe');
  await expect(problem).toContainText('The package may have been created');
  expect(calls).toBe(1);
  expect(await packages()).toMatchObject({ total: 1 });
});

test('a press counts though a message moves the button', async ({ app, openForm }) => {
  await app.setViewportSize({ width: 390, height: 900 });
  await openForm();
  const name = app.getByTestId('field-firmwareName');
  // The message for this one has two lines here.
  await name.fill('door bell');
  const button = await app.getByTestId('create-package').boundingBox();
  if (button === null) throw new Error('no button');
  await app.mouse.move(button.x + 20, button.y + 4);
  await app.mouse.down();
  await expect(name).not.toBeFocused();
  await app.mouse.up();
  await expect(app.getByTestId('fault-firmwareName')).toBeVisible();
  await expect(name).toBeFocused();
});

test('the form fits 320 px with each of its samples', async ({ app, openForm }) => {
  await openForm();
  await app.setViewportSize({ width: 320, height: 640 });
  for (const sample of ['parameters', 'curl', 'node']) {
    await app.getByTestId(`sample-${sample}`).check();
    const sideways = await app
      .getByTestId('hand-off-dialog')
      .evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
    expect(sideways).toBe(0);
  }
});
