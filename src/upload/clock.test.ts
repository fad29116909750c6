import { expect, test } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { elapsedSince } from './clock.ts';

test('of two clocks the one that says more is believed', () => {
  const start = { now: 5, wall: 1_000 };
  const after = (now: number, wall: number) =>
    elapsedSince({ ...createFakeClock(), now: () => now, wall: () => wall }, start);
  expect(after(15, 1_010)).toBe(10);
  // The computer slept.
  expect(after(15, 61_000)).toBe(60_000);
  // The PC’s clock was set back.
  expect(after(15, 0)).toBe(10);
});
