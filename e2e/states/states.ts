import { hostileNames } from '../failures/hostile-names.ts';
import { expect } from '../support/ota-drop.ts';
import {
  answerConfirmations,
  answerTickets,
  changeSettings,
  refusedTicket,
  type Driver,
  type PageState,
  type StateSteps,
} from './driver.ts';
import { ACCESS_STATES } from './access-states.ts';
import { LATER_STATES } from './later-states.ts';
import { GZIP, WEB_PAGE, withTarInGzip } from './made-files.ts';
import {
  breakNumbers,
  dragOver,
  dropFolder,
  goOffline,
  silenceWorkers,
} from './page-conditions.ts';
import { OPENED_STATES } from './opened-states.ts';
import { PRESENTER_STATES } from './presenter-states.ts';
import { REPLAY_STATES } from './replay-states.ts';
import { RESULT_STATES } from './result-states.ts';
import { refusal, STORED } from './sample-answers.ts';
import {
  IMAGE,
  moveOn,
  PACKAGE,
  sendHalf,
  sendTwoOfThree,
  showAll,
  SMALL,
} from './sample-files.ts';

/**
 * Every state that the page can be in. To be checked and pictured, a state needs no more than a line or two here: `before` runs
 * before the page opens, `reach` after; both get the driver (driver.ts).
 */

/** The report behind "Copy details", as it shows where the clipboard cannot be written to. */
async function openReport({ page, appear }: Driver): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.execCommand = () => false;
  });
  await page.getByTestId('detail-failure').getByRole('button').last().click();
  await appear(page.locator('pre'));
}

/** All bytes are sent, and nothing is answered yet. */
async function sendAll(driver: Driver, ms = 0): Promise<void> {
  await driver.send(IMAGE);
  if (ms > 0) await driver.pass(ms);
  await driver.store.move(1);
  await driver.until('confirming');
}

/** What README shows. */
export const SHOWCASE = 'showcase';

const SENSOR_HUB = { name: 'sensor-hub.bin', head: GZIP, size: 612_000 };

