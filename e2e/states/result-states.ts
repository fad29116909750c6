import type { Driver, StateSteps } from './driver.ts';
import { packageAnswer, refusal, SLOW_DOWN } from './sample-answers.ts';
import { IMAGE, SMALL } from './sample-files.ts';

/** What became of an upload: its exchange, its proof, its packages, and its receipt among others. */

async function openExchange(driver: Driver): Promise<void> {
  await driver.page.locator('[role=tab][data-tab=exchange]').click();
  await driver.appear('exchange-timeline');
}

/** The store refuses its first attempt. */
async function refuseOnce({ send, pass, store, until }: Driver): Promise<void> {
  await send(IMAGE);
  await pass(700);
  await store.move(1);
  await until('confirming');
  await store.answer(SLOW_DOWN);
  await until('waiting');
}

/** Packages are created one after the other, each with an id of its own; every second one is refused if told so. */
async function answerPackages({ page }: Driver, isMixed: boolean): Promise<void> {
  let asked = 0;
  await page.route('**/api/firmware', (route) => {
    asked += 1;
    const isRefused = isMixed && asked % 2 === 0;
    return route.fulfill(
      packageAnswer(isRefused ? { code: 'Forbidden.RAM' } : { firmwareId: `17${asked}` }),
    );
  });
}

export const RESULT_STATES: Record<string, StateSteps> = {
  async 'exchange-verified'(driver) {
    await driver.finish(740, IMAGE);
    await openExchange(driver);
  },
  /** Of one that was refused, and waits for its next attempt. */
  async 'exchange-tab'(driver) {
    await refuseOnce(driver);
    await openExchange(driver);
  },
  async 'exchange-retried'(driver) {
    await refuseOnce(driver);
    await driver.press('retry');
    await driver.until('sending');
    await driver.store.letGo();
    await driver.until('done');
    await openExchange(driver);
  },
  async 'exchange-failed'(driver) {
    const answer = refusal(403, 'AccessDenied', '0002-00000040', 'You have no right to access');
    await driver.sendAndAnswer(IMAGE, answer);
    await driver.until('failed');
    await openExchange(driver);
  },
  async 'exchange-secrets'(driver) {
    await driver.send(IMAGE);
    await openExchange(driver);
    await driver.press('show-secrets');
  },
  'verified-by-md5': {
    before: ({ remember }) => remember('by-md5', IMAGE.name),
    reach: ({ until }) => until('done'),
  },
  'several-packages': {
    before: (driver) => answerPackages(driver, false),
    async reach(driver) {
      await driver.finish(740, IMAGE);
      await driver.press('hand-off', 'create-package');
      await driver.appear('hand-off-again');
      await driver.press('hand-off-again');
      await driver.appear('package-form');
      await driver.page.getByTestId('field-firmwareName').fill('door-lock-for-the-pilot');
      await driver.press('create-package');
      await driver.appear(driver.page.getByTestId('package-created').nth(1));
    },
  },
  async 'receipts-found'(driver) {
    await driver.finish(740, IMAGE, SMALL);
    await driver.press('receipts');
    await driver.appear(driver.page.getByTestId('kept-receipt').nth(1));
    await driver.page.getByTestId('history-search').fill('thermo');
    await driver.appear(driver.page.locator('[data-testid=history-count]', { hasText: /1/ }));
    await driver.press('kept-choose');
    await driver.appear('kept-packages');
  },
  async 'receipts-question'(driver) {
    await driver.finish(740, IMAGE);
    await driver.press('receipts');
    await driver.appear('kept-receipt');
    await driver.press('history-clear');
    await driver.appear('history-clear-no');
  },
  async 'receipt-exchange'(driver) {
    await driver.finish(740, IMAGE, SMALL);
    await driver.press('receipts');
    await driver.appear('kept-receipt');
    await driver.press('kept-details');
    await driver.page.getByTestId('receipt-exchange').locator('summary').click();
    await driver.appear('exchange-timeline');
  },
  'package-batch-mixed': {
    before: (driver) => answerPackages(driver, true),
    async reach(driver) {
      await driver.finish(740, IMAGE, SMALL);
      await driver.press('receipts');
      await driver.appear(driver.page.getByTestId('kept-receipt').nth(1));
      await driver.press('kept-choose-all', 'kept-packages');
      await driver.appear('batch-form');
      await driver.press('batch-create');
      await driver.appear('creation-trouble');
    },
  },
  'demo-needs': {
    place: 'demo',
    before: ({ page }) =>
      page.context().route('**/mock-worker.js', (route) => route.fulfill({ status: 404 })),
  },
};
