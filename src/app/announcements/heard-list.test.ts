import { expect, test } from 'vitest';
import { sendingState, uploadOf } from '../../testing/uploads.ts';
import { createHeardList } from './heard-list.ts';

test('what is announced hears of every quarter, and of nothing in between', () => {
  const still = [uploadOf('a', sendingState(0)), uploadOf('b', sendingState(0))];
  let list = still;
  const heard = createHeardList({
    getStill: () => still,
    getSnapshot: () => list,
    find: (id) => list.find((upload) => upload.id === id),
  });
  const lists = Array.from({ length: 100 }, (_, percent) => {
    list = still.map(({ id }) => uploadOf(id, sendingState(percent * 10)));
    return heard();
  });
  expect(new Set(lists).size).toBe(4);
});

test('a change of another kind is heard of at once', () => {
  let still = [uploadOf('a', sendingState(0))];
  const heard = createHeardList({
    getStill: () => still,
    getSnapshot: () => still,
    find: (id) => still.find((upload) => upload.id === id),
  });
  const before = heard();
  expect(heard()).toBe(before);
  still = [...still, uploadOf('b', sendingState(0))];
  expect(heard()).toBe(still);
});
