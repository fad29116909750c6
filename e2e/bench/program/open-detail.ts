import type { Page } from 'playwright';
import * as v from 'valibot';
import { median } from './statistics.ts';

/** Enough for a median; each is of another row. */
const PRESSES = 9;
/** Between two presses, so that each is a press of its own. */
const REST_MS = 150;

/** Milliseconds from a press on a row until the frame with its detail has been drawn, the median of several rows. */
export async function measureOpening(page: Page): Promise<number> {
  const took: number[] = [];
  for (let nth = 1; nth <= PRESSES; nth += 1) {
    took.push(v.parse(v.number(), await page.evaluate(pressAndWait, nth)));
    await page.waitForTimeout(REST_MS);
  }
  return median(took);
}

/** Runs in the page, so it can use nothing from outside. */
async function pressAndWait(nth: number): Promise<number> {
  const row = document.querySelectorAll('[data-testid=upload]').item(nth);
  const press = row.querySelector('[data-testid=open-detail]');
  if (!(row instanceof HTMLElement) || !(press instanceof HTMLElement)) throw new Error('No row');
  const began = performance.now();
  press.click();
  await new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
  const took = performance.now() - began;
  const shown = document.querySelector('[data-testid=detail]');
  if (shown instanceof HTMLElement && shown.dataset['id'] === row.dataset['id']) return took;
  throw new Error('No detail in the next frame');
}
