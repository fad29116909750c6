import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLate } from './late.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function failing(times: number) {
  let loads = 0;
  return {
    loads: () => loads,
    async load() {
      loads += 1;
      if (loads <= times) throw new Error('no network');
      return 'here';
    },
  };
}

test('is loaded once, however often it is asked for', async () => {
  const source = failing(0);
  const late = createLate(source.load);
  const seen: string[] = [];
  late.subscribe(() => seen.push(late.getSnapshot().status));
  late.load();
  expect(await Promise.all([late.get(), late.get()])).toEqual(['here', 'here']);
  late.load();
  expect([source.loads(), seen]).toEqual([1, ['loading', 'here']]);
});

test('a failure is never final', async () => {
  const source = failing(2);
  const late = createLate(source.load);
  await expect(late.get()).rejects.toThrow('no network');
  await expect(late.get()).rejects.toThrow('no network');
  expect(await late.get()).toBe('here');
  expect(source.loads()).toBe(3);
});

test('after a failure it rests, however often it is asked for, and what came then stays', async () => {
  const source = failing(1);
  const late = createLate(source.load, 1_000);
  await expect(late.get()).rejects.toThrow('no network');
  for (let asked = 0; asked < 30; asked += 1) {
    await expect(late.get()).rejects.toThrow('no network');
    vi.advanceTimersByTime(30);
  }
  expect(source.loads()).toBe(1);
  vi.advanceTimersByTime(100);
  expect(await late.get()).toBe('here');
  vi.advanceTimersByTime(10_000);
  expect(await late.get()).toBe('here');
  expect(source.loads()).toBe(2);
});