const STEPS: Record<string, StateSteps> = {
  empty: {},
  'suffix-chosen': ({ page }) => page.locator('[data-suffix="tar.gz"]').click(),
  [SHOWCASE]: showAll,
  'drag-overlay': ({ page }) => dragOver(page),
  'reading-folder': ({ page }) => dropFolder(page, 'endless'),
  'drop-refused': ({ page }) => dropFolder(page, 'nothing'),
  inspecting: ({ bring }) => bring('inspecting', { ...IMAGE, is: 'mute' }),
  'doubt-by-name': ({ bring }) =>
    bring('ready', { name: 'sensor-hub.img' }, { name: 'modem_7.1.tgz', head: withTarInGzip() }),
  'doubt-by-bytes': ({ bring }) => bring('ready', SENSOR_HUB),
  async 'doubt-by-choice'({ page, bring }) {
    await page.locator('[data-suffix=zip]').click();
    await bring('ready', IMAGE, { ...SENSOR_HUB, name: 'modem_7.1.bin' });
  },
  'odd-file': ({ bring }) =>
    bring('ready', { name: 'camera-isp_2026-11.zip', head: WEB_PAGE, size: 4_812 }),
  rejected: ({ bring }) =>
    bring(
      'rejected',
      { name: 'empty-build.bin', size: 0 },
      { name: 'everything.tar', size: 1_100_000_000 },
    ),
  queued: (driver) => sendTwoOfThree(driver),
  ticketing: {
    before: ({ page }) => answerTickets(page, 'never'),
    reach: ({ bring }) => bring('ticketing', IMAGE),
  },
  sending: sendHalf,
  async stalled(driver) {
    await sendHalf(driver);
    await driver.pass(24_000);
  },
  async 'stalled-patient'(driver) {
    await sendHalf(driver);
    await driver.pass(24_000);
    await driver.press('keep-waiting');
  },
  async offline({ page, store, bring, pass, until }) {
    await page.mouse.move(9, 9);
    await bring('sending', SMALL);
    await goOffline(page);
    await store.move(0.4);
    await store.cut();
    await pass(100);
    await until('waiting');
  },
  waiting: {
    before: ({ page }) =>
      answerTickets(page, {
        ...refusedTicket(503, 'OtaDrop.Draining', 'The server is about to end.'),
        headers: { 'retry-after': '12' },
      }),
    async reach({ bring, pass }) {
      await bring('waiting', IMAGE);
      await pass(1_000);
    },
  },
  async 'confirming-store'(driver) {
    await sendAll(driver, 900);
    await driver.pass(8_000);
  },
  'confirming-proof': {
    before: ({ page }) => silenceWorkers(page),
    async reach(driver) {
      await sendAll(driver);
      await driver.store.answer(STORED);
      await driver.appear(driver.page.locator('[data-awaiting=proof]'));
    },
  },
  'confirming-object': {
    before: ({ page }) => answerConfirmations(page, 'never'),
    async reach(driver) {
      await sendAll(driver);
      await driver.store.cut();
      await driver.pass(100);
      await driver.appear(driver.page.locator('[data-awaiting=object]'));
    },
  },
  done: ({ finish }) => finish(740, IMAGE),
  'done-unverified': {
    before: ({ page }) => answerConfirmations(page, 'unknown'),
    reach: ({ sendAndAnswer }) => sendAndAnswer(IMAGE, STORED),
  },
  async 'done-opened'({ page, finish }) {
    await finish(740, IMAGE, SMALL);
    // On a narrow page the detail is below its row, and that of one of several is closed.
    await page.getByTestId('open-detail').first().click();
    await page.getByTestId('show-qr').click();
    // Last: a press anywhere else closes it.
    await page.getByTestId('export').locator('summary').click();
  },
  'failed-ticket': {
    before: ({ page }) =>
      answerTickets(
        page,
        refusedTicket(502, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.'),
      ),
    reach: ({ bring }) => bring('failed', IMAGE),
  },
  async 'failed-refused'(driver) {
    await driver.sendAndAnswer(IMAGE, refusal(403, 'UserDisable', '0003-00000801', 'UserDisable'));
    await driver.until('failed');
    await openReport(driver);
  },
  async 'failed-mismatch'(driver) {
    const crc = { 'x-oss-hash-crc64ecma': '11051210869376104954' };
    await driver.sendAndAnswer(IMAGE, { ...STORED, headers: { ...STORED.headers, ...crc } });
    await driver.until('failed');
    await openReport(driver);
  },
  'failed-cors': {
    before: ({ page }) =>
      page.route(
        (url) => url.port !== '' && url.pathname === '/' && url.search === '',
        async (route) => {
          const isProbe = route.request().resourceType() === 'fetch';
          await (isProbe && route.request().method() === 'POST' ? route.abort() : route.continue());
        },
      ),
    async reach({ store, send, until }) {
      await send(IMAGE);
      await store.cut();
      await until('failed');
    },
  },
  async 'failed-changed'({ page, store, send, pass, until }) {
    await send({ ...IMAGE, is: 'changing' });
    await store.move(0.3);
    await page.evaluate(() => document.documentElement.setAttribute('data-spoilt', ''));
    await store.cut();
    await pass(100);
    await until('failed');
  },
  async cancelled(driver) {
    await sendTwoOfThree(driver);
    await moveOn(driver, 0.4);
    for (const { name } of [SMALL, IMAGE]) {
      const row = driver.page.getByTestId('upload').filter({ hasText: name });
      await row.getByTestId('cancel').click();
    }
    await driver.until('cancelled', 2);
  },
  interrupted: {
    before: ({ remember }) => remember('interrupted', IMAGE.name, PACKAGE.name),
    reach: ({ until }) => until('interrupted', 2),
  },
  async 'hostile-names'({ page, add, appear, until }) {
    await add(
      ...hostileNames(12, 7).map((name, nth) => ({
        name: nth % 3 === 0 ? `${name}.bin` : name,
        folder: nth % 4 === 0 ? `images/${'very-long-folder-name-'.repeat(6)}` : '',
      })),
    );
    await appear(page.getByTestId('upload').nth(11));
    await until('inspecting', 0);
    await until('ticketing', 0);
  },
  async 'cancel-question'(driver) {
    await sendTwoOfThree(driver);
    await moveOn(driver, 0.4);
    // The numbers of all are drawn once a second.
    await driver.pass(2_000);
    await driver.press('cancel-all');
  },
  async crash(driver) {
    await sendHalf(driver);
    await breakNumbers(driver.page);
    let share = 0.5;
    await expect(async () => {
      share += 0.01;
      await driver.store.move(share);
      await driver.pass(500);
      expect(await driver.page.getByTestId('crash').count()).toBe(1);
    }).toPass({ intervals: [20], timeout: 20_000 });
  },
  'new-version': {
    before: ({ page }) => changeSettings(page, { build: 'an-older-one' }),
    reach: ({ finish }) => finish(740, IMAGE),
  },
  demo: { place: 'demo', reach: ({ bring }) => bring('done', SMALL) },
  'settings-unreadable': {
    before: ({ page }) =>
      page.route('**/config.json', (route) => route.fulfill({ status: 500, body: 'unwell' })),
    reach: ({ page, appear }) => appear(page.locator('main > [class*=notice]')),
  },
  ...LATER_STATES,
  ...RESULT_STATES,
  ...OPENED_STATES,
  ...ACCESS_STATES,
  ...PRESENTER_STATES,
  ...REPLAY_STATES,
};

export const STATES: readonly PageState[] = Object.entries(STEPS).map(([name, steps]) =>
  typeof steps === 'function' ? { name, reach: steps } : { name, ...steps },
);
