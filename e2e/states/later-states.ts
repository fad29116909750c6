import { goOffline } from './page-tricks.ts';
import { IMAGE, LARGE, RELEASE, sendHalf, SMALL } from './packages.ts';
import type { StageFile } from './fixture-files.ts';
import type { PageState, Stage } from './fixtures.ts';

/** States of what comes late: the list as a whole, archives, receipts, and the package that is made in the end. */

/** The platform that sweeps what is not used within the hour. */
async function onAlibaba({ page }: Stage): Promise<void> {
  await page.route('**/config.json', async (route) => {
    const answer = await route.fetch();
    const config = { ...(await answer.json()), cloud: 'alibaba', platformDialect: 'alibaba' };
    await route.fulfill({ json: config });
  });
}

async function openForm(stage: Stage): Promise<void> {
  await stage.finish(740, IMAGE);
  await stage.press('hand-off');
  await stage.appear(stage.page.getByTestId('package-form'));
}

async function openReceipts(stage: Stage): Promise<void> {
  await stage.press('receipts');
  await stage.appear(stage.page.getByTestId('history'));
}

const THIRD: StageFile = { name: 'meter.bin', size: 2_100_000 };

export const LATER_STATES: readonly PageState[] = [
  {
    name: 'part-missing',
    before: ({ page }) => page.route(/UploadPanel-/, (route) => route.abort()),
    async reach(stage) {
      await stage.add(IMAGE);
      await stage.appear(stage.page.getByTestId('part-missing'));
    },
  },
  {
    name: 'paused',
    async reach(stage) {
      await sendHalf(stage);
      await stage.press('pause');
      await stage.add(IMAGE, SMALL);
      await stage.until('queued', 2);
    },
  },
  {
    name: 'uploaded-before',
    before: onAlibaba,
    async reach(stage) {
      await stage.finish(740, IMAGE);
      await stage.add(IMAGE);
      await stage.until('ready');
    },
  },
  {
    name: 'many-uploaded-before',
    async reach(stage) {
      await stage.finish(740, IMAGE, SMALL);
      await stage.finish(740, THIRD);
      await stage.add(IMAGE, SMALL, THIRD);
      await stage.until('ready', 3);
    },
  },
  {
    name: 'failed-before',
    before: (stage) => stage.remember('failed', IMAGE.name, SMALL.name),
    reach: (stage) => stage.until('interrupted', 2),
  },
  {
    name: 'done-before-checksums',
    before: (stage) => stage.remember('closed-early', IMAGE.name),
    reach: (stage) => stage.until('done'),
  },
  {
    name: 'many-offline',
    async reach(stage) {
      await stage.add(IMAGE, SMALL, LARGE, THIRD, { name: 'relay.bin', size: 2_000_000 });
      await stage.until('sending', 3);
      await goOffline(stage.page);
      await stage.store.cut();
      await stage.pass(100);
      await stage.appear(stage.page.getByTestId('many-away'));
    },
  },
  {
    name: 'many-of-a-kind',
    async before(stage) {
      await stage.remember('interrupted', 'hub-1.bin', 'hub-2.bin', 'hub-3.bin');
      await stage.page.route('**/api/tickets', (route) =>
        route.fulfill({ status: 403, json: { success: false, code: 'Forbidden.RAM' } }),
      );
    },
    async reach(stage) {
      await stage.until('interrupted', 3);
      await stage.add(
        ...[1, 2, 3].flatMap((nth) => [
          { name: `empty-${nth}.bin`, size: 0 },
          { name: `kernel-${nth}.img` },
          { name: `notes-${nth}.txt` },
          { name: `node-${nth}.bin` },
        ]),
      );
      await stage.until('failed', 3);
      await stage.until('ready', 6);
    },
  },
  {
    name: 'all-cancelled',
    async reach(stage) {
      await stage.send(LARGE, IMAGE);
      await stage.add(THIRD);
      await stage.until('queued');
      await stage.press('cancel-all');
      await stage.press('cancel-all-yes');
      await stage.until('cancelled', 3);
    },
  },
  {
    name: 'long-list',
    before: (stage) =>
      stage.remember(
        'done',
        ...Array.from({ length: 200 }, (_, nth) => `node-${nth + 1}_1.${nth}.0.bin`),
      ),
    async reach(stage) {
      await stage.add(LARGE, SMALL, IMAGE);
      await stage.appear(stage.page.locator('[data-testid=upload][aria-setsize="203"]'));
      // Rows are measured and put in their places.
      await stage.pass(500);
    },
  },
  {
    name: 'archive',
    async reach(stage) {
      await stage.send(RELEASE);
      await stage.press('peek');
      await stage.appear(stage.page.getByTestId('peek-facts'));
    },
  },
  {
    name: 'sweep',
    before: onAlibaba,
    async reach(stage) {
      await stage.finish(740, IMAGE);
      await stage.appear(stage.page.getByTestId('sweep'));
    },
  },
  { name: 'package-form', reach: openForm },
  {
    name: 'package-form-faults',
    async reach(stage) {
      await openForm(stage);
      await stage.page.getByTestId('field-destVersion').fill('1.0 beta');
      await stage.page.getByTestId('field-firmwareName').fill('');
      await stage.press('create-package');
    },
  },
  {
    name: 'package-trouble',
    before: ({ page }) =>
      page.route('**/api/firmware', (route) =>
        route.fulfill({
          status: 403,
          json: { success: false, code: 'Forbidden.RAM', requestId: '67E2A1B3' },
        }),
      ),
    async reach(stage) {
      await openForm(stage);
      await stage.press('create-package');
      await stage.appear(stage.page.getByTestId('creation-trouble'));
    },
  },
  {
    name: 'package-created',
    before: ({ page }) =>
      page.route('**/api/firmware', (route) =>
        route.fulfill({
          json: { success: true, code: '', data: { firmwareId: '178' }, requestId: '67E2A1B3' },
        }),
      ),
    async reach(stage) {
      await openForm(stage);
      await stage.press('create-package');
      await stage.appear(stage.page.getByTestId('package-created'));
    },
  },
  { name: 'receipts-empty', reach: openReceipts },
  {
    name: 'receipts',
    async reach(stage) {
      await stage.finish(740, IMAGE, SMALL);
      await openReceipts(stage);
      await stage.appear(stage.page.getByTestId('kept-receipt').nth(1));
      await stage.press('kept-details');
    },
  },
  {
    name: 'receipts-nothing-found',
    async reach(stage) {
      await stage.finish(740, IMAGE);
      await openReceipts(stage);
      await stage.page.getByTestId('history-search').fill('nothing like it');
      await stage.appear(stage.page.getByTestId('history-nothing'));
    },
  },
];
