import { hostileNames } from '../failures/hostile-names.ts';
import { breakNumbers, dragOver, dropFolder, goOffline, silenceWorkers } from './page-tricks.ts';
import {
  answerConfirmations,
  answerTickets,
  refusedTicket,
  type PageState,
  type Stage,
} from './fixtures.ts';
import { expect } from '../support/ota-drop.ts';
import { IMAGE, LARGE, PACKAGE, sendHalf, SMALL } from './packages.ts';
import { GZIP, WEB_PAGE, withTarInGzip } from './fixture-files.ts';
import { LATER_STATES } from './later-states.ts';

/**
 * Every state that the page can be in. What is checked of each of them, and pictured, needs no more than a line or two here:
 * `before` runs before the page opens, `reach` after; both get the stage (stage.ts).
 */

/** The form is refused with an error document, as OSS writes it. */
function refusal(status: number, code: string, ec: string, message: string) {
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>${code}</Code><Message>${message}</Message><RequestId>67E2A1B3C4D54F60</RequestId><HostId>oss.example</HostId><EC>${ec}</EC></Error>`;
  return { status, headers: { 'x-oss-request-id': '67E2A1B3C4D54F60' }, body };
}
const STORED = { status: 204, headers: { 'x-oss-request-id': '67E2A1B3C4D54F60' } };

/** The report behind "Copy details", as it shows where nothing may write to the clipboard. */
async function openReport({ page, appear }: Stage): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.execCommand = () => false;
  });
  await page.getByTestId('failure').first().getByRole('button').last().click();
  await appear(page.locator('pre'));
}

/** Small files go beside two others; this one has to wait. */
const NOT_SMALL = { ...SMALL, size: 2_100_000 };

/** A list of forty, with something of everything. */
async function rememberMany(stage: Stage): Promise<void> {
  await stage.remember(
    'done',
    ...Array.from({ length: 24 }, (_, nth) => `node-${nth + 1}_1.${nth}.0.bin`),
  );
}
async function manyRows(stage: Stage): Promise<void> {
  await stage.until('done', 24);
  await stage.send(LARGE, IMAGE);
  await stage.add(
    { name: 'empty-build.bin', size: 0 },
    { name: 'sensor-hub.bin', head: GZIP },
    { name: 'boot.img' },
    ...Array.from({ length: 11 }, (_, nth) => ({ name: `line-${nth + 1}.bin`, size: 1_500_000 })),
  );
  await stage.until('queued', 11);
  await stage.store.move(0.35);
  await stage.pass(300);
}

/** What README shows. */
export const SHOWCASE = 'showcase';

export const STATES: readonly PageState[] = [
  { name: 'empty' },
  {
    name: 'suffix-chosen',
    reach: ({ page }) => page.locator('[data-suffix="tar.gz"]').click(),
  },
  {
    name: SHOWCASE,
    async reach(stage) {
      await stage.finish(740, IMAGE);
      await sendHalf(stage);
      await stage.add({ name: 'sensor-hub.bin', head: GZIP, size: 612_000 });
      await stage.until('ready');
    },
  },
  { name: 'drag-overlay', reach: ({ page }) => dragOver(page) },
  { name: 'reading-folder', reach: ({ page }) => dropFolder(page, 'endless') },
  { name: 'drop-refused', reach: ({ page }) => dropFolder(page, 'nothing') },
  {
    name: 'inspecting',
    async reach(stage) {
      await stage.add({ ...IMAGE, is: 'mute' });
      await stage.until('inspecting');
    },
  },
  {
    name: 'doubt-by-name',
    async reach(stage) {
      await stage.add({ name: 'sensor-hub.img' }, { name: 'modem_7.1.tgz', head: withTarInGzip() });
      await stage.until('ready', 2);
    },
  },
  {
    name: 'doubt-by-bytes',
    async reach(stage) {
      await stage.add({ name: 'sensor-hub.bin', head: GZIP, size: 612_000 });
      await stage.until('ready');
    },
  },
  {
    name: 'doubt-by-choice',
    async reach(stage) {
      await stage.page.locator('[data-suffix=zip]').click();
      await stage.add(IMAGE, { name: 'modem_7.1.bin', head: GZIP, size: 612_000 });
      await stage.until('ready', 2);
    },
  },
  {
    name: 'odd-file',
    async reach(stage) {
      await stage.add({ name: 'camera-isp_2026-11.zip', head: WEB_PAGE, size: 4_812 });
      await stage.until('ready');
    },
  },
  {
    name: 'rejected',
    async reach(stage) {
      await stage.add(
        { name: 'empty-build.bin', size: 0 },
        { name: 'everything.tar', size: 1_100_000_000 },
      );
      await stage.until('rejected', 2);
    },
  },
  {
    name: 'queued',
    async reach(stage) {
      await stage.send(LARGE, IMAGE);
      await stage.add(NOT_SMALL);
      await stage.until('queued');
    },
  },
  {
    name: 'ticketing',
    before: ({ page }) => answerTickets(page, 'never'),
    async reach(stage) {
      await stage.add(IMAGE);
      await stage.until('ticketing');
    },
  },
  { name: 'sending', reach: sendHalf },
  {
    name: 'stalled',
    async reach(stage) {
      await sendHalf(stage);
      await stage.pass(24_000);
    },
  },
  {
    name: 'stalled-patient',
    async reach(stage) {
      await sendHalf(stage);
      await stage.pass(24_000);
      await stage.press('keep-waiting');
    },
  },
  {
    name: 'offline',
    async reach(stage) {
      await stage.page.mouse.move(9, 9);
      await stage.add(SMALL);
      await stage.until('sending');
      await goOffline(stage.page);
      await stage.store.move(0.4);
      await stage.store.cut();
      await stage.pass(100);
      await stage.until('waiting');
    },
  },
  {
    name: 'waiting',
    before: ({ page }) =>
      answerTickets(page, {
        ...refusedTicket(503, 'OtaDrop.Draining', 'The server is about to end.'),
        headers: { 'retry-after': '12' },
      }),
    async reach(stage) {
      await stage.add(IMAGE);
      await stage.until('waiting');
      await stage.pass(1_000);
    },
  },
  {
    name: 'confirming-store',
    async reach(stage) {
      await stage.send(IMAGE);
      await stage.pass(900);
      await stage.store.move(1);
      await stage.until('confirming');
      await stage.pass(8_000);
    },
  },
  {
    name: 'confirming-proof',
    before: ({ page }) => silenceWorkers(page),
    async reach(stage) {
      await stage.send(IMAGE);
      await stage.store.move(1);
      await stage.until('confirming');
      await stage.store.answer(STORED);
      await stage.appear(stage.page.locator('[data-awaiting=proof]'));
    },
  },
  {
    name: 'confirming-object',
    before: ({ page }) => answerConfirmations(page, 'never'),
    async reach(stage) {
      await stage.send(IMAGE);
      await stage.store.move(1);
      await stage.until('confirming');
      await stage.store.cut();
      await stage.pass(100);
      await stage.appear(stage.page.locator('[data-awaiting=object]'));
    },
  },
  { name: 'done', reach: (stage) => stage.finish(740, IMAGE) },
  {
    name: 'done-unverified',
    before: ({ page }) => answerConfirmations(page, 'unknown'),
    reach: (stage) => stage.sendAndHear(IMAGE, STORED),
  },
  {
    name: 'done-opened',
    async reach(stage) {
      await stage.finish(740, IMAGE, SMALL);
      await stage.page.getByTestId('upload').first().locator('summary').first().click();
      // Last: a press anywhere else closes it.
      await stage.page.getByTestId('export').locator('summary').click();
    },
  },
  {
    name: 'failed-ticket',
    before: ({ page }) =>
      answerTickets(
        page,
        refusedTicket(502, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.'),
      ),
    async reach(stage) {
      await stage.add(IMAGE);
      await stage.until('failed');
    },
  },
  {
    name: 'failed-refused',
    async reach(stage) {
      await stage.sendAndHear(IMAGE, refusal(403, 'UserDisable', '0003-00000801', 'UserDisable'));
      await stage.until('failed');
      await openReport(stage);
    },
  },
  {
    name: 'failed-mismatch',
    async reach(stage) {
      const crc = { 'x-oss-hash-crc64ecma': '11051210869376104954' };
      await stage.sendAndHear(IMAGE, { ...STORED, headers: { ...STORED.headers, ...crc } });
      await stage.until('failed');
      await openReport(stage);
    },
  },
  {
    name: 'failed-cors',
    before: ({ page }) =>
      page.route(
        (url) => url.port !== '' && url.pathname === '/' && url.search === '',
        async (route) => {
          const isProbe = route.request().resourceType() === 'fetch';
          await (isProbe && route.request().method() === 'POST' ? route.abort() : route.continue());
        },
      ),
    async reach(stage) {
      await stage.send(IMAGE);
      await stage.store.cut();
      await stage.until('failed');
    },
  },
  {
    name: 'failed-changed',
    async reach(stage) {
      await stage.send({ ...IMAGE, is: 'changing' });
      await stage.store.move(0.3);
      await stage.page.evaluate(() => document.documentElement.setAttribute('data-spoilt', ''));
      await stage.store.cut();
      await stage.pass(100);
      await stage.until('failed');
    },
  },
  {
    name: 'cancelled',
    async reach(stage) {
      await stage.send(LARGE, IMAGE);
      await stage.add(NOT_SMALL);
      await stage.until('queued');
      await stage.store.move(0.4);
      await stage.pass(300);
      for (const name of [SMALL.name, IMAGE.name]) {
        await stage.row(name).getByTestId('cancel').click();
      }
      await stage.until('cancelled', 2);
    },
  },
  {
    name: 'interrupted',
    before: (stage) => stage.remember('interrupted', IMAGE.name, PACKAGE.name),
    reach: (stage) => stage.until('interrupted', 2),
  },
  { name: 'many-rows', before: rememberMany, reach: manyRows },
  {
    name: 'hostile-names',
    async reach(stage) {
      await stage.add(
        ...hostileNames(12, 7).map((name, nth) => ({
          name: nth % 3 === 0 ? `${name}.bin` : name,
          folder: nth % 4 === 0 ? `images/${'very-long-folder-name-'.repeat(6)}` : '',
        })),
      );
      await stage.appear(stage.page.getByTestId('upload').nth(11));
      await stage.until('inspecting', 0);
      await stage.until('ticketing', 0);
    },
  },
  {
    name: 'one-group',
    before: rememberMany,
    async reach(stage) {
      await manyRows(stage);
      await stage.press('show-needs-you');
    },
  },
  {
    name: 'cancel-question',
    async reach(stage) {
      await stage.send(LARGE, IMAGE);
      await stage.add(NOT_SMALL);
      await stage.until('queued');
      await stage.store.move(0.4);
      await stage.pass(300);
      await stage.press('cancel-all');
    },
  },
  {
    name: 'crash',
    async reach(stage) {
      await sendHalf(stage);
      await breakNumbers(stage.page);
      let share = 0.5;
      await expect(async () => {
        share += 0.01;
        await stage.store.move(share);
        await stage.pass(500);
        expect(await stage.page.getByTestId('crash').count()).toBe(1);
      }).toPass({ intervals: [20], timeout: 20_000 });
    },
  },
  {
    name: 'new-version',
    before: ({ page }) =>
      page.route('**/config.json', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: { ...(await answer.json()), build: 'an-older-one' } });
      }),
    reach: (stage) => stage.finish(740, IMAGE),
  },
  {
    name: 'demo',
    place: 'demo',
    async reach(stage) {
      await stage.add(SMALL);
      await stage.until('done');
    },
  },
  {
    name: 'settings-unreadable',
    before: ({ page }) => page.route('**/config.json', (route) => route.fulfill({ status: 500 })),
    reach: ({ page, appear }) => appear(page.locator('main > [class*=notice]')),
  },
  ...LATER_STATES,
];
