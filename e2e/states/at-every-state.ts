import type { Page } from 'playwright/test';
import { test as base } from '../ota-drop.ts';
import { serveDemo } from '../static-demo.ts';
import { reachState, type Places, type Scene } from './stage.ts';
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
      await use(async ({ viewport = { width: 1180, height: 900 }, search = '' }, look) => {
        const states = STATES.filter(({ name }) => only?.includes(name) ?? true);
        const line = states.values();
        const lane = async () => {
          for (const state of line) {
            const { page, tick } = await reachState(browser, places, state, { viewport }, search);
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
