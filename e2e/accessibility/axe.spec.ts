import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { test } from '../states/at-every-state.ts';
import type { ReachedState } from '../states/driver.ts';
import { LANGUAGES, setLanguage, setTheme, STRONG_THEMES, THEMES } from '../states/appearance.ts';

/** What axe cannot decide by itself, and why it is in order. */
const EXPLAINED: readonly {
  readonly rule: string;
  readonly state: string;
  readonly selector: RegExp;
  readonly because: string;
}[] = [
  ...['done-opened', 'suffix-picker', 'doubt-by-choice'].map((state) => ({
    rule: 'color-contrast',
    state,
    selector: /./,
    because: 'an open panel lies over the list; other states have the same rows without it',
  })),
  ...['package-form', 'package-form-faults', 'package-trouble'].map((state) => ({
    rule: 'color-contrast',
    state,
    selector: /-hint$/,
    because: 'the list of suggestions of its field lies over it in part',
  })),
  ...['one-target', 'target-chosen', 'target-question'].map((state) => ({
    rule: 'color-contrast',
    state,
    selector: /aria-hidden|select/,
    because: 'a sign without words, and a select that the system draws in forced colours',
  })),
  {
    rule: 'heading-order',
    state: 'long-list',
    selector: /data-index/,
    because: 'rows come and go while they are measured; in the document they stand in their order',
  },
];

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

test('axe finds no violation in any state, theme or language', async ({ atEveryState }) => {
  // High enough that nothing has to be scrolled: of what lies outside, axe cannot tell the colours.
  const viewport = { width: 1180, height: 3000 };
  await atEveryState({ viewport }, async (page, name, report, tick) => {
    for (const language of LANGUAGES) {
      await setLanguage(page, language);
      for (const theme of THEMES) {
        await setTheme(page, theme);
        for (const line of await violationsOf(page, name, tick)) {
          report(`${theme} ${language}: ${line}`);
        }
      }
    }
    if (!COLOURFUL.has(name)) return;
    for (const theme of STRONG_THEMES) {
      await setTheme(page, theme);
      for (const line of await violationsOf(page, name, tick)) report(`${theme}: ${line}`);
    }
  });
});

async function violationsOf(
  page: Page,
  name: string,
  tick: ReachedState['tick'],
): Promise<readonly string[]> {
  const analysis = new AxeBuilder({ page })
    // Without the window that axe would open for every scan.
    .setLegacyMode(true)
    .options({
      resultTypes: ['violations', 'incomplete'],
      // Speech input uses the words on the button.
      rules: { 'label-content-name-mismatch': { enabled: true } },
    })
    .analyze();
  const { violations, incomplete } = await ticking(analysis, tick);
  const linesOf = ({ id, nodes }: (typeof violations)[number]) =>
    nodes.map((node) => ({
      id,
      where: node.target.join(' '),
      why: `${node.any[0]?.message ?? ''} ${node.html}`,
    }));
  const open = incomplete
    .flatMap(linesOf)
    .filter(
      ({ id, where }) =>
        !EXPLAINED.some(
          ({ rule, state, selector }) => rule === id && state === name && selector.test(where),
        ),
    );
  return [...violations.flatMap(linesOf), ...open].map(({ id, where, why }) =>
    [id, where, why].join(' '),
  );
}

/** It waits for timers of its own, and the page's clock stands still. */
async function ticking<Result>(work: Promise<Result>, tick: ReachedState['tick']): Promise<Result> {
  const isOver = work.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([isOver, tick()]))) {
    // Another millisecond.
  }
  return work;
}
