import { writeFile } from 'node:fs/promises';
import { By, Key, until, type WebDriver } from 'selenium-webdriver';
import type { DrivenPage } from './driven-page.ts';

const APPEARS_WITHIN_MS = 15_000;

/** A page behind a W3C WebDriver. What it prints on its console has to come another way: WebDriver does not tell. */
export function drivenByWebDriver(
  driver: WebDriver,
  complaints: () => readonly string[],
): DrivenPage {
  const first = (selector: string) =>
    driver.wait(until.elementLocated(By.css(selector)), APPEARS_WITHIN_MS);
  return {
    goto: (url) => driver.get(url),
    reload: () => driver.navigate().refresh(),
    evaluate: (expression) => driver.executeScript(`return (${expression})`),
    click: async (selector) => (await first(selector)).click(),
    async type(selector, text) {
      await (await first(selector)).click();
      await driver.actions().sendKeys(text).perform();
    },
    async paste(selector) {
      await (await first(selector)).click();
      await driver.actions().keyDown(Key.CONTROL).sendKeys('v').keyUp(Key.CONTROL).perform();
    },
    choose: async (selector, paths) => (await first(selector)).sendKeys(paths.join('\n')),
    screenshot: async (path) => writeFile(path, await driver.takeScreenshot(), 'base64'),
    complaints,
    close: () => driver.quit(),
  };
}
