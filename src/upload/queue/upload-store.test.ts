import { expect, test } from 'vitest';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { createUploadStore, PROGRESS_BEAT_MS } from './upload-store.ts';
import { NO_DIGESTS, type Upload } from '../model/upload.ts';

const SIZE = 1_000_000;

function sending(id: string): Upload {
  return {
    id,
    firmware: { name: `${id}.bin`, folder: '', size: SIZE, modifiedAt: 0 },
    state: {
      status: 'sending',
      suffix: 'bin',
      attempt: 1,
      tries: [],
      arrived: 'nothing',
      ticketEndsAt: 60_000,
      progress: { sent: 0, total: SIZE, bytesPerSecond: undefined, secondsLeft: undefined },
      stall: undefined,
    },
    digests: NO_DIGESTS,
    image: undefined,
    packing: undefined,
    lastTicket: undefined,
  };
}

async function createScene(ids: readonly string[]) {
  const clock = createFakeClock();
  const book = createUploadStore(clock);
  for (const id of ids) book.put(sending(id));
  await clock.pass(0);
  await clock.pass(PROGRESS_BEAT_MS);
  const told: number[] = [];
  book.subscribe(() => told.push(clock.now()));
  const move = (id: string, sent: number) =>
    book.dispatch(id, {
      type: 'progressed',
      attempt: 1,
      progress: { sent, total: SIZE, bytesPerSecond: 1, secondsLeft: 1 },
    });
  return { clock, book, told, move };
}

test('four files that move at moments of their own are told of together, ten times a second', async () => {
  const ids = ['a', 'b', 'c', 'd'];
  const { clock, book, told, move } = await createScene(ids);
  for (let ms = 0; ms < 2_000; ms += 25) {
    move(ids[(ms / 25) % 4] ?? 'a', ms + 1);
    await clock.pass(25);
  }
  expect(told.length).toBeGreaterThanOrEqual(19);
  expect(told.length).toBeLessThanOrEqual(21);
  // Whoever looks sees the latest, told or not.
  expect(book.get('d')?.state).toMatchObject({ progress: { sent: 1_976 } });
});

test('what is no mere progress is told at once, and the beat that was to come with it', async () => {
  const { clock, book, told, move } = await createScene(['a', 'b']);
  move('a', 1);
  await clock.pass(0);
  move('b', 1);
  await clock.pass(10);
  expect(told).toHaveLength(1);
  book.dispatch('b', { type: 'sent', attempt: 1 });
  await clock.pass(0);
  expect(told).toHaveLength(2);
  await clock.pass(1_000);
  expect(told).toHaveLength(2);
});

test('no timer runs when nothing moves', async () => {
  const { clock, move } = await createScene(['a']);
  move('a', 1);
  await clock.pass(0);
  move('a', 2);
  expect(clock.waiters()).toBe(1);
  await clock.pass(PROGRESS_BEAT_MS);
  expect(clock.waiters()).toBe(0);
});

test('where many small files go by, what changes in between is told together', async () => {
  const ids = Array.from({ length: 100 }, (_, n) => `${n}`);
  const { clock, book, told } = await createScene(ids);
  for (const id of ids) {
    book.dispatch(id, { type: 'sent', attempt: 1 });
    await clock.pass(10);
  }
  expect(told.length).toBeGreaterThanOrEqual(19);
  expect(told.length).toBeLessThanOrEqual(21);
});
