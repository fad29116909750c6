import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright/test';
import type { Fault } from '../../src/testing/faults/fault.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { chooseOne, countTickets, expectNothingStored, keysIn } from './evidence.ts';
import { expect, expectFailed, expectProved, withoutPauses, type Expected } from './fixtures.ts';

export const NOT_STORED = 'Nothing was stored.';
export const MAYBE_STORED = 'A copy may have been stored; it is not published.';

/** An upload that meets the same answer at every attempt: how it ends, and after how many tickets. */
export type Case = {
  readonly fault: Fault;
  readonly attempts: number;
  readonly says?: string;
} & Expected;

/** Plays each case on a row of its own; then the store is well again, and a person's retry of the last one proves it. */
export async function exhaust(
  page: Page,
  cloud: FaultyCloud,
  path: string,
  cases: readonly Case[],
): Promise<void> {
  cloud.plan.preflight = 'own-socket';
  await withoutPauses(page);
  await page.goto(cloud.url);
  const tickets = countTickets(page);
  let row: Locator | undefined;
  for (const { fault, attempts, says = '', ...expected } of cases) {
    const before = {
      asked: tickets.asked,
      posts: cloud.plan.seen.posts,
      bites: cloud.plan.bites.length,
    };
    cloud.plan.arm(fault, { each: 'key', times: Infinity });
    row = await chooseOne(page, path);
    await expectFailed(row, expected, 'retry');
    await expect(row.getByTestId('failure')).toContainText(says);
    await expect(row).toHaveAttribute('data-attempt', String(attempts));
    expect(tickets.asked - before.asked, 'tickets').toBe(attempts);
    expect(cloud.plan.seen.posts - before.posts, 'POSTs').toBe(attempts);
    expect(cloud.plan.bites.length - before.bites, 'bites').toBe(attempts);
    cloud.plan.disarm();
  }
  expect(keysIn(cloud.plan).size).toBe(tickets.asked);
  await expectNothingStored(cloud);
  if (row === undefined) return;
  await row.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(path), row);
}
