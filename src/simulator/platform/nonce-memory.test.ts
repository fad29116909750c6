import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNonceMemory } from './nonce-memory.ts';

const TOLERANCE_MS = 1_000;

test('a nonce is refused for twice the tolerance, and good again afterwards', () => {
  const memory = createNonceMemory(TOLERANCE_MS);
  expect(memory.remember('a', 0)).toBe(true);
  expect(memory.remember('a', 2_000)).toBe(false);
  expect(memory.remember('a', 2_001)).toBe(true);
});

test('a clock that was set back by a day does not keep nonces for a day', () => {
  const memory = createNonceMemory(TOLERANCE_MS);
  const day = 86_400_000;
  for (let i = 0; i < 1_000; i++) memory.remember(`early ${i}`, day + i);
  for (let i = 0; i < 10_000; i++) memory.remember(`late ${i}`, i);
  expect(memory.count()).toBeLessThanOrEqual(2 * 2_000 + 2);
});

test('whatever the clock does, no more is remembered than came in three windows, and no nonce is good twice in one', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (steps) => {
      const memory = createNonceMemory(TOLERANCE_MS);
      const times: number[] = [];
      let now = 0;
      for (const [i, step] of steps.entries()) {
        now += step;
        times.push(now);
        expect(memory.remember(`${i}`, now)).toBe(true);
        const earlier = times.findLastIndex((time) => now - time <= 2_000 && time < now);
        if (earlier >= 0) expect(memory.remember(`${earlier}`, now)).toBe(false);
        const recent = times.filter((time) => now - time <= 6_000);
        expect(memory.count()).toBeLessThanOrEqual(recent.length);
      }
    }),
    { numRuns: 200 },
  );
});
