import type { Locator, Page } from 'playwright/test';
import { chooserOf, expect, uploads } from '../support/ota-drop.ts';
import { test } from '../states/each-state.ts';
import { reachState } from '../states/driver.ts';
import { SECRET } from '../states/access-states.ts';
import { STATES } from '../states/states.ts';

/** Every action, by keyboard alone: Tab from the top of the page, one key, and the focus is not lost. */

type Press = () => Promise<void>;

type Action = {
  readonly what: string;
  /** A name of states/states.ts. */
  readonly state: string;
  /** The control that Tab has to reach, by its test id or as found in the page. */
  readonly on: string | ((page: Page) => Locator);
  /** Presses the key, and waits for what it does. */
  readonly does: (page: Page, press: Press) => Promise<unknown>;
  readonly key: string;
  readonly viewport?: { readonly width: number; readonly height: number };
};

function action(
  what: string,
  state: string,
  on: Action['on'],
  does: Action['does'],
  key = 'Enter',
): Action {
  return { what, state, on, does, key };
}

/** On a phone the detail is below its row, and is closed. */
const onPhone = (one: Action): Action => ({ ...one, viewport: { width: 390, height: 844 } });

/** Timers of some milliseconds may be between the key and what it does. */
function then(check: (page: Page) => Promise<unknown>): Action['does'] {
  return async (page, press) => {
    await press();
    await expect(async () => {
      await page.clock.runFor(20);
      await check(page);
    }).toPass({ timeout: 15_000, intervals: [20, 50] });
  };
}

/** Waits for an event that the key causes. */
function causes(event: (page: Page) => Promise<unknown>): Action['does'] {
  return (page, press) => Promise.all([event(page), press()]);
}

const becomes = (status: RegExp) =>
  then(async (page) =>
    expect(await uploads(page).first().getAttribute('data-status')).toMatch(status),
  );
const leaves = (status: string, count: number) =>
  then(async (page) => expect(await page.locator(`[data-status=${status}]`).count()).toBe(count));
const shows = (testId: string) =>
  then(async (page) => expect(await page.getByTestId(testId).isVisible()).toBe(true));
const listHas = (count: number) =>
  then(async (page) => expect(await uploads(page).count()).toBe(count));
/** The button that was pressed says so, and keeps the focus. */
const copies = then(async (page) =>
  expect(await page.locator(':focus').textContent({ timeout: 500 })).toMatch(/Copied/),
);
const starts = becomes(/queued|ticketing|sending/);
const chosenTab = (page: Page) => page.getByRole('tab', { selected: true });
const themeIs = (theme: string) =>
  then((page) => expect(page.getByTestId('theme')).toHaveAttribute('data-theme-chosen', theme));
const leadsToPanel = then((page) => expect(page.getByTestId('tab-panel')).toBeFocused());
const choosesSecond = then(async (page) => {
  await expect(uploads(page).nth(1)).toHaveAttribute('data-chosen');
  await expect(uploads(page).nth(1).getByTestId('open-detail')).toBeFocused();
});
/** The focus goes there, and the first part is gone if there is one. */
const leadsTo = (testId: string, gone?: string) =>
  then(async (page) => {
    await expect(page.getByTestId(testId).first()).toBeFocused({ timeout: 500 });
    if (gone !== undefined) expect(await page.getByTestId(gone).count()).toBe(0);
  });
const leadsToChooser = then((page) => expect(chooseFiles(page)).toBeFocused({ timeout: 500 }));
const typesAndSends =
  (text: string, check: Action['does']): Action['does'] =>
  async (page, press) => {
    await page.keyboard.type(text);
    await check(page, press);
  };
const opensChooser: Action['does'] = (page, press) => chooserOf(page, press);
const receipts = (page: Page) => page.getByTestId('kept-receipt');
const exchangeOf = (page: Page) => page.getByTestId('receipt-exchange').locator('summary');
const chooseFiles = (page: Page) => page.getByRole('button', { name: /choose files/i });
const asksForTicket = causes((page) => page.waitForRequest('**/api/tickets'));
const loadsAgain = causes((page) => page.waitForEvent('load'));
const saves = causes((page) => page.waitForEvent('download'));

