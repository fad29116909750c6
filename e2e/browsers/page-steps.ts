import { expect } from 'playwright/test';
import type { DrivenPage } from './driven-page.ts';

/** What tests do on the page and look for there, whatever drives it. */

export const byId = (testId: string) => `[data-testid=${testId}]`;

export function attribute(
  page: DrivenPage,
  selector: string,
  name: string,
): Promise<string | null> {
  const [css, attributeName] = [JSON.stringify(selector), JSON.stringify(name)];
  return page.evaluate(`document.querySelector(${css})?.getAttribute(${attributeName}) ?? null`);
}

export function textOf(page: DrivenPage, selector: string): Promise<string> {
  return page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`);
}

export function count(page: DrivenPage, selector: string): Promise<number> {
  return page.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
}

export async function expectCount(page: DrivenPage, selector: string, n: number): Promise<void> {
  await expect.poll(() => count(page, selector), { message: selector }).toBe(n);
}

export async function expectText(
  page: DrivenPage,
  selector: string,
  text: string | RegExp,
): Promise<void> {
  const pattern =
    typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text);
  await expect.poll(() => textOf(page, selector), { message: selector }).toEqual(pattern);
}

/** Clicks as soon as there is one. */
export async function clickOn(page: DrivenPage, selector: string): Promise<void> {
  await expect.poll(() => count(page, selector), { message: selector }).toBeGreaterThan(0);
  await page.click(selector);
}

/** @returns a selector of the row of this file, once there is one */
export async function rowOf(page: DrivenPage, name: string): Promise<string> {
  const find = `[...document.querySelectorAll('${byId('upload')}')]
    .find((row) => row.querySelector('${byId('open-detail')}')?.textContent.includes(${JSON.stringify(name)}))
    ?.getAttribute('data-id') ?? null`;
  const id = () => page.evaluate<string | null>(find);
  await expect.poll(id, { message: `the row of ${name}` }).not.toBeNull();
  return `${byId('upload')}[data-id=${JSON.stringify(await id())}]`;
}

export async function expectStatus(
  page: DrivenPage,
  row: string,
  status: RegExp,
  timeout = 30_000,
): Promise<void> {
  const now = () => attribute(page, row, 'data-status');
  await expect.poll(now, { timeout, message: `the status of ${row}` }).toMatch(status);
}

/** Shows a row's detail and waits for it. @returns its selector */
export async function detailOf(page: DrivenPage, row: string): Promise<string> {
  await expectCount(page, row, 1);
  if ((await attribute(page, row, 'data-chosen')) === null) {
    await page.click(`${row} ${byId('open-detail')}`);
  }
  const id = (await attribute(page, row, 'data-id')) ?? '';
  const detail = `${byId('detail')}[data-id=${JSON.stringify(id)}]`;
  await expectCount(page, detail, 1);
  return detail;
}

/**
 * A drop whose events a script makes, with a genuine File of so many times these bytes: what the page does with a drop, though
 * not how the browser hands one over from another program.
 */
export async function dropByScript(
  page: DrivenPage,
  name: string,
  bytes: Buffer,
  times: number,
): Promise<void> {
  await page.evaluate(`(() => {
    const part = Uint8Array.from(atob('${bytes.toString('base64')}'), (character) => character.charCodeAt(0));
    const file = new File(Array(${times}).fill(part), ${JSON.stringify(name)});
    const data = new DataTransfer();
    data.items.add(file);
    const target = document.querySelector('${byId('drop-zone')}');
    for (const type of ['dragenter', 'dragover', 'drop']) {
      const init = { bubbles: true, cancelable: true, dataTransfer: data };
      target.dispatchEvent(new DragEvent(type, init));
    }
  })()`);
}

/** Keeps every value that the progress element of a row shows from now on. @returns what reads them */
export async function recordProgress(page: DrivenPage): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(`(() => {
    const seen = new Set();
    globalThis.seenProgress = seen;
    new MutationObserver(() => {
      const bar = document.querySelector('${byId('upload')} ${byId('progress')}');
      const value = bar?.getAttribute('value') ?? bar?.getAttribute('aria-valuenow');
      if (typeof value === 'string') seen.add(Number(value));
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  })()`);
  return () => page.evaluate('[...globalThis.seenProgress]');
}

export async function setTheme(page: DrivenPage, theme: 'light' | 'dark'): Promise<void> {
  while ((await attribute(page, byId('theme'), 'data-theme-chosen')) !== theme) {
    await clickOn(page, byId('theme'));
  }
}

export async function setLanguage(page: DrivenPage, language: 'en' | 'zh-CN'): Promise<void> {
  const now = () => attribute(page, 'html', 'lang');
  while ((await now()) !== language) {
    const before = await now();
    await clickOn(page, byId('language'));
    await expect.poll(now).not.toBe(before);
  }
}
