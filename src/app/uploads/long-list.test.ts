import { expect, test, vi } from 'vitest';
import { createWorld } from '../../testing/engine-world.ts';
import { fakeFile } from '../../testing/fake-file.ts';
import { createMemoryStore } from '../../testing/storage-world.ts';
import { createReceiptStore } from '../../upload/storage/receipts.ts';
import { createSavedExchanges } from '../../upload/storage/saved-exchanges.ts';
import { createSavedList } from '../../upload/storage/saved-list.ts';
import { createHeardList } from '../announcements/heard-list.ts';
import { createSummaryReader } from './summary-reader.ts';

/** What a look at progress costs must not depend on how long the list is: counted, so that it holds on a busy machine as well. */

const ACTIVE = 4;
const SIZE = 1_000;
const TICKS = 20;

/** Everything that follows the list follows one of so many rows, while four are sent. */
async function countLooks(rows: number) {
  const world = createWorld();
  const { queue, clock } = world;
  const lists = vi.fn(queue.getSnapshot);
  const finds = vi.fn(queue.find);
  const followed = { ...queue, getSnapshot: lists, find: finds };
  const store = createMemoryStore();
  await createSavedList({
    store,
    tab: async () => ({ id: 'tab', isOpen: async () => false }),
    clock,
  }).follow(followed);
  createReceiptStore({
    store: createMemoryStore(),
    list: store,
    exchanges: createSavedExchanges(createMemoryStore()),
    channel: { announce() {}, onChange() {} },
    clock,
    since: 0,
  }).follow(followed);
  const [summary, heard] = [createSummaryReader(followed, clock.now), createHeardList(followed)];
  queue.subscribe(() => [summary.now(), summary.calm(), heard()]);

  await world.add(...Array.from({ length: rows }, (_, n) => fakeFile(`${n}.bin`, SIZE + n)));
  for (let nth = 0; nth < ACTIVE; nth += 1) await world.tickets[nth]?.issue();
  await clock.pass(1_000);
  expect(world.sends).toHaveLength(ACTIVE);

  const still = queue.getStill();
  lists.mockClear();
  finds.mockClear();
  // Less than a quarter, of which is told.
  for (let tick = 1; tick <= TICKS; tick += 1) {
    for (const send of world.sends) send.progress(tick);
    await clock.pass(100);
  }
  expect(queue.getStill()).toBe(still);
  expect(summary.now().sentBytes).toBe(ACTIVE * TICKS);
  return { lists: lists.mock.calls.length, finds: finds.mock.calls.length };
}

test('while bytes move, no reader goes through the list, and a list of 1,000 costs as many look-ups as one of 4', async () => {
  const short = await countLooks(ACTIVE);
  expect(short.lists).toBe(0);
  expect(short.finds).toBeGreaterThan(0);
  expect(await countLooks(1_000)).toEqual(short);
});
