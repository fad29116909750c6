import type { Page } from 'playwright/test';
import type { Visit } from '../../states/each-state.ts';

/** WCAG 1.4.10, 1.4.12 and 2.4.11: a narrow page, 400 % zoom, wider text, and what has the focus is seen. */

/** 320 px wide, and what is left of 1280 x 1024 at 400 %. */
export const NARROW = { width: 320, height: 700 };
const ZOOMED = { width: 320, height: 256 };

/** WCAG 1.4.12: line height 1.5, space after paragraphs 2, between letters 0.12 and between words 0.16 times the font size. */
const TEXT_SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }`;

/** Cut on purpose: what has no room beside the first part of a line of a row is not seen, and the detail has it. */
const MEANT =
  ':is([data-testid=upload], [data-testid=kept-receipt]) :is([class*=what], [class*=state], [class*=numbers])';

/** Nothing sticks out of a narrow page, and no text is cut off. */
export async function checkNarrow({ page, report }: Visit, language: string): Promise<void> {
  for (const spacing of ['', TEXT_SPACING]) {
    await setSpacing(page, spacing);
    for (const viewport of [NARROW, ZOOMED]) {
      await page.setViewportSize(viewport);
      const where = `${language}, ${viewport.height} px high${spacing === '' ? '' : ', spaced'}`;
      const { width, wide, clipped } = await page.evaluate(measure, MEANT);
      if (width > 320) report(`${where}: ${width} px wide, by ${wide.join(' ')}`);
      for (const text of clipped) report(`${where}: clipped ${text}`);
      if (spacing === '' && (await headIsBroken(page))) report(`${where}: two lines at its top`);
      if (spacing === '' && (await tabsAreCut(page))) report(`${where}: not all tabs are seen`);
    }
  }
  await setSpacing(page, '');
  await page.setViewportSize(NARROW);
}

/** Who is signed in has a line of their own; nothing else has. */
function headIsBroken(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const head = document.querySelector('body header');
    if (head === null || head.querySelector('[data-testid=user]') !== null) return false;
    const tops = [...head.children].map((child) => child.getBoundingClientRect());
    const first = tops.find(({ height }) => height > 0);
    return first !== undefined && tops.some(({ top }) => top > first.bottom);
  });
}

/** They can be pushed aside, which nothing tells. */
function tabsAreCut(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[role=tablist]')].some(
      ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
    ),
  );
}

/** No control is hidden while it has the focus. On the way up, which is when a bar at the top would hide it. */
export async function checkFocus({ page, report }: Visit): Promise<void> {
  await page.setViewportSize({ width: 320, height: 480 });
  const hidden = await page.evaluate(async () => {
    // What lies behind a modal dialog cannot have the focus.
    const top = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document;
    const controls = [
      ...top.querySelectorAll<HTMLElement>('a[href], button, select, summary, [tabindex="0"]'),
    ].filter((control) => control.checkVisibility() && control.tabIndex >= 0);
    const isHidden = async (control: HTMLElement) => {
      // What has the focus already would not be scrolled to, and the window was another one then.
      if (document.activeElement === control) control.blur();
      control.focus();
      // A panel that closes when it loses the focus does so now.
      await Promise.resolve();
      await Promise.resolve();
      if (document.activeElement !== control) return false;
      const { left, top: above, width, height } = control.getBoundingClientRect();
      // Hidden is what is hidden as a whole.
      const shares = [0.1, 0.5, 0.9];
      const points = shares.flatMap((x) =>
        shares.map((y) => [left + width * x, above + height * y]),
      );
      return !points.some(([x = 0, y = 0]) => {
        const seen = document.elementFromPoint(x, y);
        return seen !== null && (control.contains(seen) || seen.contains(control));
      });
    };
    const found: string[] = [];
    for (const control of controls.toReversed().slice(0, 40)) {
      // One after the other: each scrolls the page.
      if (await isHidden(control)) found.push(control.outerHTML.slice(0, 120));
    }
    return found;
  });
  for (const control of hidden) report(`hidden while it has the focus: ${control}`);
}

async function setSpacing(page: Page, rules: string): Promise<void> {
  // By the object model: the page's policy allows no style elements.
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, rules);
}

type Measured = {
  readonly width: number;
  /** The innermost elements that stick out. */
  readonly wide: readonly string[];
  /** Texts that are cut off though nothing says that they go on. */
  readonly clipped: readonly string[];
};

/** Runs in the page. */
function measure(meant: string): Measured {
  const clipped: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>('main *, header *, output ~ *')) {
    const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(element);
    const isBox = overflowX !== 'visible' || overflowY !== 'visible';
    const isMeant =
      element.matches(meant) || textOverflow === 'ellipsis' || webkitLineClamp !== 'none';
    const isScrolled = overflowX === 'auto' || overflowY === 'auto';
    if (!isBox || isMeant || isScrolled || element.clientWidth <= 1) continue;
    const isCut =
      element.scrollWidth > element.clientWidth + 1 ||
      element.scrollHeight > element.clientHeight + 1;
    if (isCut && element.textContent !== '') clipped.push(element.outerHTML.slice(0, 120));
  }
  const { scrollWidth: width } = document.documentElement;
  if (width <= innerWidth) return { width, wide: [], clipped };
  const sticksOut = (element: Element) =>
    element.getBoundingClientRect().right + scrollX > innerWidth + 0.5;
  const wide = [...document.querySelectorAll('body *')]
    .filter((element) => sticksOut(element) && ![...element.children].some(sticksOut))
    .map((element) => element.outerHTML.slice(0, 120));
  return { width, wide, clipped };
}
