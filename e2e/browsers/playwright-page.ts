import type { Browser, Page } from 'playwright/test';
import { isComplaint, type DrivenBrowser, type DrivenPage } from './driven-page.ts';

/** Chromium by its own protocol, Firefox by WebDriver BiDi. */
export function drivenByPlaywright(
  name: string,
  browser: Browser,
  display: string | undefined,
): DrivenBrowser {
  return {
    display,
    title: `${name} ${browser.version()}`,
    async open() {
      return drivenPage(await browser.newPage({ locale: 'en-US' }));
    },
    close: () => browser.close(),
  };
}

function drivenPage(page: Page): DrivenPage {
  const complaints: string[] = [];
  // Firefox has its notes of blocked answers among the errors of the page.
  const hear = (text: string) => {
    if (isComplaint(text)) complaints.push(text);
  };
  page.on('pageerror', (error) => hear(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') hear(message.text());
  });
  const first = (selector: string) => page.locator(selector).first();
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (expression) => page.evaluate(expression),
    click: (selector) => first(selector).click(),
    async type(selector, text) {
      await first(selector).click();
      await page.keyboard.type(text);
    },
    async paste(selector) {
      await first(selector).click();
      await page.keyboard.press('ControlOrMeta+V');
    },
    choose: (selector, paths) => first(selector).setInputFiles([...paths]),
    // Without a style that hides the caret: in Firefox it would be a breach of the page's policy.
    screenshot: async (path) => void (await page.screenshot({ path, caret: 'initial' })),
    complaints: () => complaints,
    close: () => page.close(),
  };
}
