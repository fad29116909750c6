import type { Page } from 'playwright/test';
import { expect } from '../support/ota-drop.ts';

/** Themes and languages of a state, which stays as it is meanwhile. */

export const THEMES = ['light', 'dark', 'forced'] as const;
export type Theme = (typeof THEMES)[number];

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type PageLanguage = (typeof LANGUAGES)[number];

export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    forcedColors: theme === 'forced' ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
}

/** By the page's own switch, which leads from one language to the next. */
export async function setLanguage(page: Page, language: PageLanguage): Promise<void> {
  const html = page.locator('html');
  // What the demo says before it can run is in both languages.
  if ((await page.getByTestId('demo-needs').count()) > 0) return;
  while ((await html.getAttribute('lang')) !== language) {
    const button = page.getByTestId('language');
    const next = (await button.getAttribute('lang')) ?? '';
    await button.evaluate((element: HTMLElement) => element.click());
    await expect(html).toHaveAttribute('lang', next);
  }
}
