import type { Locator, Page } from 'playwright/test';
import { AT_END } from '../../src/testing/faults/fault.ts';
import { expectSoon, passUntil, standStill } from '../support/browser/page-clock.ts';
import { slowUploads } from '../support/ota-drop.ts';
import { chooseOne, expectCounts, expectNothingStored, noiseFile, ticketsOf } from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectFailed,
  expectVerified,
  NOT_SENT,
  NOTHING_STORED,
  retryAndExpectVerified,
  test,
} from './fixtures.ts';

/** The user cancels: at whatever moment, nothing follows, the file stays in its row, and a retry works. */

const MAYBE = 'A copy may be in storage. Its address was never shown.';
/** Longer than any wait of an upload. */
const LONG_MS = 300_000;

async function cancel(row: Locator, note: string): Promise<void> {
  await row.getByTestId('cancel').click();
  await expect(row).toHaveAttribute('data-status', 'cancelled');
  await expect(row).toContainText(note);
  await expect(row.getByTestId('firmware-url')).toHaveCount(0);
  await expect(row.getByTestId('retry')).toBeEnabled();
}

/** Nothing goes on, however long it takes. */
async function expectStaysCancelled(page: Page, ...rows: readonly Locator[]): Promise<void> {
  await page.clock.runFor(LONG_MS);
  for (const row of rows) await expect(row).toHaveAttribute('data-status', 'cancelled');
}

test('U27 while it queues, and while a ticket is asked for', async ({ page, files, cloud }) => {
  await page.route('**/api/tickets', () => {});
  // A ticket is waited for for ten seconds; a loaded machine may need as long for three clicks.
  await standStill(page, cloud.url);
  // Not small ones: those do not wait for others.
  const large = await noiseFile(files, 3);
  const first = await chooseOne(page, files.apk);
  await expect(first).toHaveAttribute('data-status', 'ticketing');
  const second = await chooseOne(page, await noiseFile(files, 2));
  await expect(second).toHaveAttribute('data-status', 'ticketing');
  const third = await chooseOne(page, large);
  await expect(third).toHaveAttribute('data-status', 'queued');
  for (const row of [third, second, first]) await cancel(row, NOTHING_STORED);
  await expectCounts({ cloud, page }, { asked: 2, posts: 0 });

  await page.unroute('**/api/tickets');
  await third.getByTestId('retry').click();
  await expectSoon(page, third, 'done');
  await expectVerified(cloud, third, large);
  await expectCounts({ cloud, page }, { asked: 3, posts: 1 });
});

test('U27 while it is sent: the connection is closed', async ({ page, files, cloud }) => {
  const path = await noiseFile(files, 20);
  await page.goto(cloud.url);
  const letGo = await slowUploads(page, 2_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(() => cloud.unfinished()).toBe(1);
  await cancel(row, MAYBE);
  await expectNothingStored(cloud);
  expect(cloud.plan.seen.posts).toBe(1);
  await letGo();
  await retryAndExpectVerified(cloud, row, path);
  await expectAttempt(row, 2);
  expect(ticketsOf(page).asked).toBe(2);
});

test('U27 while the store is waited for, asked or checked', async ({ page, files, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  // Without its script no digest is ever computed.
  await page.route('**/workers/*', () => {});
  await standStill(page, cloud.url);
  const expectAwaiting = async (row: Locator, what: string) => {
    // Counted: to ask an element that is not there would wait for it, and no time would pass.
    const awaiting = row.locator(`[data-awaiting=${what}]`);
    await passUntil(page, async () => (await awaiting.count()) === 1);
  };

  cloud.plan.arm({ kind: 'lost-answer', by: 'silence' });
  const waiting = await chooseOne(page, files.gz);
  // The archive's worker does not come either: after a moment the name has to do.
  await expectAwaiting(waiting, 'store');
  await expect.poll(() => cloud.plan.bites.length).toBe(1);
  await cancel(waiting, MAYBE);

  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' });
  const asked = await chooseOne(page, files.bin);
  await expectAwaiting(asked, 'object');
  await cancel(asked, MAYBE);

  const checked = await chooseOne(page, files.zip);
  await expectAwaiting(checked, 'proof');
  await cancel(checked, MAYBE);

  await expectStaysCancelled(page, waiting, asked, checked);
  // What the note says may be there is there. The store is asked at once; only the verdict waits for our checksum.
  await expectCounts({ cloud, page }, { asked: 3, posts: 3, heads: 1, stored: 3 });
});

test('U27 between two attempts: the reason stays', async ({ page, context, files, cloud }) => {
  await standStill(page, cloud.url);
  cloud.plan.arm({ kind: 'refused', as: 'SlowDown', at: AT_END, retryAfterS: 25 });
  const busy = await chooseOne(page, files.gz);
  await expectSoon(page, busy, 'waiting');
  await expect(busy.getByTestId('cancel')).toHaveText('Stop trying');
  await busy.getByTestId('cancel').click();
  const refused = { kind: 'store-refused', code: 'U16', title: 'Storage is busy' };
  await expectFailed(busy, { ...refused, stored: NOTHING_STORED });

  await context.setOffline(true);
  const offline = await chooseOne(page, files.bin);
  await expectSoon(page, offline, 'waiting');
  await offline.getByTestId('cancel').click();
  const away = { kind: 'offline', code: 'U01', title: 'You’re offline' };
  await expectFailed(offline, { ...away, stored: NOT_SENT });
  await context.setOffline(false);
  await page.clock.runFor(LONG_MS);
  await expectCounts({ cloud, page }, { asked: 2, posts: 1 });
  await expectNothingStored(cloud);

  await retryAndExpectVerified(cloud, busy, files.gz);
  await retryAndExpectVerified(cloud, offline, files.bin);
  expect(ticketsOf(page).asked).toBe(4);
});
