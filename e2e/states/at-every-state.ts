import type { Page } from 'playwright/test';
import { serveDemo } from '../support/cloud/static-demo.ts';
import { expect, test as base } from '../support/ota-drop.ts';
import { reachState, type Driver, type Places, type ReachedState } from './driver.ts';
import { STATES } from './states.ts';

/** Notes what is wrong with the state; the test fails at its end, with all that was noted. */
type Report = (problem: string) => void;

type Options = {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Behind the page's address. */
  readonly search?: string;
  /** Before the page opens. */
  readonly prepare?: (page: Page, name: string, report: Report) => Promise<unknown>;
};

type Check = (
  page: Page,
  name: string,
  report: Report,
  tick: ReachedState['tick'],
) => Promise<unknown>;

type Fixtures = {
  /** Opens each state in turn, two at a time, and fails when any of them has a problem. */
  readonly atEveryState: (options: Options, check: Check) => Promise<void>;
};

/** For tests of all states. `STATE=done,waiting` checks these alone. */
export const test = base.extend<Fixtures, { readonly places: Places }>({
  places: [
    async ({ server }, use) => {
      const demo = await serveDemo();
      await use({ page: server.url, demo: demo.url.replace(/\/$/, '') });
      demo.stop();
    },
    { scope: 'worker' },
  ],
  atEveryState: async ({ browser, places }, use, testInfo) => {
    testInfo.setTimeout(1_200_000);
    const only = process.env['STATE']?.split(',');
    await use(async ({ viewport = { width: 1180, height: 900 }, search, prepare }, check) => {
      const problems = new Set<string>();
      const states = STATES.filter(({ name }) => only?.includes(name) ?? true);
      const queue = states.values();
      const worker = async () => {
        for (const state of queue) {
          const report: Report = (problem) => problems.add(`${state.name}: ${problem}`);
          const before = async (driver: Driver) => {
            await prepare?.(driver.page, state.name, report);
            await state.before?.(driver);
          };
          const prepared = { ...state, before };
          const context = { viewport };
          const reached = await reachState(browser, places, prepared, context, search).catch(
            (error: unknown) => {
              report(`not reached: ${String(error)}`);
              return undefined;
            },
          );
          if (reached === undefined) continue;
          const { page, tick } = reached;
          await check(page, state.name, report, tick);
          await page.unrouteAll({ behavior: 'ignoreErrors' });
          await page.context().close();
        }
      };
      await Promise.all([worker(), worker()]);
      console.log(`${testInfo.title}: ${states.length} states, ${problems.size} problems`);
      expect([...problems]).toEqual([]);
    });
  },
});
