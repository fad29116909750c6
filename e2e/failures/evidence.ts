import { randomBytes } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import type { FaultPlan } from '../../src/faults/fault-plan.ts';
import type { FirmwareFiles } from '../../src/testing/firmware-files.ts';
import { uploaderOn } from '../../src/automation/uploader.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { detailOf, expect, uploads } from '../support/ota-drop.ts';

/** How a test acts on the page, and what it goes by besides the page: tickets, forms, and bytes that are stored. */

export type Tickets = { readonly asked: number };

/** How many tickets this page has asked for since, answered or not. */
export function countTickets(page: Page): Tickets {
  const count = { asked: 0 };
  page.on('request', (request) => {
    if (request.url().endsWith('/api/tickets')) count.asked += 1;
  });
  return count;
}

const ticketsByPage = new WeakMap<Page, Tickets>();

/** Has every ticket of this page counted, from its start. */
export function watchTickets(page: Page): void {
  ticketsByPage.set(page, countTickets(page));
}

/** What the test's own page has asked for since its start. */
export function ticketsOf(page: Page): Tickets {
  return ticketsByPage.get(page) ?? { asked: NaN };
}

/** One for each ticket that a form was sent with. */
export function keysIn({ posts }: FaultPlan): ReadonlySet<string | undefined> {
  return new Set(posts.map(({ key }) => key));
}

type Counts = {
  /** Tickets that the page has asked for. */
  asked: number;
  /** Forms that the store has seen, and how many different keys they had. */
  posts: number;
  keys: number;
  preflights: number;
  /** Forms without a file, by which the page asks whether the store can be reached. */
  probes: number;
  /** Questions of our server about an object. */
  heads: number;
  /** How often a fault has really taken effect. */
  bites: number;
  /** Objects on disk. */
  stored: number;
};

/** `tickets` where they are not to be counted from the page's start. */
type CountedAt = {
  readonly cloud: FaultyCloud;
  readonly page?: Page;
  readonly tickets?: Tickets | undefined;
};

/** What the page has caused so far, seen from outside. */
export async function expectCounts(
  { cloud, page, tickets = page && ticketsOf(page) }: CountedAt,
  expected: Readonly<Partial<Counts>>,
): Promise<void> {
  const { plan } = cloud;
  const { posts, preflights, probes, heads } = plan.seen;
  const counts: Counts = {
    asked: tickets?.asked ?? NaN,
    posts,
    keys: keysIn(plan).size,
    preflights,
    probes,
    heads,
    bites: plan.bites.length,
    stored: (await cloud.stored()).length,
  };
  expect(counts).toMatchObject(expected);
}

/** Neither an object, nor a part of one that is still coming. */
export async function expectNothingStored(cloud: FaultyCloud): Promise<void> {
  expect(await cloud.stored()).toEqual([]);
  await expect.poll(() => cloud.unfinished()).toBe(0);
}

/** No byte has come to the store. */
export async function expectNothingSent(
  cloud: Pick<FaultyCloud, 'plan'> & { stored(): Promise<readonly unknown[]> },
): Promise<void> {
  expect(cloud.plan.seen.posts).toBe(0);
  expect(await cloud.stored()).toEqual([]);
}

/** Chooses a file and gives its row. */
export async function chooseOne(page: Page, path: string): Promise<Locator> {
  return (await uploaderOn(page).choose(path)).row;
}

/** Opens the page, chooses a file and gives its row. */
export async function openAndChoose(
  page: Page,
  { url }: { readonly url: string },
  path: string,
): Promise<Locator> {
  await page.goto(url);
  return chooseOne(page, path);
}

/** What the detail of a row has under this name. */
export async function inDetail(row: Locator, testId: string): Promise<Locator> {
  return (await detailOf(row)).getByTestId(testId);
}

/** The same bytes once more, which the page asks about. */
export async function uploadAgain(page: Page, path: string): Promise<Locator> {
  const row = await chooseOne(page, path);
  const detail = await detailOf(row);
  await expect(detail.locator('[data-doubt=uploaded-before]')).toBeVisible();
  await detail.getByTestId('start').click();
  return row;
}

/** Takes a row that has ended off the list, so that the next one is the only one. */
export async function takeAway(row: Locator): Promise<void> {
  await (await inDetail(row, 'remove')).click();
  await expect(row).toHaveCount(0);
}

export function rowNamed(page: Page, name: string): Locator {
  return uploads(page).filter({ has: page.locator(`bdi[title=${JSON.stringify(name)}]`) });
}

export async function statusesOf(page: Page): Promise<readonly (string | null)[]> {
  return uploads(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status')));
}

/** Drops files and folders from the disk onto the page. */
export async function drop(page: Page, ...paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 20, y: 500, data });
  }
}

/** Notes how much memory the page's scripts have, and what they have set aside. @returns bytes */
export async function watchHeap(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  return async () => {
    const { usedSize, embedderHeapUsedSize, backingStorageSize } =
      await session.send('Runtime.getHeapUsage');
    return usedSize + embedderHeapUsedSize + backingStorageSize;
  };
}

/** A file larger than what the wire swallows at once, of bytes that are not to be mistaken for others; made once for each size. */
export async function noiseFile({ dir }: FirmwareFiles, megabytes: number): Promise<string> {
  const path = join(dir, `noise-${megabytes}.bin`);
  const bytes = megabytes * 1_000_000;
  const made = await stat(path).catch(() => undefined);
  if (made?.size !== bytes) await writeFile(path, randomBytes(bytes));
  return path;
}

/** @returns the paths, in the order of the names */
export async function writeAll(
  dir: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<readonly string[]> {
  await mkdir(dir, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(dir, name), bytes);
  return Object.keys(files).map((name) => join(dir, name));
}
