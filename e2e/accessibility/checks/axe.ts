import type Axe from 'axe-core';
import axe from 'axe-core';
import type { Visit } from '../../states/each-state.ts';

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
  ...['presenter-done', 'presenter-failed'].map((state) => ({
    rule: 'color-contrast',
    state,
    selector: /^#_r_/,
    because:
      'nothing lies over the field, by elementsFromPoint; axe reckons otherwise in an enlarged page',
  })),
  {
    rule: 'heading-order',
    state: 'long-list',
    selector: /data-index/,
    because: 'rows come and go while they are measured; in the document they stand in their order',
  },
];

/** What is looked for: everything, or what depends on the theme. */
const OPTIONS: Readonly<Record<'everything' | 'colours', Axe.RunOptions>> = {
  everything: {
    resultTypes: ['violations', 'incomplete'],
    // Speech input uses the words on the button.
    rules: { 'label-content-name-mismatch': { enabled: true } },
  },
  colours: {
    resultTypes: ['violations', 'incomplete'],
    runOnly: ['color-contrast', 'link-in-text-block'],
  },
};

type Found = { readonly rule: string; readonly where: string; readonly why: string };

declare global {
  var axe: typeof Axe | undefined;
}

/** Once for each page: it is half a megabyte of script. */
export async function bringAxe({ page }: Visit): Promise<void> {
  await page.evaluate(axe.source);
}

/** Reports every violation, and what axe leaves undecided without a known reason. */
export async function checkByAxe(
  visit: Visit,
  scheme: string,
  what: keyof typeof OPTIONS,
): Promise<void> {
  const { page, name, report, tick } = visit;
  const found = await ticking(page.evaluate(runAxe, OPTIONS[what]), tick);
  for (const { rule, where, why } of found) {
    const isExplained = EXPLAINED.some(
      (each) => each.rule === rule && each.state === name && each.selector.test(where),
    );
    if (!isExplained) report(`${scheme}: ${rule} ${where} ${why}`);
  }
}

/** Runs in the page. */
async function runAxe(options: Axe.RunOptions): Promise<readonly Found[]> {
  if (globalThis.axe === undefined) throw new Error('axe is not in the page');
  const { violations, incomplete } = await globalThis.axe.run(document, options);
  return [...violations, ...incomplete].flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, html }) => ({
      rule: id,
      where: target.join(' '),
      why: `${any[0]?.message ?? ''} ${html}`,
    })),
  );
}

/** It waits for timers of its own, and the page's clock stands still. */
async function ticking<Result>(work: Promise<Result>, tick: Visit['tick']): Promise<Result> {
  const isOver = work.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([isOver, tick()]))) {
    // Another millisecond.
  }
  return work;
}
