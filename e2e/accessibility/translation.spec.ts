import { FILE_SUFFIXES } from '../../src/contract/file-suffix.ts';
import { expect } from '../support/ota-drop.ts';
import { test, testEachState, type Visit } from '../states/each-state.ts';
import {
  staleTexts,
  translatedTexts,
  translateFromTheStart,
} from '../support/browser/translator.ts';

/**
 * Every state of the page while the browser translates it, from its first text on and whatever it writes later. In each, what a
 * user can press is pressed: rows come, are filtered and go, time passes, the language changes.
 */

/** States that are an error on purpose. */
const FAILING: ReadonlySet<string> = new Set(['crash']);
/** The browser's own note of an answer that the state is about. */
const NETWORK =
  /Failed to load resource|A bad HTTP response code|blocked by CORS policy|ERR_FAILED/;

/** What translation may not touch, wherever it stands: addresses, checksums, ids, codes, suffixes that are quoted. */
const UNTRANSLATABLE: readonly (readonly [string, RegExp])[] = [
  ['an address', /https?:\/\/|\b[\w-]+\.aliyuncs\.com|127\.0\.0\.1|localhost:/],
  [
    'a checksum or an id',
    /\b(?:[0-9a-f]{32,}|\d{15,20}|[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12})\b/,
  ],
  ['a code', /\bFW-[A-Z]\d\d\b/],
  [
    'a suffix',
    new RegExp(`“\\.?(?:${[...FILE_SUFFIXES, 'tgz', 'img'].join('|').replaceAll('.', '\\.')})”`),
  ],
];

test.describe.configure({ mode: 'parallel' });

/** Errors of the page are problems, and its texts are translated from the first one on. */
async function prepare({ page, name, report }: Pick<Visit, 'page' | 'name' | 'report'>) {
  const complain = (text: string) => {
    if (!NETWORK.test(text) && !FAILING.has(name)) report(`error: ${text}`);
  };
  page.on('pageerror', (error) => complain(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complain(message.text());
  });
  await translateFromTheStart(page);
}

const viewport = { width: 1180, height: 900 };
testEachState('translated', { viewport, prepare }, async ({ page, name, report, tick }) => {
  const judge = async (after: string) => {
    await tick();
    for (const text of await page.evaluate(staleTexts)) {
      report(`${after}: not what the page wrote: ${text}`);
    }
    const names = await page.evaluate(namesOnPage);
    for (const text of await page.evaluate(translatedTexts)) {
      const kind = UNTRANSLATABLE.find(([, pattern]) => pattern.test(text))?.[0];
      if (kind !== undefined) report(`${after}: ${kind} is translated: ${text}`);
      if (names.some((each) => text.includes(each))) {
        report(`${after}: the name of a file is translated: ${text}`);
      }
    }
    const crashes = await page.getByTestId('crash').count();
    if (crashes > 0 && !FAILING.has(name)) report(`${after}: the page crashed`);
  };
  await expect(page.locator('font font').first()).toBeAttached();
  await judge('as reached');
  for (const press of PRESSES) {
    if ((await page.evaluate(pressAll, press)) > 0) await judge(press);
  }
  if ((await page.getByTestId('file-input').count()) === 0) return;
  await page.getByTestId('file-input').setInputFiles(
    ['one.bin', 'two.img'].map((file) => ({
      name: file,
      mimeType: '',
      buffer: Buffer.from('\x01firmware'),
    })),
  );
  await judge('files are added');
  await page.evaluate(pressAll, '[data-testid=remove]');
  await judge('rows are removed');
});

/** In this order, all there are of each, as often as they are there; twice is there and back. */
const PRESSES = [
  '[data-testid^=show-]',
  '[data-testid^=show-]',
  '[data-testid=language]',
  '[data-testid=language]',
  '[data-testid=pause]',
  '[data-testid=pause]',
  '[data-testid=open-detail]',
  '[data-testid=tab]',
  '[data-testid=tab][data-tab=result]',
  'details:not([open]) > summary',
  '[data-testid=retry]',
  '[data-testid=as-named]',
  '[data-testid=start]',
  '[data-testid=cancel]',
  '[data-testid=clear-finished]',
] as const;

/** Runs in the page. A press that no overlay keeps from its button. @returns how many there were */
function pressAll(selector: string): number {
  const targets = [...document.querySelectorAll<HTMLElement>(selector)];
  for (const target of targets) if (target.isConnected) target.click();
  return targets.length;
}

/** Runs in the page. Names long enough to be no word of the page's own. */
function namesOnPage(): readonly string[] {
  return [...document.querySelectorAll('[data-testid=upload] h3, [data-testid=kept-receipt] h4')]
    .map(({ textContent }) => textContent.trim())
    .filter((name) => name.length > 6);
}
