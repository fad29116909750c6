import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { readRetryAfter } from './retry-after.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const DATE = 'Sun, 22 Nov 2026 12:00:00 GMT';

test.each([
  ['7', null, 7_000],
  [' 120 ', null, 120_000],
  ['0', DATE, 0],
  ['Sun, 22 Nov 2026 12:00:05 GMT', DATE, 5_000],
  // Over already.
  ['Sun, 22 Nov 2026 11:00:00 GMT', DATE, 0],
  // The PC's own clock has no say, so a date alone says nothing.
  ['Sun, 22 Nov 2026 12:00:05 GMT', null, undefined],
  ['Sun, 22 Nov 2026 12:00:05 GMT', 'yesterday', undefined],
  ['soon', DATE, undefined],
  ['', null, undefined],
  ['-5', null, undefined],
  ['1.5', null, undefined],
  [null, DATE, undefined],
])('%o with the date %o is %o ms', (value, date, ms) => {
  expect(readRetryAfter(value, date)).toBe(ms);
});

test('whatever is sent, it is a wait or nothing', () => {
  fc.assert(
    fc.property(fc.option(fc.string()), fc.option(fc.string()), (value, date) => {
      const ms = readRetryAfter(value, date);
      expect(ms === undefined || ms >= 0).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
