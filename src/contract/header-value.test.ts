import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checksumIn, headerValue, requestIdIn, retryAfterIn } from './header-value.ts';

test.each([
  [null, null],
  [undefined, null],
  ['', ''],
  ['id', 'id'],
  ['id, id', 'id'],
  ['id,id , id', 'id'],
  ['id, other', 'id, other'],
])('header %o: %o', (text, value) => {
  expect(headerValue(text)).toBe(value);
});

test('the request id in a header is clipped', () => {
  expect(requestIdIn('67E2A1B3C4, 67E2A1B3C4')).toBe('67E2A1B3C4');
  expect(requestIdIn('x'.repeat(60_000))).toBe(`${'x'.repeat(199)}…`);
  expect(requestIdIn(null)).toBe(null);
});

test.each([
  ['11051210869376104954', '11051210869376104954'],
  ['11051210869376104954, 11051210869376104954', '11051210869376104954'],
  ['0007', '7'],
  ['18446744073709551615', '18446744073709551615'],
  ['18446744073709551616', null],
  ['1, 2', null],
  ['995dc9bbdf1939fa', null],
  ['-7', null],
  ['', null],
  [null, null],
])('checksum %o: %o', (text, value) => {
  expect(checksumIn(text)).toBe(value);
});

test(
  'whatever a header holds, a checksum is a number of 64 bits or nothing',
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = checksumIn(text);
        expect(value === null || /^(?:0|[1-9]\d{0,19})$/.test(value)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  },
);

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
])('Retry-After %o with the date %o is %o ms', (value, date, ms) => {
  expect(retryAfterIn(value, date)).toBe(ms);
});

test('whatever Retry-After holds, it is a wait or nothing', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.option(fc.string()), fc.option(fc.string()), (value, date) => {
      const ms = retryAfterIn(value, date);
      expect(ms === undefined || ms >= 0).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
