import { changeSettings, type Driver, type StateSteps } from './driver.ts';
import { GZIP } from './made-files.ts';
import { goOffline } from './page-conditions.ts';
import {
  IMAGE,
  LARGE,
  manyNames,
  moveOn,
  RELEASE,
  sendHalf,
  sendTwoOfThree,
  SMALL,
  THIRD,
} from './sample-files.ts';

/** States of the list as a whole, of archives and receipts, and of the package that is created in the end. */

/** The platform that deletes what is not used within the hour. */
const onAlibaba = ({ page }: Driver) =>
  changeSettings(page, { cloud: 'alibaba', platformDialect: 'alibaba' });

async function openForm(driver: Driver): Promise<void> {
  await driver.finish(740, IMAGE);
  await driver.press('hand-off');
  await driver.appear('package-form');
}

async function openReceipts(driver: Driver): Promise<void> {
  await driver.press('receipts');
  await driver.appear('history');
}

/** Two receipts, both selected, one of them with a label and a note. */
async function openSelection(driver: Driver): Promise<void> {
  await driver.finish(740, IMAGE, SMALL);
  await openReceipts(driver);
  await driver.appear(driver.page.getByTestId('kept-receipt').nth(1));
  await driver.page.getByTestId('kept-details').first().click();
  await driver.page.getByTestId('kept-detail').getByTestId('remark-label').fill('FW-4711');
  await driver.page.getByTestId('kept-detail').getByTestId('remark-note').fill('For the pilot');
  await driver.press('kept-choose-all');
  await driver.appear('kept-label');
}

/** Submits the form, which is answered with this. */
function submitted(appears: string, status: number, answer: object): StateSteps {
  const json = { code: '', requestId: '67E2A1B3', ...answer };
  return {
    before: ({ page }) => page.route('**/api/firmware', (route) => route.fulfill({ status, json })),
    async reach(driver) {
      await openForm(driver);
      await driver.press('create-package');
      await driver.appear(appears);
    },
  };
}

/** A list of forty, with something of everything. */
const rememberMany = (driver: Driver) => driver.remember('done', ...manyNames(24));
async function manyRows(driver: Driver): Promise<void> {
  await driver.until('done', 24);
  await driver.send(LARGE, IMAGE);
  await driver.add(
    { name: 'empty-build.bin', size: 0 },
    { name: 'sensor-hub.bin', head: GZIP },
    { name: 'boot.img' },
    ...Array.from({ length: 11 }, (_, nth) => ({ name: `line-${nth + 1}.bin`, size: 1_500_000 })),
  );
  await driver.until('queued', 11);
  await moveOn(driver, 0.35);
}

