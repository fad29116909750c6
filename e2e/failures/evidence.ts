import { randomBytes } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import type { FaultPlan } from '../../src/testing/faults/fault-plan.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import type { FirmwareFiles } from '../../src/testing/firmware-files.ts';
import { choose, expect, uploads } from '../support/ota-drop.ts';

/** What a test goes by besides the page: tickets that were asked for, keys that were posted, bytes that are stored. */

/** How many tickets this page has asked for since, answered or not. */
export function countTickets(page: Page): { readonly asked: number } {
  const count = { asked: 0 };
  page.on('request', (request) => {
    if (request.url().endsWith('/api/tickets')) count.asked += 1;
  });
  return count;
}

/** One for each ticket that a form was sent with. */
export function keysIn({ posts }: FaultPlan): ReadonlySet<string | undefined> {
  return new Set(posts.map(({ key }) => key));
}

export async function expectNothingStored(cloud: FaultyCloud): Promise<void> {
  expect(await cloud.stored()).toEqual([]);
  await expect.poll(() => cloud.unfinished()).toBe(0);
}

/** Chooses a file and gives its row. */
export async function chooseOne(page: Page, path: string): Promise<Locator> {
  const before = await uploads(page).count();
  await choose(page, path);
  await expect(uploads(page)).toHaveCount(before + 1);
  return uploads(page).nth(before);
}

/** Opens the page and chooses a file: its row, and the tickets that were asked for since. */
export async function openAndChoose(page: Page, { url }: { readonly url: string }, path: string) {
  await page.goto(url);
  const tickets = countTickets(page);
  return { row: await chooseOne(page, path), tickets };
}

/** The same bytes once more, which the page asks about. */
export async function uploadAgain(page: Page, path: string): Promise<Locator> {
  const row = await chooseOne(page, path);
  await expect(row.locator('[data-doubt=uploaded-before]')).toBeVisible();
  await row.getByTestId('start').click();
  return row;
}

/** A file larger than what the wire swallows at once, of bytes that are not to be mistaken for others; made once for each size. */
export async function noiseFile({ dir }: FirmwareFiles, megabytes: number): Promise<string> {
  const path = join(dir, `noise-${megabytes}.bin`);
  const bytes = megabytes * 1_000_000;
  const made = await stat(path).catch(() => undefined);
  if (made?.size !== bytes) await writeFile(path, randomBytes(bytes));
  return path;
}
