import { AxeBuilder } from '@axe-core/playwright';
import { uploaderOn } from '../../src/automation/uploader.ts';
import { startScenarioServer } from '../support/cloud/scenario-server.ts';
import { expect, FIRMWARE, test } from './places.ts';

/** The panel: choosing, arming, what is said of a bad link, and whose uploads meet what was armed. */

test('scenarios are chosen, armed, judged, armed again and taken back', async ({ page, demo }) => {
  await page.goto(demo.url);
  const panel = page.getByTestId('scenarios');
  await expect(panel).toHaveAttribute('data-state', 'disarmed');
  await page.getByTestId('scenarios-open').click();
  const box = (name: string) =>
    page.locator(`[data-testid=scenario][data-name=${name}]`).getByRole('checkbox');
  await box('too-large').check();
  // The other one would decide over the end as well.
  await expect(box('wrong-host')).toBeDisabled();
  await expect(box('throttled')).toBeEnabled();
  await box('throttled').check();
  await page.getByTestId('scenario-value').fill('99');
  await expect(page.getByTestId('scenario-fault')).toContainText('from 1 to 30');
  await page.getByTestId('scenario-value').fill('1');
  await page.getByTestId('scenarios-arm').click();
  await expect(page.getByTestId('scenario-badge')).toHaveText('Armed: throttled-1,too-large');
  await expect(page).toHaveURL(/\?scenario=throttled-1,too-large$/);

  const verdict = page.getByTestId('scenario-verdict');
  await expect(verdict).toHaveAttribute('data-judgement', 'waiting-for-file');
  const uploader = uploaderOn(page);
  const upload = await uploader.choose(FIRMWARE);
  await expect(verdict).toHaveAttribute('data-judgement', 'running');
  await upload.waitFor('failed');
  await expect(verdict).toHaveText(/^As announced File: camera-1.0.bin/);

  // The first call is over; the store goes on refusing, and the panel says that this is not what was announced.
  await page.getByTestId('scenarios-again').press('Enter');
  await expect(verdict).toHaveAttribute('data-judgement', 'waiting-for-file');
  await page.getByTestId('scenarios-disarm').press('Enter');
  await expect(panel).toHaveAttribute('data-state', 'disarmed');
  // The button is gone, and had the focus.
  await expect(page.getByTestId('scenarios-open')).toBeFocused();
  await upload.retry();
  await upload.waitFor('done');
});

test('of what happens to every upload each one is judged', async ({ page, demo }) => {
  await page.goto(`${demo.url}?scenario=too-large`);
  const uploader = uploaderOn(page);
  await (await uploader.drop(FIRMWARE)).waitFor('failed');
  await expect(page.getByTestId('scenario-tally')).toHaveCount(0);
  const second = { ...FIRMWARE, name: 'camera-1.1.bin' };
  await (await uploader.drop(second)).waitFor('failed');
  await expect(page.getByTestId('scenario-verdict')).toHaveText(
    'As announced File: camera-1.1.bin · 2 of 2 files as announced',
  );
});

test('an upload that ends otherwise is said to', async ({ page, demo }) => {
  await page.goto(`${demo.url}?scenario=throttled-30`);
  const upload = await uploaderOn(page).drop(FIRMWARE);
  await upload.waitFor('waiting');
  await upload.cancel();
  await upload.waitFor('failed');
  await expect(page.getByTestId('scenario-verdict')).toHaveText(
    /^Not as announced It ended with FW-T06; announced was verified\./,
  );
});

test('a bad link arms nothing and says why, in the language of the page', async ({
  page,
  demo,
}) => {
  await page.goto(`${demo.url}?scenario=reset,wrong-host`);
  await expect(page.getByTestId('scenario-fault')).toHaveText(
    'reset would never happen: wrong-host ends the upload before anything is sent. Nothing was armed.',
  );
  await (await uploaderOn(page).drop(FIRMWARE)).waitFor('done');
  await page.goto(`${demo.url}?scenario=rese&lang=zh-CN`);
  await expect(page.getByTestId('scenario-fault')).toHaveText(
    '没有名为“rese”的场景。是否指 reset？未启用任何场景。',
  );
});

test('what one tab arms meets its own uploads alone', async ({ page, context, embedded }) => {
  const other = await context.newPage();
  await page.goto(`${embedded.url}/?scenario=no-cors`);
  await expect(page.getByTestId('scenarios')).toHaveAttribute('data-state', 'armed');
  await other.goto(embedded.url);
  await expect(other.getByTestId('scenarios')).toHaveAttribute('data-state', 'disarmed');
  // Files of their own: both tabs know what the other one has uploaded.
  const file = (nth: number) => ({ name: `${nth}.bin`, buffer: FIRMWARE.buffer.subarray(nth) });
  await (await uploaderOn(other).drop(file(1))).waitFor('done');
  const upload = await uploaderOn(page).drop(file(2));
  await upload.waitFor('failed');
  expect((await upload.failure()).code).toBe('FW-U03');
  await (await uploaderOn(other).drop(file(3))).waitFor('done');
});

test('from another machine the operator’s key is asked for, once', async ({ page }) => {
  const key = 'operators-key-0123456789';
  const server = await startScenarioServer({}, key);
  // As a proxy on the server's machine hands on what comes from others.
  await page.route('**/api/scenarios', (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-forwarded-for': '203.0.113.7' } }),
  );
  await page.goto(`${server.url}/?scenario=too-large`);
  const field = page.getByTestId('scenario-key');
  await field.fill('not-the-key');
  await field.press('Enter');
  await expect(page.getByTestId('scenario-fault')).toContainText('That is not the key');
  await field.fill(key);
  await field.press('Enter');
  await expect(page.getByTestId('scenario-badge')).toHaveText('Armed: too-large');
  await page.reload();
  await expect(page.getByTestId('scenario-badge')).toHaveText('Armed: too-large');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await server.stop();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [320, 1180]) {
    test(`axe finds nothing, ${colorScheme}, ${width} px`, async ({ page, demo }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${demo.url}?scenario=signature-refused,throttled-1`);
      await page.getByTestId('scenarios-open').click();
      await expect(page.getByTestId('scenario').first()).toBeVisible();
      const look = async () =>
        (await new AxeBuilder({ page }).include('[data-testid=scenarios]').analyze()).violations;
      expect(await look()).toEqual([]);
      await (await uploaderOn(page).drop(FIRMWARE)).waitFor('failed');
      await expect(page.getByTestId('scenario-verdict')).toHaveAttribute(
        'data-judgement',
        'as-announced',
      );
      expect(await look()).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    });
  }
}
