import type { Locator, Page } from 'playwright/test';
import { chooserOf, expect, uploads } from '../support/ota-drop.ts';
import { test } from '../states/at-every-state.ts';
import { reachState } from '../states/fixtures.ts';
import { STATES } from '../states/states.ts';

/** Everything that can be done, with the keyboard alone: Tab from the top of the page, one key, and the focus is not lost. */

type Action = {
  readonly what: string;
  /** A name of states/states.ts. */
  readonly state: string;
  /** Where Tab has to come by. */
  readonly on: (page: Page) => Locator;
  /** Enter. */
  readonly key?: string;
  /** Seen afterwards, or meanwhile. */
  readonly does: (page: Page, press: () => Promise<void>) => Promise<unknown>;
};

const byTestId = (id: string) => (page: Page) => page.getByTestId(id).first();

/** Timers of some milliseconds may be between the key and what it does. */
async function soon(page: Page, check: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.clock.runFor(20);
    await check();
  }).toPass({ timeout: 15_000, intervals: [20, 50] });
}

/** One of the rows comes to have this status. */
function becomes(status: RegExp, nth = 0): Action['does'] {
  return async (page, press) => {
    await press();
    await soon(page, async () => {
      expect(await uploads(page).nth(nth).getAttribute('data-status')).toMatch(status);
    });
  };
}

/** So many rows have this status then. */
function leaves(status: string, count: number): Action['does'] {
  return async (page, press) => {
    await press();
    await soon(page, async () => {
      expect(await page.locator(`[data-status=${status}]`).count()).toBe(count);
    });
  };
}

function shows(testId: string): Action['does'] {
  return async (page, press) => {
    await press();
    await soon(page, async () => {
      expect(await page.getByTestId(testId).isVisible()).toBe(true);
    });
  };
}

const opensChooser: Action['does'] = (page, press) => chooserOf(page, press);

/** The button that was pressed says so, and keeps the focus. */
function copies(what: string, state: string, on: Action['on']): Action {
  return {
    what,
    state,
    on,
    async does(page, press) {
      await press();
      await soon(page, async () => {
        expect(await page.locator(':focus').textContent({ timeout: 500 })).toMatch(/Copied/);
      });
    },
  };
}

const empties: Action['does'] = async (page, press) => {
  await press();
  await soon(page, async () => expect(await uploads(page).count()).toBe(0));
};

const loadsAgain: Action['does'] = async (page, press) => {
  const loading = page.waitForEvent('load');
  await press();
  await loading;
};

