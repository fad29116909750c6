import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { createCrc64 } from '../../src/contract/crc64.ts';
import { choose, expect, test as base } from '../support/ota-drop.ts';

/** The steps that many journeys share. */

type Fixtures = {
  /** The page, open at this worker's server. */
  readonly app: Page;
  /** Writes a file into a folder of the test's own. @returns its path */
  readonly write: (name: string, contents: string | Uint8Array) => Promise<string>;
};

export const test = base.extend<Fixtures>({
  app: async ({ page, server }, use) => {
    await page.goto(server.url);
    await use(page);
  },
  write: async ({}, use, { outputDir }) => {
    await use(async (name, contents) => {
      const path = join(outputDir, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, contents);
      return path;
    });
  },
});

export function withStatus(page: Page, status: string): Locator {
  return page.locator(`[data-testid=upload][data-status=${status}]`);
}

/** Chooses files and waits until they are stored; no other row is done. */
export async function upload(page: Page, ...paths: readonly string[]): Promise<void> {
  await choose(page, ...paths);
  await expect(withStatus(page, 'done')).toHaveCount(paths.length);
}

export function receiptRows(page: Page): Locator {
  return page.getByTestId('kept-receipt');
}

export async function openReceipts(page: Page): Promise<void> {
  await page.getByTestId('receipts').click();
  await expect(page.getByTestId('history')).toBeVisible();
}

/** Of a row or of a receipt. */
export function digestOf(row: Locator, kind: 'crc64' | 'md5' | 'sha256'): Locator {
  return row.locator(`[data-testid=digest][data-kind=${kind}]`);
}

export async function crc64OfFile(path: string): Promise<string> {
  const crc = createCrc64();
  for await (const chunk of createReadStream(path)) crc.update(chunk);
  return crc.decimal();
}

type Dragged = {
  readonly files?: readonly string[];
  readonly items?: readonly { readonly mimeType: string; readonly data: string }[];
};

/** A real drop, whose events the browser itself makes. */
export async function drop(page: Page, target: Locator, data: Dragged): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error('The target is not on the page');
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(30, box.height / 2)];
  const session = await page.context().newCDPSession(page);
  const { files = [], items = [] } = data;
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', {
      type,
      x,
      y,
      data: { items: [...items], files: [...files], dragOperationsMask: 1 },
    });
  }
}

/** The platform refuses every ticket; `page.unroute` with the same pattern ends it. */
export const TICKETS = '**/api/tickets';
export async function refuseTickets(page: Page): Promise<void> {
  const json = { success: false, code: 'Forbidden.RAM', errorMessage: 'no', requestId: 'R' };
  await page.route(TICKETS, (route) => route.fulfill({ status: 403, json }));
}

/** A chunk of the page cannot be loaded. @returns how to make it available */
export async function withholdChunk(page: Page, chunk: RegExp): Promise<() => void> {
  let isAway = true;
  await page.route(chunk, (route) => (isAway ? route.abort() : route.continue()));
  return () => {
    isAway = false;
  };
}

export async function readClipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Records what the function returns in the page, at first and whenever it is another after a change of the document. */
export async function record<Value>(
  page: Page,
  sample: () => Value,
): Promise<() => Promise<readonly Value[]>> {
  // As text: a function cannot be handed to the page, whose policy forbids to make one there.
  await page.evaluate(`{
    const recorded = [];
    const note = () => {
      const text = JSON.stringify((${String(sample)})());
      if (recorded.at(-1) !== text) recorded.push(text);
    };
    note();
    new MutationObserver(note).observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true,
    });
    globalThis.recorded = recorded;
  }`);
  return async () => {
    const texts = await page.evaluate<readonly string[]>('globalThis.recorded');
    return texts.map((text): Value => JSON.parse(text));
  };
}
