import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright/test';
import { AT_END } from '../../src/testing/faults/fault.ts';
import { slowUploads } from '../support/ota-drop.ts';
import { chooseOne, countTickets, expectNothingStored, noiseFile } from './evidence.ts';
import { expectSoon, passUntil, standStill } from '../support/browser/page-clock.ts';
import { expect, expectFailed, expectProved, test } from './fixtures.ts';
import { expectStalled, sendAndHold } from './standstill.ts';

/** A person cancels: at whatever moment, nothing follows, the file stays in its row, and a retry works. */

const NOTHING = 'Nothing was stored.';
const MAYBE =
  'A partial or complete copy may have arrived in storage. It is not published: its address was never shown.';

async function cancel(row: Locator, note: string): Promise<void> {
  await row.getByTestId('cancel').click();
  await expect(row).toHaveAttribute('data-status', 'cancelled');
  await expect(row).toContainText(note);
  await expect(row.getByTestId('firmware-url')).toHaveCount(0);
  await expect(row.getByTestId('retry')).toBeEnabled();
}

test('U27 · while it queues, and while a ticket is asked for', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await page.route('**/api/tickets', () => {});
  // A ticket is waited for for ten seconds; a loaded machine may need as long for three clicks.
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  // Not small ones: those do not wait for others.
  const large = await noiseFile(files, 3);
  const first = await chooseOne(page, files.apk);
  await expect(first).toHaveAttribute('data-status', 'ticketing');
  const second = await chooseOne(page, await noiseFile(files, 2));
  await expect(second).toHaveAttribute('data-status', 'ticketing');
  const third = await chooseOne(page, large);
  await expect(third).toHaveAttribute('data-status', 'queued');
  await cancel(third, NOTHING);
  await cancel(second, NOTHING);
  await cancel(first, NOTHING);
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.seen.posts).toBe(0);

  await page.unroute('**/api/tickets');
  await third.getByTestId('retry').click();
  await expectSoon(page, third, 'done');
  await expectProved(page, cloud, await readFile(large), third);
  expect(tickets.asked).toBe(3);
  expect(cloud.plan.seen.posts).toBe(1);
});

test('U27 · while it is sent: the connection is closed, and a retry takes a new ticket', async ({
  page,
  files,
  startCloud,
}) => {
  const path = await noiseFile(files, 20);
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const tickets = countTickets(page);
  const letGo = await slowUploads(page, 2_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(() => cloud.unfinished()).toBe(1);
  await cancel(row, MAYBE);
  await expectNothingStored(cloud);
  expect(cloud.plan.seen.posts).toBe(1);
  await letGo();
  await row.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(tickets.asked).toBe(2);
});

test('U27 · while it stands still', async ({ page, files, startProxied }) => {
  const path = await noiseFile(files, 40);
  const cloud = await startProxied();
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  const { row, release } = await sendAndHold(page, cloud, path);
  await page.clock.runFor(21_000);
  await expectStalled(row, 'quiet', /Upload is stuck at/);
  await cancel(row, MAYBE);
  release();
  await page.clock.runFor(300_000);
  await expect(row).toHaveAttribute('data-status', 'cancelled');
  expect(tickets.asked).toBe(1);
  expect(cloud.plan.seen.posts).toBe(1);
  await expectNothingStored(cloud);
});

test('U27 · while the store is waited for, asked, or believed', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  // Without its script no digest is ever computed.
  await page.route('**/workers/*', () => {});
  await standStill(page, cloud.url);
  const tickets = countTickets(page);

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

  const believed = await chooseOne(page, files.zip);
  await expectAwaiting(believed, 'proof');
  await cancel(believed, MAYBE);

  await page.clock.runFor(300_000);
  for (const row of [waiting, asked, believed]) {
    await expect(row).toHaveAttribute('data-status', 'cancelled');
  }
  expect(tickets.asked).toBe(3);
  expect(cloud.plan.seen).toMatchObject({ posts: 3, heads: 0 });
  // What the note says may be there is there.
  expect(await cloud.stored()).toHaveLength(3);

  async function expectAwaiting(row: Locator, what: string): Promise<void> {
    // Counted: to ask an element that is not there would wait for it, and no time would pass.
    const awaiting = row.locator(`[data-awaiting=${what}]`);
    await passUntil(page, async () => (await awaiting.count()) === 1);
  }
});

test('U27 · in the middle of a question to the store', async ({ page, files, startCloud }) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' });
  cloud.plan.arm({ kind: 'unseen-object', heads: Infinity, as: 'silence' });
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  const row = await chooseOne(page, files.gz);
  await passUntil(page, () => cloud.plan.seen.heads === 1);
  await cancel(row, MAYBE);
  await page.clock.runFor(300_000);
  await expect(row).toHaveAttribute('data-status', 'cancelled');
  expect(tickets.asked).toBe(1);
  expect(cloud.plan.seen).toMatchObject({ posts: 1, heads: 1 });
});

test('U27 · between two attempts: the trying stops, and its reason stays', async ({
  page,
  context,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await standStill(page, cloud.url);
  const tickets = countTickets(page);

  cloud.plan.arm({ kind: 'refused', as: 'SlowDown', at: AT_END, retryAfterS: 25 });
  const busy = await chooseOne(page, files.gz);
  await expectSoon(page, busy, 'waiting');
  await expect(busy.getByTestId('cancel')).toHaveText('Stop trying');
  await busy.getByTestId('cancel').click();
  await expectFailed(
    busy,
    { kind: 'store-refused', code: 'U16', title: 'Storage is busy', stored: NOTHING },
    'retry',
  );

  await context.setOffline(true);
  const offline = await chooseOne(page, files.bin);
  await expectSoon(page, offline, 'waiting');
  await offline.getByTestId('cancel').click();
  await expectFailed(
    offline,
    {
      kind: 'offline',
      code: 'U01',
      title: 'You’re offline',
      stored: 'Your file has not been sent.',
    },
    'retry',
  );
  await context.setOffline(false);
  await page.clock.runFor(300_000);
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.seen.posts).toBe(1);
  await expectNothingStored(cloud);

  await busy.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(files.gz), busy);
  await offline.getByTestId('retry').click();
  await expectProved(page, cloud, await readFile(files.bin), offline);
  expect(tickets.asked).toBe(4);
});