const ACTIONS: readonly Action[] = [
  {
    what: 'choose files',
    state: 'empty',
    on: (page) => page.getByRole('button', { name: /choose files/i }),
    does: opensChooser,
  },
  {
    what: 'set the suffix of what comes next',
    state: 'empty',
    on: (page) => page.locator('[data-testid=suffix-choice][data-suffix=auto]'),
    key: 'ArrowRight',
    does: async (page, press) => {
      await press();
      await expect(page.locator('[data-suffix=bin][aria-checked=true]')).toBeFocused();
    },
  },
  {
    what: 'another language',
    state: 'sending',
    on: byTestId('language'),
    key: 'Space',
    does: async (page, press) => {
      await press();
      await expect(page.locator('html')).not.toHaveAttribute('lang', 'en');
    },
  },
  {
    what: 'change a suffix',
    state: 'doubt-by-name',
    on: byTestId('suffix'),
    key: 'ArrowDown',
    does: async (page, press) => {
      await press();
      await expect(uploads(page).first()).toHaveAttribute('data-suffix', 'dav');
    },
  },
  {
    what: 'upload with the suffix as it stands',
    state: 'doubt-by-name',
    on: byTestId('start'),
    does: becomes(/queued|ticketing|sending/),
  },
  {
    what: 'upload as proposed',
    state: 'doubt-by-bytes',
    on: byTestId('start'),
    key: 'Space',
    does: becomes(/queued|ticketing|sending/),
  },
  {
    what: 'upload as named',
    state: 'doubt-by-bytes',
    on: byTestId('as-named'),
    does: becomes(/queued|ticketing|sending/),
  },
  { what: 'cancel', state: 'sending', on: byTestId('cancel'), does: becomes(/cancelled/) },
  {
    what: 'retry',
    state: 'failed-ticket',
    on: byTestId('retry'),
    does: async (page, press) => {
      const asking = page.waitForRequest('**/api/tickets');
      await press();
      await asking;
    },
  },
  {
    what: 'try now',
    state: 'waiting',
    on: byTestId('retry'),
    does: async (page, press) => {
      const asking = page.waitForRequest('**/api/tickets');
      await press();
      await asking;
    },
  },
  { what: 'stop trying', state: 'waiting', on: byTestId('cancel'), does: becomes(/failed/) },
  {
    what: 'keep waiting',
    state: 'stalled',
    on: byTestId('keep-waiting'),
    does: async (page, press) => {
      await press();
      await expect(page.getByTestId('stall')).toContainText('left alone');
    },
  },
  {
    what: 'restart what stands still',
    state: 'stalled',
    on: byTestId('retry'),
    does: async (page, press) => {
      await press();
      await soon(page, async () => {
        await expect(uploads(page)).toHaveAttribute('data-attempt', '2', { timeout: 50 });
      });
    },
  },
  {
    what: 'choose again what was interrupted',
    state: 'interrupted',
    on: byTestId('choose-again'),
    does: opensChooser,
  },
  {
    what: 'choose all that was interrupted',
    state: 'many-of-a-kind',
    on: byTestId('choose-all'),
    does: opensChooser,
  },
  {
    what: 'remove all that was interrupted',
    state: 'many-of-a-kind',
    on: byTestId('remove-interrupted'),
    does: leaves('interrupted', 0),
  },
  {
    what: 'remove all that was refused',
    state: 'many-of-a-kind',
    on: byTestId('remove-rejected'),
    does: leaves('rejected', 0),
  },
  {
    what: 'upload all as proposed',
    state: 'many-of-a-kind',
    on: byTestId('upload-all'),
    // What is hardly firmware is looked at by itself.
    does: leaves('ready', 3),
  },
  {
    what: 'retry all that failed',
    state: 'many-of-a-kind',
    on: byTestId('retry-all'),
    does: async (page, press) => {
      const asking = page.waitForRequest('**/api/tickets');
      await press();
      await asking;
    },
  },
  {
    what: 'show one group',
    state: 'many-rows',
    on: byTestId('show-needs-you'),
    does: async (page, press) => {
      await press();
      await expect(uploads(page)).toHaveCount(2);
    },
  },
  {
    what: 'ask whether to cancel all',
    state: 'queued',
    on: byTestId('cancel-all'),
    does: shows('cancel-all-yes'),
  },
  { what: 'pause', state: 'sending', on: byTestId('pause'), does: shows('paused') },
  {
    what: 'look into an archive',
    state: 'sending',
    on: byTestId('peek'),
    does: shows('peek-body'),
  },
  { what: 'open the receipts', state: 'done', on: byTestId('receipts'), does: shows('history') },
  { what: 'open the form', state: 'done', on: byTestId('hand-off'), does: shows('package-form') },
  { what: 'compare a file', state: 'done', on: byTestId('compare'), does: opensChooser },
  { what: 'remove', state: 'done', on: byTestId('remove'), does: empties },
  { what: 'clear what is finished', state: 'done', on: byTestId('clear-finished'), does: empties },
  copies('copy an address', 'done', byTestId('copy-firmware-url')),
  copies('copy a digest', 'done', (page) => page.getByRole('button', { name: /^Copy MD5/ })),
  copies('copy failure details', 'failed-ticket', (page) =>
    page.getByRole('button', { name: /^Copy details of the failure/ }),
  ),
  copies('copy all addresses', 'done-opened', byTestId('copy-all')),
  ...['json', 'csv', 'md'].map((format): Action => ({
    what: `save receipts as ${format}`,
    state: 'done-opened',
    on: byTestId(`export-${format}`),
    does: async (page, press) => {
      const saving = page.waitForEvent('download');
      await press();
      await saving;
    },
  })),
  {
    what: 'open the ways to save receipts',
    state: 'done',
    on: (page) => page.getByTestId('export').locator('summary'),
    does: async (page, press) => {
      await press();
      await expect(page.getByTestId('export-json')).toBeVisible();
    },
  },
  {
    what: 'see details',
    state: 'done',
    on: (page) => uploads(page).locator('summary').first(),
    key: 'Space',
    does: async (page, press) => {
      await press();
      await expect(uploads(page).locator('details[open]')).toHaveCount(1);
    },
  },
  {
    what: 'open what is stored',
    state: 'done',
    on: (page) => uploads(page).locator('a[href]'),
    does: async (page, press) => {
      const opening = page.context().waitForEvent('page');
      await press();
      await opening;
    },
  },
  {
    what: 'reload for a new version',
    state: 'new-version',
    on: (page) => page.getByTestId('new-version').getByRole('button'),
    does: loadsAgain,
  },
  {
    what: 'show the page again after a mistake',
    state: 'crash',
    on: (page) => page.getByTestId('crash').getByRole('button').first(),
    does: async (page, press) => {
      await page.evaluate(() => document.documentElement.removeAttribute('data-broken'));
      await press();
      await expect(uploads(page)).toHaveCount(1);
    },
  },
];

test.describe.configure({ mode: 'parallel' });

for (const { what, state: name, on, key = 'Enter', does } of ACTIONS) {
  test(`by keyboard alone: ${what}`, async ({ browser, places }) => {
    const state = STATES.find((each) => each.name === name);
    if (state === undefined) throw new Error(`There is no state ${name}`);
    const { page } = await reachState(browser, places, state);
    await walkTo(page, on(page));
    await does(page, () => page.keyboard.press(key));
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe(
      // A page that was loaded anew begins at its top.
      does === loadsAgain ? '' : 'BODY',
    );
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  });
}

/** Tab, from the top of the page, until it has the focus and shows it. */
async function walkTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  await page.evaluate(() => {
    const { body } = document;
    body.tabIndex = -1;
    body.focus();
    body.removeAttribute('tabindex');
  });
  for (let stops = 0; stops < 60; stops += 1) {
    await page.keyboard.press('Tab');
    const isThere = await target.evaluate((element) => element === document.activeElement);
    if (!isThere) continue;
    const ring = await target.evaluate((element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return element.matches(':focus-visible') && outlineStyle !== 'none' && outlineWidth !== '0px';
    });
    expect(ring, 'the focus is seen').toBe(true);
    return;
  }
  throw new Error('Tab never came by');
}
