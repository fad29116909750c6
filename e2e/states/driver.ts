import type { Browser, BrowserContextOptions, Locator, Page, Route } from 'playwright/test';
import { RETRY_AFTER_MAX_MS } from '../../src/upload/model/retry-policy.ts';
import { expect } from '../support/ota-drop.ts';
import { rememberVisit, type EarlierLife } from './page-conditions.ts';
import { holdStore, type HeldAnswer, type HeldStore } from './held-store.ts';
import { addFiles, type MadeFile } from './made-files.ts';

/** Brings a page into a state: its clock stands still, and its store answers as it is told to. */
export type Driver = ReturnType<typeof createDriver>;

/** Addresses of the page at the real server, and of the demo, without a slash at the end. */
export type Places = { readonly page: string; readonly demo: string };

type Steps = (driver: Driver) => Promise<unknown>;

export type PageState = {
  readonly name: string;
  readonly place?: keyof Places;
  /** Before the page opens. */
  readonly before?: Steps;
  /** Once it is open. */
  readonly reach?: Steps;
};

/** How a state is reached: the steps alone where nothing is needed before the page opens. */
export type StateSteps = Steps | Omit<PageState, 'name'>;

export type ReachedState = {
  readonly page: Page;
  /** Lets the page's time pass by a millisecond, for tools that wait for timers of their own. */
  tick(): Promise<void>;
};

/** So that pictures are the same tomorrow. */
const OPENED_AT = new Date(2026, 10, 22, 14, 2);

/** Brings a fresh page into the state, where it stands still. The caller closes the page's context. */
export async function reachState(
  browser: Browser,
  places: Places,
  { place = 'page', before, reach }: PageState,
  options: BrowserContextOptions = {},
  search = '',
): Promise<ReachedState> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  const page = await context.newPage();
  // A service worker needs its timers to start.
  const isStill = place === 'page';
  if (isStill) await page.clock.install({ time: OPENED_AT });
  // Every pause is as long as it can be.
  await page.addInitScript(() => {
    Math.random = () => 1 - Number.EPSILON;
  });
  const driver = createDriver(page, await holdStore(page), places[place], isStill);
  await before?.(driver);
  const settings = page.waitForResponse('**/config.json');
  await page.goto(`${places[place]}/${search}`);
  // The leap of the clock below would be the end of the page's patience with them.
  await (await settings).finished();
  await expect(page.getByTestId('file-input').or(page.getByTestId('demo-needs'))).toBeAttached();
  if (isStill) await page.clock.pauseAt(OPENED_AT.getTime() + 60_000);
  await reach?.(driver);
  return { page, tick: () => driver.pass(1) };
}

function createDriver(page: Page, store: HeldStore, url: string, isStill: boolean) {
  const rows = (status: string) => page.locator(`[data-testid=upload][data-status=${status}]`);

  /** Timers of some milliseconds may lead there, or the page's next look at the time. */
  async function eventually(stepMs: number, intervals: number[], check: () => Promise<void>) {
    await expect(async () => {
      if (isStill) await page.clock.runFor(stepMs);
      await check();
    }).toPass({ intervals, timeout: 15_000 });
  }
  const untilCount = (target: Locator, count: number) =>
    eventually(5, [10, 20, 50], async () => expect(await target.count()).toBe(count));

  /** Lets the page's time pass; where it passes by itself, a question to the page is time enough. */
  const pass = (ms: number) => (isStill ? page.clock.runFor(ms) : page.evaluate(() => undefined));

  /** Waits until it, or the element with this test id, is visible. */
  async function appear(target: Locator | string): Promise<void> {
    const element = typeof target === 'string' ? page.getByTestId(target) : target;
    await eventually(20, [20], async () => expect(await element.first().isVisible()).toBe(true));
  }

  /** Waits until so many rows have this status. */
  const until = (status: string, count = 1) => untilCount(rows(status), count);

  const add = (...files: readonly MadeFile[]) => addFiles(page, files);

  /** Adds files, and waits until as many rows have this status. */
  async function bring(status: string, ...files: readonly MadeFile[]): Promise<void> {
    await add(...files);
    await until(status, files.length);
  }

  /** Adds files, and waits until they are being sent as well. */
  async function send(...files: readonly MadeFile[]): Promise<void> {
    const before = await rows('sending').count();
    await add(...files);
    await until('sending', before + files.length);
  }

  /** Sends files, each in so many milliseconds, to the real store; it holds again what follows. */
  async function finish(ms: number, ...files: readonly MadeFile[]): Promise<void> {
    const done = (await rows('done').count()) + files.length;
    await send(...files);
    await pass(ms);
    await store.letGo();
    await until('done', done);
    // Of the one whose detail is shown.
    const isShown = await page.locator('[data-status=done][data-chosen]').count();
    await untilCount(page.getByTestId('detail').getByTestId('digest'), 3 * isShown);
    await store.hold();
  }

  /** Sends a file, and gives this answer to every attempt. */
  async function sendAndAnswer(file: MadeFile, answer: HeldAnswer): Promise<void> {
    await send(file);
    for (;;) {
      await pass(700);
      await store.move(1);
      await until('confirming');
      await store.answer(answer);
      await until('confirming', 0);
      const status = await page.getByTestId('upload').last().getAttribute('data-status');
      if (status !== 'waiting') return;
      // What the page tries again by itself gets the same answer.
      await pass(RETRY_AFTER_MAX_MS);
      await until('sending');
    }
  }

  async function press(...testIds: readonly string[]): Promise<void> {
    for (const testId of testIds) await page.getByTestId(testId).first().click();
  }

  /** Saves uploads as an earlier visit would; before the page opens. */
  const remember = (life: EarlierLife, ...names: readonly string[]) =>
    rememberVisit(page, url, names, life);

  const waits = { pass, appear, until };
  return { page, store, ...waits, add, bring, send, finish, sendAndAnswer, press, remember };
}

/** What our server answers on its own behalf, or a gateway before it. */
export async function answerTickets(
  page: Page,
  answer: Parameters<Route['fulfill']>[0] | 'never',
): Promise<void> {
  await page.route('**/api/tickets', async (route) => {
    if (answer !== 'never') await route.fulfill(answer);
  });
}

/** What our server says the store holds. */
export async function answerConfirmations(
  page: Page,
  confirmation: 'unknown' | 'never',
): Promise<void> {
  const json = { success: true, code: '', data: { confirmation }, requestId: '67E2A1B3' };
  await page.route('**/api/confirmations', async (route) => {
    if (confirmation !== 'never') await route.fulfill({ json });
  });
}

/** The documented envelope of a refused call. */
export function refusedTicket(status: number, code: string, errorMessage: string) {
  const requestId = '67E2A1B3-C4D5-4F60-8A7B-9C0D1E2F3A4B';
  return { status, json: { success: false, code, errorMessage, requestId } };
}

/** The page reads these settings instead of the server's. */
export async function changeSettings(page: Page, changes: object): Promise<void> {
  await page.route('**/config.json', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), ...changes } });
  });
}
