import { test } from '../states/at-every-state.ts';

/** The pseudo-language is 40 % longer and puts brackets around every text: what has none is in no catalog. */

/** What is the same in every language. */
const EXPLAINED: readonly { readonly selector: string; readonly because: string }[] = [
  { selector: '[class*=logo]', because: 'the name of the product' },
  { selector: '[data-testid=language]', because: 'a language, in that language' },
  { selector: '[data-testid=suffix-choice]', because: 'suffixes' },
  { selector: '[data-testid=field-signMethod]', because: 'the API’s own words' },
  { selector: '[data-testid=demo-needs]', because: 'in every language: none can be chosen there' },
  { selector: '[translate=no]', because: 'names, codes, addresses, and a report for support' },
];
/** Numbers with their units come from Intl, as they are. */
const UNITS = /\b(?:seconds? ago|B|KiB|MiB|GiB|sec|min|hr|bytes?|AM|PM|UTC|Nov)\b|\/s/g;

test('a longer language fits, and every word is in the catalog', async ({ atEveryState }) => {
  const search = '?lang=en-XA';
  const viewport = { width: 1280, height: 800 };
  await atEveryState({ viewport, search }, async (page, _name, report) => {
    const bare = await page.evaluate(bareTexts, EXPLAINED.map(({ selector }) => selector).join());
    for (const text of bare) {
      const rest = text.replaceAll(UNITS, '');
      // A sentence with a name in it is several texts; every letter of the made-up language has an accent.
      if (/[A-Za-z]{2}/.test(rest)) report(`not in the catalog: ${text}`);
    }
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) report(`${wide} px wide at ${width}`);
    }
  });
});

/** Runs in the page. @returns texts, labels and titles, without what stands in brackets */
function bareTexts(explained: string): string[] {
  const texts: string[] = [];
  const names = [...document.querySelectorAll('h3')].map(({ textContent }) => textContent);
  const note = (element: Element | null, text: string | null) => {
    if (element === null || text === null || element.closest(explained) !== null) return;
    // What is put into a text may have brackets of its own.
    let rest = names.reduce((left, name) => left.replaceAll(name, ''), text);
    while (/⟦[^⟦⟧]*⟧/.test(rest)) rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, '');
    texts.push(rest);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const { parentElement, textContent } = walker.currentNode;
    if (parentElement?.closest('noscript, script, output') === null)
      note(parentElement, textContent);
  }
  for (const element of document.querySelectorAll('[aria-label], [title]')) {
    note(element, element.getAttribute('aria-label'));
    note(element, element.getAttribute('title'));
  }
  return texts;
}
