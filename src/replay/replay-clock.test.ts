import { expect, test } from 'vitest';
import { createReplayClock } from './replay-clock.ts';

const never = new AbortController().signal;

test('an hour takes no time, and what is due first happens first', async () => {
  const clock = createReplayClock({ startsAt: 5, wall: 1_000 });
  const happened: [string, number][] = [];
  for (const [name, ms] of [
    ['late', 3_600_000],
    ['early', 10],
  ] as const) {
    void clock.sleep(ms, never).then(() => happened.push([name, clock.now()]));
  }
  await clock.run(
    () => happened.length === 2,
    () => Infinity,
  );
  expect(happened).toEqual([
    ['early', 15],
    ['late', 3_600_005],
  ]);
  expect(clock.wall()).toBe(3_601_000);
});

test('while the computer sleeps only the time of day goes on', () => {
  const clock = createReplayClock({ wall: 1_000 });
  clock.sleepThrough(31_000);
  expect([clock.now(), clock.wall()]).toEqual([0, 32_000]);
});

test('work that is under way takes no time', async () => {
  const clock = createReplayClock({ wall: 0 });
  const order: string[] = [];
  void clock
    .busy(new Promise((resolve) => setTimeout(resolve, 5)))
    .then(() => order.push(`worked at ${clock.now()}`));
  void clock.sleep(10, never).then(() => order.push(`slept until ${clock.now()}`));
  await clock.run(
    () => order.length === 2,
    () => Infinity,
  );
  expect(order).toEqual(['worked at 0', 'slept until 10']);
});
