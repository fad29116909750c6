import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright/test';
import {
  startFaultyCloud,
  startProxiedCloud,
  type FaultyCloud,
  type ProxiedCloud,
} from '../support/cloud/faulty-cloud.ts';
import { mountSmallDisk, WHY_NO_DRIVE, type SmallDisk } from '../support/cloud/drives.ts';
import { startLiveCloud, type LiveCloud } from '../support/cloud/live-cloud.ts';
import type { StoreContents } from '../support/cloud/stored-files.ts';
import { expect, test as base } from '../support/ota-drop.ts';
import { startGateway, type Gateway } from '../support/proxy/gateway.ts';
import { starting } from '../support/starting.ts';
import { watchTickets } from './evidence.ts';

/** The real page and the real server, with faults at exact points. */
type Fixtures = {
  /** Waits between two attempts are drawn from chance: `none` makes them as short as they can be, `longest` as long. */
  readonly pauses: 'drawn' | 'none' | 'longest';
  /** Starts a server in this process, with scripted faults. */
  readonly startCloud: typeof startFaultyCloud;
  /** The same with a proxy on the way to the store. */
  readonly startProxied: typeof startProxiedCloud;
  /** Starts the real server in front of a platform that answers as a test says. */
  readonly startLive: typeof startLiveCloud;
  /** Mounts a disk of so many megabytes; where that cannot be done, the test is skipped. */
  readonly mountDisk: (megabytes: number) => Promise<SmallDisk>;
  /** A reverse proxy with scripts of its own, before the page's server or the store. */
  readonly putBefore: typeof startGateway;
  /** One of each, as it comes. */
  readonly cloud: FaultyCloud;
  readonly proxied: ProxiedCloud;
  readonly live: LiveCloud;
  /** Before the page's server of `cloud`. */
  readonly gateway: Gateway;
};

export const test = base.extend<Fixtures>({
  pauses: ['drawn', { option: true }],
  page: async ({ page, pauses }, use) => {
    if (pauses === 'none') await withoutPauses(page);
    if (pauses === 'longest') await withLongPauses(page);
    watchTickets(page);
    await use(page);
  },
  startCloud: starting(startFaultyCloud),
  startProxied: starting(startProxiedCloud),
  startLive: starting(startLiveCloud),
  mountDisk: starting(async (megabytes: number) => {
    const disk = await mountSmallDisk(megabytes);
    base.skip(disk === undefined, WHY_NO_DRIVE);
    if (disk === undefined) throw new Error(WHY_NO_DRIVE);
    return disk;
  }),
  putBefore: starting(startGateway),
  cloud: async ({ startCloud }, use) => use(await startCloud()),
  proxied: async ({ startProxied }, use) => use(await startProxied()),
  live: async ({ startLive }, use) => use(await startLive()),
  gateway: async ({ putBefore, cloud }, use) => use(await putBefore(cloud.url)),
});

/** For pages that are meant to complain on their console: what they may say is part of the test. */
export const loudTest = test.extend({ quietConsole: async ({}, use) => use() });

export { expect };

/** Every further attempt comes at once. To be called before the page opens. */
export async function withoutPauses(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Math.random = () => 0;
  });
}

/** Every wait is as long as it can be, so that a test can look at it. */
export async function withLongPauses(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Math.random = () => 1;
  });
}

/** What the page tells about the store. */
export const NOT_SENT = 'Your file has not been sent.';
export const NOTHING_STORED = 'Nothing was stored.';
export const MAYBE_STORED = 'A copy may be in storage; its address was never shown.';

type Words = string | RegExp;

export type Failed = {
  readonly kind: string;
  /** Without `FW-`. */
  readonly code: string;
  /** English. */
  readonly title: Words;
  /** What the page tells about the store. */
  readonly stored: Words;
  /** What else is said. */
  readonly says?: Words | readonly Words[];
  /** What the row offers; `retry` unless told otherwise. */
  readonly action?: 'retry' | 'choose-again';
};

/** The row has failed for good, says so in these words, and offers `action`; no address can be copied. */
export async function expectFailed(row: Locator, failed: Failed): Promise<void> {
  const { title, stored, says = [], action = 'retry' } = failed;
  await expect(row).toHaveAttribute('data-status', /^(?:failed|rejected)$/);
  await expect(row.getByTestId('failure')).toBeVisible();
  await expectFailure(row, failed, title, stored, ...[says].flat());
  await expect(row.getByTestId('firmware-url')).toHaveCount(0);
  await expect(row.getByTestId('remove')).toBeEnabled();
  await expect(row.getByTestId('retry')).toHaveCount(action === 'retry' ? 1 : 0);
  await expect(row.getByTestId('choose-again')).toHaveCount(action === 'choose-again' ? 1 : 0);
}

/** The row waits: for another attempt, or for what it lacks; and says why in these words. */
export async function expectWaiting(
  row: Locator,
  failure: Pick<Failed, 'kind' | 'code'>,
  ...says: readonly Words[]
): Promise<void> {
  await expect(row).toHaveAttribute('data-status', 'waiting');
  await expectFailure(row, failure, ...says);
}

async function expectFailure(
  row: Locator,
  { kind, code }: Pick<Failed, 'kind' | 'code'>,
  ...says: readonly Words[]
): Promise<void> {
  const failure = row.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', kind);
  await expect(failure).toHaveAttribute('data-code', `FW-${code}`);
  for (const words of says) await expect(failure).toContainText(words);
}

/** The row ended in a verified address, and what the store keeps under it is the file, byte for byte. */
export async function expectVerified(
  cloud: StoreContents,
  row: Locator,
  file: string | Uint8Array,
  { attempts, ...options }: { readonly timeout?: number; readonly attempts?: number } = {},
): Promise<void> {
  await expect(row).toHaveAttribute('data-status', 'done', options);
  if (attempts !== undefined) await expectAttempt(row, attempts);
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  const url = await row.getByTestId('firmware-url').textContent();
  const key = new URL(url ?? '').pathname.slice(1);
  const object = (await cloud.stored()).find((stored) => stored.key === key);
  if (object === undefined) throw new Error(`Nothing is stored under ${key}`);
  const bytes = typeof file === 'string' ? await readFile(file) : file;
  expect(Buffer.compare(await object.read(), bytes)).toBe(0);
}

export async function expectAttempt(row: Locator, nth: number): Promise<void> {
  await expect(row).toHaveAttribute('data-attempt', String(nth));
}

/** A press on "Retry", after which the upload ends verified. */
export async function retryAndExpectVerified(
  cloud: StoreContents,
  row: Locator,
  file: string | Uint8Array,
): Promise<void> {
  await row.getByTestId('retry').click();
  await expectVerified(cloud, row, file);
}
