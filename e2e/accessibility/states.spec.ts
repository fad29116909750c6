import { LANGUAGES, setLanguage, setTheme, STRONG_THEMES, THEMES } from '../states/appearance.ts';
import { test, testEachState } from '../states/each-state.ts';
import { bringAxe, checkByAxe } from './checks/axe.ts';
import { checkFocus, checkNarrow, NARROW } from './checks/narrow.ts';
import { checkWords, MADE_UP } from './checks/words.ts';

/**
 * Every state of the page, reached once in a wide window and once in a narrow one: what a user gets there by touch is laid out
 * otherwise. A visit begins in the made-up language and goes on in the others.
 */

/** States that have every colour between them: they are checked with stronger contrast as well. */
const COLOURFUL: ReadonlySet<string> = new Set([
  'empty',
  'showcase',
  'doubt-by-name',
  'failed-refused',
  'waiting',
  'exchange-retried',
  'many-rows',
  'package-form-faults',
  'receipts-selected',
  'sign-in-wrong',
  'target-question',
  'demo',
  'presenter-failed',
]);

/** High enough that nothing has to be scrolled: of what lies outside, axe cannot tell the colours. */
const WIDE = { width: 1280, height: 3000 };

test.describe.configure({ mode: 'parallel' });

testEachState('wide', { viewport: WIDE, search: MADE_UP }, async (visit) => {
  await checkWords(visit);
  await bringAxe(visit);
  for (const language of LANGUAGES) {
    await setLanguage(visit.page, language);
    for (const theme of THEMES) {
      await setTheme(visit.page, theme);
      const what = theme === 'light' ? 'everything' : 'colours';
      await checkByAxe(visit, `${theme} ${language}`, what);
    }
  }
  if (!COLOURFUL.has(visit.name)) return;
  for (const theme of STRONG_THEMES) {
    await setTheme(visit.page, theme);
    await checkByAxe(visit, theme, 'colours');
  }
});

testEachState('narrow', { viewport: NARROW, search: MADE_UP }, async (visit) => {
  await checkWords(visit);
  for (const language of LANGUAGES.toReversed()) {
    await setLanguage(visit.page, language);
    await checkNarrow(visit, language);
  }
  // Last, and in English: what opens and closes by the focus does so now.
  await checkFocus(visit);
});
