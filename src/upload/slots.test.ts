import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

const never = new AbortController().signal;

test('places are given out in the order they were asked for', async () => {
  const slots = createSlots(1);
  const entered: number[] = [];
  const first = await slots.acquire(never);
  const second = slots.acquire(never).then((release) => {
    entered.push(2);
    release();
  });
  const third = slots.acquire(never).then((release) => {
    entered.push(3);
    release();
  });
  expect(entered).toEqual([]);
  first();
  await Promise.all([second, third]);
  expect(entered).toEqual([2, 3]);
});

test('who stops waiting loses the place to the next', async () => {
  const slots = createSlots(1);
  const release = await slots.acquire(never);
  const impatient = new AbortController();
  const waiting = slots.acquire(impatient.signal);
  const next = slots.acquire(never);
  impatient.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  release();
  await expect(next).resolves.toBeTypeOf('function');
});

test('an aborted signal gets no place, and takes none away', async () => {
  const slots = createSlots(1);
  await expect(slots.acquire(AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  await expect(slots.acquire(never)).resolves.toBeTypeOf('function');
});
