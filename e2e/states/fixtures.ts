import type { Browser, BrowserContextOptions, Locator, Page, Route } from 'playwright/test';
import { RETRY_AFTER_MAX_MS } from '../../src/upload/model/retry-policy.ts';
import { expect } from '../support/ota-drop.ts';
import { rememberVisit, type EarlierLife } from './page-tricks.ts';
import { holdStore, type HeldAnswer, type HeldStore } from './held-store.ts';
import { addFiles, type StageFile } from './fixture-files.ts';

/** A page of one's own whose clock stands still and whose cloud does what it is told: what a state is reached with. */
export type Stage = {
  readonly page: Page;
  readonly store: HeldStore;
  /** Time passes on the page, and with it nothing else. */
  pass(ms: number): Promise<void>;
  add(...files: readonly StageFile[]): Promise<void>;
  row(name: string): Locator;
  /** Until it is seen; what leads there may need timers of some milliseconds, or the page's next look at the time. */
  appear(target: Locator): Promise<void>;
  /** Until so many rows are there that have this status; 1. */
  until(status: string, count?: number): Promise<void>;
  /** Adds files and brings them as far as being sent. */
  send(...files: readonly StageFile[]): Promise<void>;
  /** Sends them, and the real store takes them, each in so many milliseconds; what follows is held again. */
  finish(ms: number, ...files: readonly StageFile[]): Promise<void>;
  /** Sends one, and this is what the store says, however often it is asked. */
  sendAndHear(file: StageFile, answer: HeldAnswer): Promise<void>;
  press(testId: string): Promise<void>;
  /** An earlier visit has left these; for `before`. */
  remember(life: EarlierLife, ...names: readonly string[]): Promise<void>;
};

/** Where the pages are: the real server's, and that of the demo. */
export type Places = { readonly page: string; readonly demo: string };

export type PageState = {
  readonly name: string;
  readonly place?: keyof Places;
  /** Before the page opens. */
  readonly before?: (stage: Stage) => Promise<unknown>;
  /** Once it is open. */
  readonly reach?: (stage: Stage) => Promise<unknown>;
};

/** A page in its state. */
export type Scene = {
  readonly page: Page;
  /** Whoever brings timers of their own lets them run by this: a millisecond of the page's. */
  tick(): Promise<void>;
};

/** So that pictures are the same tomorrow. */
const OPENED_AT = new Date(2026, 10, 22, 14, 2);

/** Brings a fresh page into the state; it stands still there. Close the page's context when it has been looked at. */
export async function reachState(
  browser: Browser,
  places: Places,
  state: PageState,
  options: BrowserContextOptions = {},
  search = '',
): Promise<Scene> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  const page = await context.newPage();
  const place = state.place ?? 'page';
  // A service worker needs its timers to start.
  const stands = place === 'page';
  if (stands) await page.clock.install({ time: OPENED_AT });
  // Every pause is as long as it can be.
  await page.addInitScript(() => {
    Math.random = () => 1 - Number.EPSILON;
  });
  const stage = createStage(page, await holdStore(page), places[place], stands);
  await state.before?.(stage);
  await page.goto(`${places[place]}/${search}`);
  await expect(page.getByTestId('file-input')).toBeAttached();
  if (stands) await page.clock.pauseAt(OPENED_AT.getTime() + 60_000);
  await state.reach?.(stage);
  return { page, tick: () => stage.pass(1) };
}

function createStage(page: Page, store: HeldStore, url: string, stands: boolean): Stage {
  const stage: Stage = {
    page,
    store,
    // Where the clock runs by itself, a question to the page is time enough.
    pass: (ms) => (stands ? page.clock.runFor(ms) : page.evaluate(() => undefined)),
    async add(...files) {
      await addFiles(page, files);
    },
    async appear(target) {
      await expect(async () => {
        if (stands) await page.clock.runFor(20);
        expect(await target.first().isVisible()).toBe(true);
      }).toPass({ intervals: [20], timeout: 15_000 });
    },
    row: (name) => page.getByTestId('upload').filter({ hasText: name }),
    async until(status, count = 1) {
      const rows = page.locator(`[data-testid=upload][data-status=${status}]`);
      await expect(async () => {
        // What follows at once may still be a timer of some milliseconds.
        if (stands) await page.clock.runFor(5);
        expect(await rows.count()).toBe(count);
      }).toPass({ intervals: [10, 20, 50], timeout: 15_000 });
    },
    async send(...files) {
      const before = await page.locator('[data-testid=upload][data-status=sending]').count();
      await stage.add(...files);
      await stage.until('sending', before + files.length);
    },
    async finish(ms, ...files) {
      const done = await page.locator('[data-testid=upload][data-status=done]').count();
      await stage.send(...files);
      await stage.pass(ms);
      await store.letGo();
      await stage.until('done', done + files.length);
      await expect(async () => {
        if (stands) await page.clock.runFor(5);
        expect(await page.getByTestId('digest').count()).toBe(3 * (done + files.length));
      }).toPass({ intervals: [10, 20, 50], timeout: 15_000 });
      await store.hold();
    },
    async sendAndHear(file, answer) {
      await stage.send(file);
      const { page: view } = stage;
      const statuses = view.locator('[data-testid=upload]').last();
      for (;;) {
        await stage.pass(700);
        await store.move(1);
        await stage.until('confirming');
        await store.answer(answer);
        await stage.until('confirming', 0);
        if ((await statuses.getAttribute('data-status')) !== 'waiting') return;
        // What the page tries again by itself hears the same again.
        await stage.pass(RETRY_AFTER_MAX_MS);
        await stage.until('sending');
      }
    },
    async press(testId) {
      await page.getByTestId(testId).first().click();
    },
    remember: (life, ...names) => rememberVisit(page, url, names, life),
  };
  return stage;
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
  await page.route('**/api/confirmations', async (route) => {
    if (confirmation === 'never') return;
    await route.fulfill({
      json: { success: true, code: '', data: { confirmation }, requestId: '67E2A1B3' },
    });
  });
}

/** The documented envelope of a refused call. */
export function refusedTicket(status: number, code: string, errorMessage: string) {
  const requestId = '67E2A1B3-C4D5-4F60-8A7B-9C0D1E2F3A4B';
  return { status, json: { success: false, code, errorMessage, requestId } };
}