const ACTIONS: readonly Action[] = [
  action('choose files', 'empty', chooseFiles, opensChooser),
  action(
    'set the suffix of the next files',
    'empty',
    (page) => page.locator('[data-testid=suffix-choice][data-suffix=auto]'),
    then((page) => expect(page.locator('[data-suffix=bin][aria-checked=true]')).toBeFocused()),
    'ArrowRight',
  ),
  action(
    'switch the language',
    'sending',
    'language',
    then((page) => expect(page.locator('html')).not.toHaveAttribute('lang', 'en')),
    'Space',
  ),
  action(
    'change a suffix',
    'doubt-by-name',
    'suffix',
    then((page) => expect(uploads(page).first()).toHaveAttribute('data-suffix', 'dav')),
    'ArrowDown',
  ),
  action('upload with the suffix as it stands', 'doubt-by-name', 'start', starts),
  action('upload as proposed', 'doubt-by-bytes', 'start', starts, 'Space'),
  action('upload as named', 'doubt-by-bytes', 'as-named', starts),
  action('cancel', 'sending', 'cancel', becomes(/cancelled/)),
  action('retry', 'failed-ticket', 'retry', asksForTicket),
  action('try now', 'waiting', 'retry', asksForTicket),
  action('stop trying', 'waiting', 'cancel', becomes(/failed/)),
  action(
    'keep waiting',
    'stalled',
    'keep-waiting',
    then((page) => expect(page.getByTestId('stall')).toContainText('will not be restarted')),
  ),
  action(
    'restart a stalled upload',
    'stalled',
    'retry',
    then((page) => expect(uploads(page)).toHaveAttribute('data-attempt', '2', { timeout: 50 })),
  ),
  action('choose an interrupted file again', 'interrupted', 'choose-again', opensChooser),
  action('choose all interrupted files', 'many-of-a-kind', 'choose-all', opensChooser),
  action(
    'remove all that was interrupted',
    'many-of-a-kind',
    'remove-interrupted',
    leaves('interrupted', 0),
  ),
  action('remove all that was refused', 'many-of-a-kind', 'remove-rejected', leaves('rejected', 0)),
  // What is hardly firmware needs an answer of its own.
  action('upload all as proposed', 'many-of-a-kind', 'upload-all', leaves('ready', 3)),
  action('retry all that failed', 'many-of-a-kind', 'retry-all', asksForTicket),
  action('show one group', 'many-rows', 'show-needs-you', listHas(2)),
  action('ask whether to cancel all', 'queued', 'cancel-all', shows('cancel-all-yes')),
  action('pause', 'sending', 'pause', shows('paused')),
  action(
    'list an archive’s contents',
    'sending',
    chosenTab,
    async (page, press) => {
      // The exchange is between the two.
      await page.keyboard.press('ArrowRight');
      await shows('peek-body')(page, press);
    },
    'ArrowRight',
  ),
  action('switch the theme', 'sending', 'theme', themeIs('light'), 'Space'),
  action('open the receipts', 'done', 'receipts', shows('history')),
  action('open the form', 'done', 'hand-off', shows('package-form')),
  action('compare a file', 'done', 'compare', opensChooser),
  action('remove', 'done', 'remove', listHas(0)),
  action('clear what is finished', 'done', 'clear-finished', listHas(0)),
  action('copy an address', 'done', 'copy-firmware-url', copies),
  action(
    'copy a digest',
    'done',
    (page) => page.getByRole('button', { name: /^Copy MD5/ }),
    copies,
  ),
  action(
    'copy failure details',
    'failed-ticket',
    (page) => page.getByRole('button', { name: /^Copy details of the failure/ }),
    copies,
  ),
  action('copy all addresses', 'done-opened', 'copy-all', copies),
  ...['json', 'csv', 'md'].map((format) =>
    action(`save receipts as ${format}`, 'done-opened', `export-${format}`, saves),
  ),
  action(
    'open the ways to save receipts',
    'done',
    (page) => page.getByTestId('export').locator('summary'),
    shows('export-json'),
  ),
  action('show the code to scan', 'done', 'show-qr', shows('qr'), 'Space'),
  action('go to the next row', 'done-opened', 'open-detail', choosesSecond, 'ArrowDown'),
  action('go from a row to its detail', 'done', 'open-detail', leadsToPanel),
  action('review a doubtful file', 'doubt-by-name', 'review', leadsToPanel),
  action(
    'show the suffixes of the next files',
    'done',
    'suffix-picker',
    then((page) => expect(page.getByTestId('suffix-choice').first()).toBeVisible()),
  ),
  action(
    'open what is stored',
    'done',
    'open-stored',
    causes((page) => page.context().waitForEvent('page')),
  ),
  onPhone(action('close a detail', 'done', 'close-detail', leadsTo('open-detail', 'detail'))),
  action('leave a detail', 'done', 'tab-panel', leadsTo('open-detail'), 'Escape'),
  action('remove the chosen one of several', 'done-opened', 'remove', leadsTo('open-detail')),
  action(
    'show what was exchanged',
    'exchange-verified',
    chosenTab,
    leadsTo('tab', 'exchange'),
    'ArrowLeft',
  ),
  action('copy as curl', 'exchange-failed', 'copy-curl', copies),
  action('copy as PowerShell', 'exchange-failed', 'copy-powershell', copies),
  action('copy a report of the failure', 'exchange-failed', 'copy-bug-report', copies),
  action('save the exchange as a HAR', 'exchange-retried', 'export-har', saves),
  action('save a recording', 'exchange-retried', 'export-recording', saves),
  action('mask the secrets again', 'exchange-secrets', 'show-secrets', leadsTo('show-secrets')),
  action('create another package', 'several-packages', 'hand-off-again', shows('package-form')),
  action(
    'copy the id of a package',
    'several-packages',
    (page) => page.getByTestId('copy-firmware-id').first(),
    copies,
  ),
  action('sign in', 'sign-in', 'sign-in-secret', async (page, press) => {
    await page.getByTestId('sign-in-name').fill('Alice');
    await page.keyboard.press('Tab');
    await typesAndSends(SECRET, leadsToChooser)(page, press);
    await expect(page.getByTestId('user')).toHaveText('Alice');
  }),
  action('sign in with a wrong password', 'sign-in', 'sign-in-secret', async (page, press) => {
    await page.getByTestId('sign-in-name').fill('Alice');
    await page.keyboard.press('Tab');
    await typesAndSends('not it', leadsTo('sign-in-secret'))(page, press);
    await expect(page.getByTestId('sign-in-fault')).toBeVisible();
  }),
  action('sign out', 'signed-in', 'sign-out', leadsTo('sign-in-name', 'user')),
  action(
    'choose another target',
    'target-chosen',
    'target',
    then((page) => expect(page.getByTestId('target')).toHaveAttribute('data-target', 'staging')),
    'ArrowUp',
  ),
  action(
    'upload to the target after all',
    'target-question',
    'target-question-yes',
    async (page, press) => {
      await leadsToChooser(page, press);
      await expect(uploads(page)).toHaveCount(2);
    },
  ),
  action('not upload to it', 'target-question', 'target-question-no', leadsToChooser),
  action('escape the question', 'target-question', 'target-question-no', leadsToChooser, 'Escape'),
  action('go back to the uploads', 'receipts', 'history-close', leadsTo('receipts', 'history')),
  action(
    'search the receipts',
    'receipts',
    'history-search',
    typesAndSends(
      'thermo',
      then((page) => expect(receipts(page)).toHaveCount(1)),
    ),
  ),
  action(
    'show all receipts',
    'receipts-nothing-found',
    'history-show-all',
    leadsTo('history-search'),
  ),
  action(
    'go to the next receipt',
    'receipts',
    'kept-details',
    then((page) => expect(receipts(page).nth(1).getByTestId('kept-details')).toBeFocused()),
    'ArrowDown',
  ),
  action('select a receipt', 'receipts', 'kept-choose', shows('kept-packages'), 'Space'),
  action('select no receipt', 'receipts-found', 'kept-choose-none', leadsTo('kept-choose-all')),
  action(
    'copy the address of a receipt',
    'receipts',
    (page) => receipts(page).first().getByTestId('copy-firmware-url'),
    copies,
  ),
  action(
    'remove a receipt',
    'receipts',
    'kept-remove',
    then(async (page) => {
      await expect(receipts(page)).toHaveCount(1, { timeout: 500 });
      await expect(page.getByTestId('kept-details')).toBeFocused({ timeout: 500 });
    }),
  ),
  onPhone(
    action('close a receipt', 'receipts', 'kept-close', leadsTo('kept-details', 'kept-detail')),
  ),
  action(
    'ask whether to remove all receipts',
    'receipts',
    'history-clear',
    leadsTo('history-clear-no'),
  ),
  action('keep the receipts', 'receipts-question', 'history-clear-no', leadsTo('history-clear')),
  action('remove all receipts', 'receipts-question', 'history-clear-yes', leadsTo('history-empty')),
  action('show what a receipt keeps of its exchange', 'receipts', exchangeOf, shows('exchange')),
  action('open packages of several', 'receipts-selected', 'kept-packages', shows('batch-form')),
  action(
    'create packages of several',
    'package-batch-mixed',
    'batch-create',
    leadsTo('batch-progress'),
  ),
  action(
    'close the packages',
    'package-batch-mixed',
    'batch-close',
    leadsTo('kept-packages', 'batch-form'),
  ),
  action(
    'reload for a new version',
    'new-version',
    (page) => page.getByTestId('new-version').getByRole('button'),
    loadsAgain,
  ),
  action(
    'show the page again after a crash',
    'crash',
    (page) => page.getByTestId('crash').getByRole('button').first(),
    async (page, press) => {
      await page.evaluate(() => document.documentElement.removeAttribute('data-broken'));
      await press();
      await expect(uploads(page)).toHaveCount(1);
    },
  ),
];

test.describe.configure({ mode: 'parallel' });

for (const { what, state: name, on, key, does, viewport } of ACTIONS) {
  test(`by keyboard alone: ${what}`, async ({ browser, places }) => {
    const state = STATES.find((each) => each.name === name);
    if (state === undefined) throw new Error(`There is no state ${name}`);
    const options = viewport === undefined ? {} : { viewport };
    const { page } = await reachState(browser, places, state, options);
    await tabTo(page, typeof on === 'string' ? page.getByTestId(on).first() : on(page));
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
async function tabTo(page: Page, target: Locator): Promise<void> {
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
  throw new Error('Tab never reaches it');
}
