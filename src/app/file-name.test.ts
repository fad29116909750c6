import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { legibleText, splitName } from './file-name.ts';

/** A busy machine takes its time over a property. */
const A_WHILE_MS = 60_000;

describe('a file name on the page', () => {
  test.each([
    ['what turns text around', 'door\u202egpj.bin', 'door\ufffdgpj.bin'],
    ['what isolates text', '\u2066a\u2069.bin', '\ufffda\ufffd.bin'],
    ['control characters', 'a\u0000b\nc\t.bin', 'a\u2400b\u240ac\u2409.bin'],
    ['the other control characters', 'a\u007fb\u0085.bin', 'a\u2421b\ufffd.bin'],
    ['nothing at all to see', '\u200b\u00ad\u2060\u3164.bin', '\ufffd\ufffd\ufffd\ufffd.bin'],
    ['line ends', 'a\u2028b\u2029.bin', 'a\ufffdb\ufffd.bin'],
    ['half a character', '\ud83d.bin', '\ufffd.bin'],
    ['a tower of marks', `o${'\u0301'.repeat(6)}.bin`, `o${'\u0301'.repeat(4)}\ufffd\ufffd.bin`],
  ])('%s is made visible', (_what, name, legible) => {
    expect(legibleText(name)).toBe(legible);
  });

  test.each([
    'gateway-rootfs_4.2.0-rc3.tar.gz',
    '<img src=x onerror=alert(1)>.bin',
    '固件 v2（最终版）.zip',
    'برنامج-ثابت_٤.bin',
    'می\u200cخواهم.bin',
    'क्षि\u0902.bin',
    'cafe\u0301 👩‍👩‍👧 ☃️.bin',
  ])('%s stays as it is', (name) => {
    expect(legibleText(name)).toBe(name);
  });

  test(
    'nothing invisible is left, one sign for one character, and doing it twice changes nothing',
    { timeout: A_WHILE_MS },
    () => {
      const invisible =
        /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
      const length = (text: string) => Array.from(text).length;
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 255 }), (name) => {
          const legible = legibleText(name);
          return (
            !invisible.test(legible) &&
            length(legible) === length(name) &&
            legibleText(legible) === legible
          );
        }),
      );
    },
  );
});

describe('a name in two parts', () => {
  test('the end holds version and suffix', () => {
    expect(splitName('gateway-rootfs_4.2.0-rc3.tar.gz')).toEqual({
      head: 'gateway-rootf',
      tail: 's_4.2.0-rc3.tar.gz',
    });
    expect(splitName('short.bin')).toEqual({ head: '', tail: 'short.bin' });
  });

  test('what people see as one character stays in one piece', () => {
    const family = '👩‍👩‍👧‍👦';
    const end = '-end-of-name.bin';
    expect(splitName(`fw-${family}${end}`)).toEqual({ head: 'fw-', tail: `${family}${end}` });
    expect(splitName(`fw-e\u0301${end}x`)).toEqual({ head: 'fw-', tail: `e\u0301${end}x` });
  });

  test(
    'both parts make the name, whatever it is, and the end stays short',
    { timeout: A_WHILE_MS },
    () => {
      const name = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 255 }),
        fc.string({ unit: fc.constantFrom('\u0301', '\u200d', '👩', '🏽', 'a'), maxLength: 255 }),
      );
      fc.assert(
        fc.property(name, (text) => {
          const { head, tail } = splitName(text);
          return (
            head + tail === text && Array.from(tail).length <= 40 && (tail !== '' || text === '')
          );
        }),
      );
    },
  );
});
