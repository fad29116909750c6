import type { Locator, Page } from 'playwright/test';
import { expect } from '../ota-drop.ts';

/**
 * The page opens, and then its clock stands still: from now on time passes only as a test says, to the millisecond, however
 * slow the machine is. What needs no time (bytes, answers, digests) goes on as ever.
 */
export async function standStill(page: Page, url: string): Promise<void> {
  const opened = Date.now();
  await page.clock.install({ time: opened });
  await page.goto(url);
  await expect(page.getByTestId('file-input')).toBeAttached();
  await page.clock.pauseAt(opened + 3_600_000);
}

/** Lets time pass in small steps until then: what follows at once may still be a timer of some milliseconds. */
export async function passUntil(
  page: Page,
  isThen: () => boolean | Promise<boolean>,
  stepMs = 100,
): Promise<void> {
  await expect(async () => {
    await page.clock.runFor(stepMs);
    expect(await isThen()).toBe(true);
  }).toPass({ timeout: 20_000, intervals: [20] });
}

/** Lets so much time pass at once, in small steps: what the page asks for meanwhile is answered between them. */
export async function letPass(page: Page, ms: number): Promise<void> {
  const STEP_MS = 500;
  for (let passed = 0; passed < ms; passed += STEP_MS) await page.clock.runFor(STEP_MS);
}

export async function expectSoon(
  page: Page,
  row: Locator,
  status: string,
  stepMs?: number,
): Promise<void> {
  await passUntil(page, async () => (await row.getAttribute('data-status')) === status, stepMs);
}
