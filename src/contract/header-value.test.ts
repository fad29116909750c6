import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checksumIn, headerValue } from './header-value.ts';

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