export const LATER_STATES: Record<string, StateSteps> = {
  'part-missing': {
    before: ({ page }) => page.route(/UploadPanel-/, (route) => route.abort()),
    async reach({ add, appear }) {
      await add(IMAGE);
      await appear('part-missing');
    },
  },
  async paused(driver) {
    await sendHalf(driver);
    await driver.press('pause');
    await driver.bring('queued', IMAGE, SMALL);
  },
  'uploaded-before': {
    before: onAlibaba,
    async reach({ finish, bring }) {
      await finish(740, IMAGE);
      await bring('ready', IMAGE);
    },
  },
  async 'many-uploaded-before'({ finish, bring }) {
    await finish(740, IMAGE, SMALL);
    await finish(740, THIRD);
    await bring('ready', IMAGE, SMALL, THIRD);
  },
  'failed-before': {
    before: ({ remember }) => remember('failed', IMAGE.name, SMALL.name),
    reach: ({ until }) => until('interrupted', 2),
  },
  'done-before-checksums': {
    before: ({ remember }) => remember('closed-early', IMAGE.name),
    reach: ({ until }) => until('done'),
  },
  async 'many-offline'({ page, store, add, until, pass, appear }) {
    await add(IMAGE, SMALL, LARGE, THIRD, { name: 'relay.bin', size: 2_000_000 });
    await until('sending', 3);
    await goOffline(page);
    await store.cut();
    await pass(100);
    await appear('many-away');
  },
  'many-of-a-kind': {
    async before({ page, remember }) {
      await remember('interrupted', 'hub-1.bin', 'hub-2.bin', 'hub-3.bin');
      await page.route('**/api/tickets', (route) =>
        route.fulfill({ status: 403, json: { success: false, code: 'Forbidden.RAM' } }),
      );
    },
    async reach({ until, add }) {
      await until('interrupted', 3);
      await add(
        ...[1, 2, 3].flatMap((nth) => [
          { name: `empty-${nth}.bin`, size: 0 },
          { name: `kernel-${nth}.img` },
          { name: `notes-${nth}.txt` },
          { name: `node-${nth}.bin` },
        ]),
      );
      await until('failed', 3);
      await until('ready', 6);
    },
  },
  'many-rows': { before: rememberMany, reach: manyRows },
  'one-group': {
    before: rememberMany,
    async reach(driver) {
      await manyRows(driver);
      await driver.press('show-needs-you');
    },
  },
  async 'all-cancelled'(driver) {
    await sendTwoOfThree(driver, THIRD);
    await driver.press('cancel-all', 'cancel-all-yes');
    await driver.until('cancelled', 3);
  },
  'long-list': {
    before: ({ remember }) => remember('done', ...manyNames(200)),
    async reach({ page, add, appear, pass }) {
      await add(LARGE, SMALL, IMAGE);
      await appear(page.locator('[data-testid=upload][aria-setsize="203"]'));
      // All three of them are being sent: none is queued any more.
      await appear(page.getByTestId('show-under-way').filter({ hasText: '3' }));
      // Rows are measured and put in their places.
      await pass(500);
    },
  },
  async archive({ page, send, appear }) {
    await send(RELEASE);
    await page.locator('[role=tab][data-tab=contents]').click();
    await appear('peek-facts');
  },
  async 'package-tab'({ page, finish, appear }) {
    await finish(740, IMAGE);
    await page.locator('[role=tab][data-tab=package]').click();
    await appear('hand-off');
  },
  async 'suffix-picker'({ finish, press, page }) {
    await finish(740, IMAGE);
    await press('suffix-picker');
    await page.locator('[data-testid=suffix-choice][data-suffix=gz]').click();
  },
  sweep: {
    before: onAlibaba,
    async reach({ finish, appear }) {
      await finish(740, IMAGE);
      await appear('sweep');
    },
  },
  'package-form': openForm,
  async 'package-form-faults'(driver) {
    await openForm(driver);
    await driver.page.getByTestId('field-destVersion').fill('1.0 beta');
    await driver.page.getByTestId('field-firmwareName').fill('');
    await driver.press('create-package');
  },
  'package-trouble': submitted('creation-trouble', 403, { success: false, code: 'Forbidden.RAM' }),
  'package-created': submitted('package-created', 200, {
    success: true,
    data: { firmwareId: '178' },
  }),
  'receipts-empty': openReceipts,
  async receipts(driver) {
    await driver.finish(740, IMAGE, SMALL);
    await openReceipts(driver);
    await driver.appear(driver.page.getByTestId('kept-receipt').nth(1));
    await driver.page.getByTestId('kept-details').first().click();
    await driver.appear('kept-detail');
  },
  'receipts-selected': openSelection,
  async 'package-batch'(driver) {
    await openSelection(driver);
    await driver.press('kept-packages');
    await driver.appear('batch-form');
    await driver.page.getByTestId('batch-destVersion').first().fill('1.0 beta');
    await driver.press('batch-create');
  },
  async 'receipts-nothing-found'(driver) {
    await driver.finish(740, IMAGE);
    await openReceipts(driver);
    await driver.page.getByTestId('history-search').fill('nothing like it');
    await driver.appear('history-nothing');
  },
};
