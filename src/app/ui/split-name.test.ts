import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitName } from './split-name.ts';

/** A busy machine takes its time over a property. */
const A_WHILE_MS = 60_000;

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
