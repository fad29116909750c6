import type { Driver, StateSteps } from './driver.ts';
import { addFiles } from './made-files.ts';
import { IMAGE, SMALL } from './sample-files.ts';

/** States of what opens beside an upload, or answers a press: comparisons, menus, panels of the demo, notes of the browser. */

async function compareWith(driver: Driver, kind: string, file: typeof IMAGE): Promise<void> {
  await driver.finish(740, IMAGE);
  // Below the row on a narrow page, and closed there when there are several.
  await addFiles(driver.page, [file], 'compare-input');
  await driver.appear(driver.page.locator(`[data-testid=comparison][data-kind=${kind}]`));
}

/** A scenario of the demo is armed, and a file has met it. */
async function armScenario({ page, press, add, appear }: Driver): Promise<void> {
  await press('scenarios-open');
  await page.locator('[data-testid=scenario] input').first().check();
  await press('scenarios-arm');
  await appear('scenario-badge');
  await add(SMALL);
  await appear('scenario-verdict');
}

export const OPENED_STATES: Record<string, StateSteps> = {
  'compared-same': (driver) => compareWith(driver, 'same', IMAGE),
  'compared-other': (driver) =>
    compareWith(driver, 'other-size', { ...IMAGE, name: 'door-lock_2.3.0.bin', size: 1_870_000 }),
  /** The clipboard cannot be written to: the address is selected, to be copied by keys. */
  async 'copy-refused'({ page, finish, press }) {
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
      document.execCommand = () => false;
    });
    await finish(740, IMAGE);
    await press('copy-firmware-url');
  },
  async 'receipts-menu'(driver) {
    await driver.finish(740, IMAGE, SMALL);
    await driver.press('receipts');
    await driver.appear(driver.page.getByTestId('kept-receipt').nth(1));
    await driver.page.getByTestId('history').getByTestId('export').locator('summary').click();
  },
  'receipts-unavailable': {
    before: ({ page }) =>
      page.addInitScript(() => {
        Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
      }),
    async reach({ press, appear }) {
      await press('receipts');
      await appear('history-unavailable');
    },
  },
  async 'left-out'({ add, until, appear }) {
    await add(IMAGE, { name: '.DS_Store', folder: 'images' });
    await until('sending');
    await appear('left-out');
  },
  scenarios: { place: 'demo', reach: ({ press }) => press('scenarios-open') },
  'scenario-armed': { place: 'demo', reach: armScenario },
  /** Larger than usual until one says otherwise. */
  'presenter-usual-type': {
    place: 'demo',
    async reach({ page, press, appear }) {
      await press('presenter');
      await appear('presenter-dock');
      // Folded on a narrow page.
      const tools = page.getByTestId('presenter-tools');
      if (await tools.isVisible()) await tools.click();
      // On a phone there is one size.
      const large = page.getByTestId('presenter-large-type');
      if (await large.isVisible()) await large.click();
    },
  },
};
