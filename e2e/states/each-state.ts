import type { Browser, Page } from 'playwright/test';
import { serveDemo } from '../support/cloud/static-demo.ts';
import { expect, test as base } from '../support/ota-drop.ts';
import { reachState, type Driver, type PageState, type Places } from './driver.ts';
import { STATES } from './states.ts';

/** Notes what is wrong with the state, and says so at once. */
export type Report = (problem: string) => void;

/** A page in a state, which stays as it is. */
export type Visit = {
  readonly page: Page;
  /** Of the state. */
  readonly name: string;
  readonly report: Report;
  /** Lets the page's time pass by a millisecond. */
  readonly tick: () => Promise<void>;
};

export type Check = (visit: Visit) => Promise<unknown>;

export type VisitOptions = {
  readonly viewport: { readonly width: number; readonly height: number };
  /** Behind the page's address. */
  readonly search?: string;
  /** Before the page opens. */
  readonly prepare?: (visit: Pick<Visit, 'page' | 'name' | 'report'>) => Promise<unknown>;
};

/** For tests of all states, and of some. */
export const test = base.extend<object, { readonly places: Places }>({
  places: [
    async ({ server }, use) => {
      const demo = await serveDemo();
      await use({ page: server.url, demo: demo.url.replace(/\/$/, '') });
      demo.stop();
    },
    { scope: 'worker' },
  ],
});

/** All of them, or those that `STATE=done,waiting` names. */
export function chosenStates(): readonly PageState[] {
  const names = process.env['STATE']?.split(',');
  if (names === undefined) return STATES;
  return names.map((name) => {
    const state = STATES.find((each) => each.name === name);
    if (state === undefined) throw new Error(`There is no state ${name}`);
    return state;
  });
}

/** A test for each state, so that they share the machine's cores, and each says what is wrong as soon as it is known. */
export function testEachState(title: string, options: VisitOptions, check: Check): void {
  for (const state of chosenStates()) {
    test(`${title}: ${state.name}`, async ({ browser, places }) => {
      expect(await visitState(browser, places, state, options, check)).toEqual([]);
    });
  }
}

/** Opens a page, brings it into the state and checks it. @returns what is wrong with it */
export async function visitState(
  browser: Browser,
  places: Places,
  state: PageState,
  { viewport, search, prepare }: VisitOptions,
  check: Check,
): Promise<readonly string[]> {
  const { name } = state;
  const problems = new Set<string>();
  const report: Report = (problem) => {
    if (problems.has(problem)) return;
    problems.add(problem);
    console.log(`${name}: ${problem}`);
  };
  const before = async (driver: Driver) => {
    await prepare?.({ page: driver.page, name, report });
    await state.before?.(driver);
  };
  const { page, tick } = await reachState(
    browser,
    places,
    { ...state, before },
    { viewport },
    search,
  );
  await check({ page, name, report, tick });
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
  return [...problems];
}
