import type { Page } from 'playwright/test';
import { test } from '../support/cloud/demo-test.ts';
import { expect } from '../support/ota-drop.ts';
import { openReceipts, receiptRows, withStatus } from './steps.ts';

/** Presenter mode: the show goes as its captions say, by keys, by buttons, and from the beginning again. */

const dock = (page: Page) => page.getByTestId('presenter-dock');
const atStep = (page: Page, id: string) => expect(dock(page)).toHaveAttribute('data-step', id);
const isDone = (page: Page) =>
  expect(page.getByTestId('presenter-next')).not.toHaveAttribute('data-pending');

/** Does what the step does. @returns once the show may go on */
async function play(page: Page, id: string): Promise<void> {
  await atStep(page, id);
  await page.keyboard.press('PageDown');
  await isDone(page);
}

test('the whole script goes by one key, and comes to what its captions say', async ({
  page,
  demo,
}) => {
  test.setTimeout(120_000);
  await page.goto(`${demo.url}?lang=en&present`);
  const next = () => page.keyboard.press('PageDown');
  await play(page, 'welcome');
  await next();
  await play(page, 'good');
  await expect(withStatus(page, 'done')).toHaveCount(1);
  await expect(page.getByTestId('image')).toContainText('ESP-IDF application');
  await next();
  await atStep(page, 'proof');
  await expect(page.getByTestId('detail').getByTestId('digest')).toHaveCount(3);
  await next();
  await play(page, 'again');
  await expect(withStatus(page, 'ready')).toHaveCount(1);
  await expect(page.getByTestId('detail').getByTestId('firmware-url')).toBeVisible();
  await next();
  await play(page, 'doubtful');
  await expect(withStatus(page, 'ready')).toHaveCount(2);
  await expect(page.getByTestId('detail').getByTestId('suffix')).toHaveValue('gz');
  await next();
  await play(page, 'cut');
  await expect(withStatus(page, 'ready')).toHaveCount(3);
  await next();
  await play(page, 'large');
  await expect(page.locator('[data-line=slow]')).toBeChecked();
  await expect(withStatus(page, 'sending')).toHaveCount(1);
  // Half a minute on the slow line, five seconds on this one.
  await page.locator('[data-line=office]').check();
  await expect(withStatus(page, 'done')).toHaveCount(2);
  await page.getByTestId('presenter-next').focus();
  await next();
  await play(page, 'broken');
  await expect(withStatus(page, 'done')).toHaveCount(3);
  await expect(withStatus(page, 'done').last()).toHaveAttribute('data-attempt', '2');
  await next();
  await play(page, 'altered');
  await expect(withStatus(page, 'failed')).toHaveCount(1);
  await expect(page.getByTestId('detail').getByTestId('firmware-url')).toHaveCount(0);
  await next();
  await play(page, 'receipts');
  await expect(receiptRows(page)).toHaveCount(3);
  await next();
  await atStep(page, 'end');
  // Once more by mistake: nothing is lost.
  await next();
  await expect(receiptRows(page)).toHaveCount(3);
});

test('one key brings back the beginning: no uploads, no receipts, no faults, the first line', async ({
  page,
  demo,
}) => {
  await page.goto(`${demo.url}?present=2`);
  await play(page, 'good');
  await expect(withStatus(page, 'done')).toHaveCount(1);
  await page.locator('[data-line=mobile]').check();
  await page.locator('[data-sample=large]').click();
  await expect(withStatus(page, 'sending')).toHaveCount(1);
  await page.keyboard.press('Alt+r');
  await atStep(page, 'welcome');
  await expect(page.getByTestId('upload')).toHaveCount(0);
  await expect(page.locator('[data-line=office]')).toBeChecked();
  await openReceipts(page);
  await expect(page.getByTestId('history-empty')).toBeVisible();
  // The first of its kind again, and no longer known.
  await page.locator('[data-sample=good]').click();
  await expect(withStatus(page, 'done')).toContainText('door-lock_2.3.1.bin');
});

test('opened and closed by its button, with the focus; a reload comes back to the step', async ({
  page,
  demo,
}) => {
  await page.goto(demo.url);
  const button = page.getByTestId('presenter');
  await expect(dock(page)).toHaveCount(0);
  await button.click();
  await atStep(page, 'welcome');
  await expect(page.getByTestId('presenter-next')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await atStep(page, 'good');
  await page.reload();
  await atStep(page, 'good');
  await page.getByTestId('presenter-back').click();
  await atStep(page, 'welcome');
  await page.getByTestId('presenter-close').click();
  await expect(dock(page)).toHaveCount(0);
  await expect(button).toBeFocused();
  expect(new URL(page.url()).search).toBe('');
});

test('keys that a field, a dialog or a choice needs are left to them', async ({ page, demo }) => {
  await page.goto(`${demo.url}?present=2`);
  await play(page, 'good');
  await expect(withStatus(page, 'done')).toHaveCount(1);
  await page.locator('[data-testid=presenter-line]:checked').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-line=slow]')).toBeChecked();
  await page.getByTestId('hand-off').click();
  await page.getByTestId('field-destVersion').focus();
  await page.keyboard.press('PageDown');
  await page.getByTestId('hand-off-close').click();
  await atStep(page, 'good');
});

test('a press on Next moves nothing, and what is added is seen above the captions', async ({
  page,
  demo,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${demo.url}?lang=en&present=2`);
  await page.getByTestId('presenter-next').click();
  await expect(withStatus(page, 'done')).toHaveCount(1);
  const topOf = async (id: string) => (await page.getByTestId(id).boundingBox())?.y ?? NaN;
  const row = await page.getByTestId('upload').boundingBox();
  expect((row?.y ?? NaN) + (row?.height ?? NaN)).toBeLessThan(await topOf('presenter-dock'));
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

test('the captions follow the language of the page', async ({ page, demo }) => {
  await page.goto(`${demo.url}?present=2`);
  await expect(page.getByTestId('presenter-title')).toHaveText('Drop a package, copy its address');
  await page.getByTestId('language').click();
  await expect(page.getByTestId('presenter-title')).toHaveText('拖入固件包，复制地址');
  await atStep(page, 'good');
});

test('the last step leads to a scenario; as long as there is none, its panel is away', async ({
  page,
  demo,
}) => {
  await page.goto(`${demo.url}?present=11`);
  await atStep(page, 'end');
  // It comes late.
  await expect(page.getByTestId('scenarios')).toBeAttached();
  await expect(page.getByTestId('scenarios')).toBeHidden();
  await page.getByTestId('presenter-scenario').click();
  await expect(page.getByTestId('scenario-badge')).toContainText('reset-30,slow');
  await atStep(page, 'end');
  // Starting over takes it back.
  await page.keyboard.press('Alt+r');
  await expect(page.getByTestId('scenario-badge')).toHaveCount(0);
  expect(new URL(page.url()).search).toBe('?present=1');
  await page.getByTestId('presenter-close').click();
  await expect(page.getByTestId('scenarios')).toBeVisible();
});
