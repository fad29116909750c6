import type { Page } from 'playwright/test';
import { test as base } from '../support/ota-drop.ts';
import { serveDemo } from '../support/cloud/static-demo.ts';
import { reachState, type Places, type Scene, type Stage } from './fixtures.ts';
import { STATES } from './states.ts';

type WorkerFixtures = {
  readonly places: Places;
  /** Shows each state in turn, two at a time, and says how many there were. */
  readonly atEveryState: (
    options: Look,
    look: (page: Page, name: string, tick: Scene['tick']) => Promise<void>,
  ) => Promise<number>;
};

type Look = {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Behind the page's address. */
  readonly search?: string;
  /** Before the page opens. */
  readonly prepare?: (page: Page, name: string) => Promise<unknown>;
};

/** For tests that look at all of the page. `STATE=done,waiting` looks at these alone. */
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
      await use(async ({ viewport = { width: 1180, height: 900 }, search = '', prepare }, look) => {
        const states = STATES.filter(({ name }) => only?.includes(name) ?? true);
        const line = states.values();
        const lane = async () => {
          for (const state of line) {
            const before = async (stage: Stage) => {
              await prepare?.(stage.page, state.name);
              await state.before?.(stage);
            };
            const prepared = { ...state, before };
            const { page, tick } = await reachState(
              browser,
              places,
              prepared,
              { viewport },
              search,
            );
            await look(page, state.name, tick);
            await page.unrouteAll({ behavior: 'ignoreErrors' });
            await page.context().close();
          }
        };
        await Promise.all([lane(), lane()]);
        return states.length;
      });
    },
    { scope: 'worker' },
  ],
});
