import { expect, test } from 'vitest';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { sendingState, uploadOf } from '../../testing/uploads.ts';
import { createUploadStore, BEAT_MS, type UploadStore } from './upload-store.ts';

async function createWorld(ids: readonly string[]) {
  const clock = createFakeClock();
  const store = createUploadStore(clock);
  for (const id of ids) store.put(uploadOf(id, sendingState(0)));
  await clock.pass(0);
  await clock.pass(BEAT_MS);
  const told: number[] = [];
  store.subscribe(() => told.push(clock.now()));
  const { progress } = sendingState(0);
  const move = (id: string, sent: number) =>
    store.dispatch(id, { type: 'progressed', attempt: 1, progress: { ...progress, sent } });
  return { clock, store, told, move };
}

test('progress of four files is told ten times a second, of all together', async () => {
  const ids = ['a', 'b', 'c', 'd'];
  const { clock, store, told, move } = await createWorld(ids);
  for (let ms = 0; ms < 2_000; ms += 25) {
    move(ids[(ms / 25) % 4] ?? 'a', ms + 1);
    await clock.pass(25);
  }
  expect(told.length).toBeGreaterThanOrEqual(19);
  expect(told.length).toBeLessThanOrEqual(21);
  // The latest is there to be read, told or not.
  expect(store.get('d')?.state).toMatchObject({ progress: { sent: 1_976 } });
});

test('an end is told at once, together with progress that was to be told later', async () => {
  const { clock, store, told, move } = await createWorld(['a', 'b']);
  move('a', 1);
  await clock.pass(0);
  move('b', 1);
  await clock.pass(10);
  expect(told).toHaveLength(1);
  store.dispatch('b', { type: 'cancelled' });
  await clock.pass(0);
  expect(told).toHaveLength(2);
  await clock.pass(1_000);
  expect(told).toHaveLength(2);
});

test('what is set going is told at once, and not once more in the task that was to come', async () => {
  const { clock, store, told } = await createWorld(['a', 'b']);
  store.dispatch('b', { type: 'cancelled' });
  await clock.pass(0);
  told.length = 0;
  const tasks: (() => void)[] = [];
  clock.nextTask = (work) => tasks.push(work);
  store.dispatch('a', { type: 'cancelled' });
  store.dispatch('b', { type: 'retried' });
  await Promise.resolve();
  expect(told).toHaveLength(1);
  for (const work of tasks) work();
  expect(told).toHaveLength(1);
});

test('what ends or leaves the list is told at once, and a step in a task of its own', async () => {
  const { clock, store, told } = await createWorld(['a', 'b']);
  const tasks: (() => void)[] = [];
  clock.nextTask = (work) => tasks.push(work);
  store.dispatch('b', { type: 'cancelled' });
  await Promise.resolve();
  store.remove('b');
  await Promise.resolve();
  expect([told.length, tasks.length]).toEqual([2, 0]);
  store.dispatch('a', { type: 'sent', attempt: 1 });
  await Promise.resolve();
  expect([told.length, tasks.length]).toEqual([2, 1]);
  for (const work of tasks) work();
  expect(told).toHaveLength(3);
});

test('steps of a short list are told one by one, those of a long one together, ten times a second', async () => {
  const short = await createWorld(['a', 'b', 'c']);
  const long = await createWorld(Array.from({ length: 100 }, (_, n) => `${n}`));
  for (const [{ clock, store, told }, times] of [
    [short, 3],
    [long, 10],
  ] as const) {
    for (const { id } of store.list()) {
      store.dispatch(id, { type: 'sent', attempt: 1 });
      await clock.pass(0);
      await clock.pass(10);
    }
    await clock.pass(1_000);
    expect(told.length).toBeGreaterThanOrEqual(times);
    expect(told.length).toBeLessThanOrEqual(times + 1);
  }
});

test('no timer runs when nothing moves', async () => {
  const { clock, move } = await createWorld(['a']);
  move('a', 1);
  await clock.pass(0);
  move('a', 2);
  expect(clock.waiters()).toBe(1);
  await clock.pass(BEAT_MS);
  expect(clock.waiters()).toBe(0);
});

test('changes of a long list are told twenty times a second', async () => {
  const ids = Array.from({ length: 100 }, (_, n) => `${n}`);
  const { clock, store, told } = await createWorld(ids);
  for (const id of ids) {
    store.dispatch(id, { type: 'cancelled' });
    await clock.pass(10);
  }
  expect(told.length).toBeGreaterThanOrEqual(19);
  expect(told.length).toBeLessThanOrEqual(21);
});

test('uploads that are put first stand before those that are there, each time', async () => {
  const { store } = await createWorld(['e', 'f']);
  for (const ids of [
    ['c', 'd'],
    ['a', 'b'],
  ]) {
    store.putFirst(ids.map((id) => uploadOf(id, sendingState(0))));
  }
  const ids = store.list().map(({ id }) => id);
  expect(ids).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(ids.toSorted((a, b) => store.positionOf(a) - store.positionOf(b))).toEqual(ids);
});

test('while only bytes move the list that stands still is the same array, and the other one has them', async () => {
  const { store, move } = await createWorld(['a', 'b']);
  const still = store.still();
  move('a', 100);
  expect(store.still()).toBe(still);
  expect(store.list()[0]?.state).toMatchObject({ progress: { sent: 100 } });
  move('b', 900);
  expect(store.still()).toBe(still);
});

const { digests } = uploadOf('a', sendingState(0));
test.each<[what: string, change: (store: UploadStore) => unknown]>([
  ['one is added', (store) => store.put(uploadOf('c', sendingState(0)))],
  ['one is gone', (store) => store.remove('a')],
  [
    'a checksum is known',
    (store) => store.put(uploadOf('a', sendingState(0), { digests: { ...digests } })),
  ],
  ['every byte is sent', (store) => store.dispatch('a', { type: 'sent', attempt: 1 })],
  [
    'one moves no more',
    (store) => store.dispatch('a', { type: 'stalled', attempt: 1, since: 0, why: 'quiet' }),
  ],
])('the list that stands still is another one when %s', async (_, change) => {
  const { store, move } = await createWorld(['a', 'b']);
  const still = store.still();
  move('a', 100);
  change(store);
  expect(store.still()).not.toBe(still);
  expect(store.still()).toEqual(store.list());
});
