import { chromium, type Browser, type Page } from 'playwright';
import { findUsersBrowser, SANDBOX_ARGS } from '../../support/browser/find-browser.mjs';

/** Time for what a page begins by itself, before a file comes. */
const SETTLE_MS = 700;

/** A browser of its own, with nothing kept from before, for one look at one page. */
export async function withBrowser<Result>(
  look: (page: Page, browser: Browser) => Promise<Result>,
): Promise<Result> {
  const browser = await chromium.launch({ ...findUsersBrowser(), args: [...SANDBOX_ARGS] });
  try {
    const viewport = { width: 1180, height: 900 };
    return await look(await browser.newPage({ locale: 'en-US', viewport }), browser);
  } finally {
    await browser.close();
  }
}

/** Opens the page and gives it the first signs of a user, upon which it may load what it needs for files. */
export async function arrive(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.mouse.move(100, 100);
  await page.mouse.move(120, 120);
  await page.waitForTimeout(SETTLE_MS);
}

export async function pick(page: Page, ...paths: readonly string[]): Promise<void> {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([...paths]);
}
