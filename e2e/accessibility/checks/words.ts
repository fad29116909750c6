import type { Visit } from '../../states/each-state.ts';

/** The made-up language is 40 % longer and puts brackets around every text: what has none is in no catalog. */
export const MADE_UP = '?lang=en-XA';

/** What is the same in every language. */
const EXPLAINED: readonly { readonly selector: string; readonly because: string }[] = [
  { selector: '[class*=logo]', because: 'the name of the product' },
  { selector: '[data-testid=language]', because: 'a language, in that language' },
  { selector: '[data-testid=suffix-choice]', because: 'suffixes' },
  { selector: '[data-testid=field-signMethod]', because: 'the API’s own words' },
  { selector: '[data-testid=demo-needs]', because: 'in every language: none can be chosen there' },
  { selector: '[translate=no]', because: 'names, codes, addresses, and a report for support' },
];
const month = new Intl.DateTimeFormat('en', { month: 'short' });
const MONTHS = Array.from({ length: 12 }, (_, at) => month.format(new Date(2026, at)));

/** Numbers with their units, names of days and months, and what joins a list, come from Intl as they are. */
const UNITS = new RegExp(
  String.raw`\b(?:seconds? ago|today|yesterday|B|KiB|MiB|GiB|sec|min|hr|bytes?|AM|PM|UTC|${MONTHS.join('|')}|and)\b|/s`,
  'g',
);

/** The longer language fits, and every word is in the catalog. */
export async function checkWords({ page, report }: Visit): Promise<void> {
  const bare = await page.evaluate(bareTexts, EXPLAINED.map(({ selector }) => selector).join());
  for (const text of bare) {
    const rest = text.replaceAll(UNITS, '');
    // A sentence with a name in it is several texts; every letter of the made-up language has an accent.
    if (/[A-Za-z]{2}/.test(rest)) report(`not in the catalog: ${text}`);
  }
  const [wide, width] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    innerWidth,
  ]);
  if (wide > width) report(`the longer language is ${wide} px wide at ${width}`);
}

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
    if (parentElement?.closest('noscript, script, output, textarea') === null)
      note(parentElement, textContent);
  }
  for (const element of document.querySelectorAll('[aria-label], [title]')) {
    note(element, element.getAttribute('aria-label'));
    note(element, element.getAttribute('title'));
  }
  return texts;
}
