import type { Page } from 'playwright/test';
import { serveDemo } from '../support/cloud/static-demo.ts';
import { test as base } from '../support/ota-drop.ts';
import { reachState, type Driver, type Places, type ReachedState } from './driver.ts';
import { STATES } from './states.ts';

type WorkerFixtures = {
  readonly places: Places;
  /** Opens each state in turn, two at a time. @returns how many there were */
  readonly atEveryState: (
    options: Options,
    check: (page: Page, name: string, tick: ReachedState['tick']) => Promise<void>,
  ) => Promise<number>;
};

type Options = {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Behind the page's address. */
  readonly search?: string;
  /** Before the page opens. */
  readonly prepare?: (page: Page, name: string) => Promise<unknown>;
};

/** For tests of all states. `STATE=done,waiting` checks these alone. */
export const test = base.extend<object, WorkerFixtures>({
  places: [
    async ({ server }, use) => {
      const demo = await serveDemo();
      await use({ page: server.url, demo: demo.url });
      demo.stop();
    },
    { scope: 'worker' },
  ],
  atEveryState: [
    async ({ browser, places }, use) => {
      const only = process.env['STATE']?.split(',');
      await use(async ({ viewport = { width: 1180, height: 900 }, search, prepare }, check) => {
        const states = STATES.filter(({ name }) => only?.includes(name) ?? true);
        const queue = states.values();
        const worker = async () => {
          for (const state of queue) {
            const before = async (driver: Driver) => {
              await prepare?.(driver.page, state.name);
              await state.before?.(driver);
            };
            const prepared = { ...state, before };
            const { page, tick } = await reachState(
              browser,
              places,
              prepared,
              { viewport },
              search,
            );
            await check(page, state.name, tick);
            await page.unrouteAll({ behavior: 'ignoreErrors' });
            await page.context().close();
          }
        };
        await Promise.all([worker(), worker()]);
        return states.length;
      });
    },
    { scope: 'worker' },
  ],
});
