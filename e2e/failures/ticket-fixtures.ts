import type { Locator } from 'playwright/test';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import {
  startLiveCloud,
  type LiveCloud,
  type LiveCloudOptions,
} from '../support/cloud/live-cloud.ts';
import { expect, test as base, withoutPauses, type Shelves } from './fixtures.ts';

/** Where tickets are refused, spoilt and lost: the real page and the real server, with a platform of the test's own behind it. */

type Fixtures = {
  /** The real server in front of a platform that has its moods. */
  readonly startLive: (options?: LiveCloudOptions) => Promise<LiveCloud>;
};

/** The page's pauses between two attempts are drawn as nothing. */
export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    await withoutPauses(page);
    await use(page);
  },
  startLive: async ({}, use) => {
    const started: LiveCloud[] = [];
    await use(async (options) => {
      const cloud = await startLiveCloud(options);
      started.push(cloud);
      return cloud;
    });
    await Promise.all(started.map((cloud) => cloud.stop()));
  },
});

export const TICKETS = '/api/tickets';
export const NOT_SENT = 'Your file has not been sent.';

/** What stands in a ticket. */
export type Data = { readonly host: string; readonly key: string } & Readonly<
  Record<string, unknown>
>;

/** No byte has come to the store. */
export async function expectNothingSent(cloud: Shelves & Pick<FaultyCloud, 'plan'>): Promise<void> {
  expect(cloud.plan.seen.posts).toBe(0);
  expect(await cloud.stored()).toEqual([]);
}

/** Takes a row that has ended off the list, so that the next one is the only one. */
export async function takeAway(row: Locator): Promise<void> {
  await row.getByTestId('remove').click();
  await expect(row).toHaveCount(0);
}

/** What a program sends that asks for a ticket. */
export function ticketCall(fileSuffix: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fileSuffix }),
  };
}

/** The object's name in a ticket, or nothing. */
export function keyIn(text: string): string {
  const envelope: { data?: { key?: string } } = JSON.parse(text);
  return envelope.data?.key ?? '';
}

export function codeIn(text: string): string {
  const envelope: { code?: string } = JSON.parse(text);
  return envelope.code ?? '';
}
