import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect } from '../support/ota-drop.ts';
import { test } from '../states/at-every-state.ts';
import type { Scene } from '../states/fixtures.ts';
import { LANGUAGES, setLanguage, setTheme, THEMES } from '../states/looks.ts';

/** What axe cannot decide by itself, and why it is in order. */
const EXPLAINED: readonly {
  readonly rule: string;
  readonly state: string;
  readonly selector: RegExp;
  readonly because: string;
}[] = [
  {
    rule: 'color-contrast',
    state: 'done-opened',
    selector: /data-testid="verdict"/,
    because: 'the open menu lies over it; the state done looks at the same badge',
  },
  {
    rule: 'heading-order',
    state: 'long-list',
    selector: /data-index/,
    because: 'rows come and go while they are measured; in the document they stand in their order',
  },
  ...['receipts-empty', 'receipts', 'receipts-nothing-found'].map((state) => ({
    rule: 'color-contrast',
    state,
    selector: /./,
    because:
      'what lies under a point of this dialog axe cannot tell; its words and rows have the colours of the states empty and done',
  })),
];

test('axe finds nothing in any state, light, dark and in forced colours, in both languages', async ({
  atEveryState,
}) => {
  test.setTimeout(1_200_000);
  const found: string[] = [];
  let looks = 0;
  // High enough that nothing has to be scrolled: of what lies outside, axe cannot tell the colours.
  const viewport = { width: 1180, height: 3000 };
  const states = await atEveryState({ viewport }, async (page, name, tick) => {
    for (const language of LANGUAGES) {
      await setLanguage(page, language);
      for (const theme of THEMES) {
        await setTheme(page, theme);
        looks += 1;
        found.push(
          ...(await complaints(page, name, tick)).map(
            (line) => `${name} ${theme} ${language}: ${line}`,
          ),
        );
      }
    }
  });
  const count = `${states} states x ${THEMES.length} x ${LANGUAGES.length} = ${looks} looks`;
  console.log(`axe: ${count}, ${found.length} violations or unexplained incompletes`);
  expect(found).toEqual([]);
});

async function complaints(
  page: Page,
  name: string,
  tick: Scene['tick'],
): Promise<readonly string[]> {
  const analysis = new AxeBuilder({ page })
    // Without the window that axe would open for every look.
    .setLegacyMode(true)
    .options({
      resultTypes: ['violations', 'incomplete'],
      // Whoever speaks to the page says what is written on the button.
      rules: { 'label-content-name-mismatch': { enabled: true } },
    })
    .analyze();
  const { violations, incomplete } = await ticking(analysis, tick);
  const open = incomplete.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ target }) => {
        const where = target.join(' ');
        return !EXPLAINED.some(
          ({ rule, state, selector }) => rule === id && state === name && selector.test(where),
        );
      })
      .map(({ target, any }) => `incomplete ${id} ${target.join(' ')} ${any[0]?.message ?? ''}`),
  );
  const broken = violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, any, html }) => `${id} ${target.join(' ')} ${any[0]?.message ?? ''} ${html}`,
    ),
  );
  return [...broken, ...open];
}

/** It waits for timers of its own, and the page's clock stands still. */
async function ticking<Result>(work: Promise<Result>, tick: Scene['tick']): Promise<Result> {
  const isOver = work.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([isOver, tick()]))) {
    // Another millisecond.
  }
  return work;
}
