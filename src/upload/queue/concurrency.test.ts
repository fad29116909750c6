import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AT_ONCE,
  LARGE_FILE_BYTES,
  mayStartBeside,
  SMALL_AT_ONCE,
  SMALL_FILE_BYTES,
  type Transfer,
  type Uplink,
} from './concurrency.ts';

const MB = 1_000_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const sizes = fc.oneof(
  fc.integer({ min: 1, max: SMALL_FILE_BYTES }),
  fc.integer({ min: SMALL_FILE_BYTES + 1, max: LARGE_FILE_BYTES }),
  fc.integer({ min: LARGE_FILE_BYTES + 1, max: 1_000 * MB }),
);
const lives = fc.oneof(fc.constantFrom(SECOND, MINUTE, HOUR), fc.integer({ min: 1, max: HOUR }));
const speeds = fc.oneof(fc.constantFrom(10_000, 100 * MB), fc.integer({ min: 1, max: 200 * MB }));
const transfers: fc.Arbitrary<Transfer> = fc
  .record({
    size: sizes,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    lifeMs: fc.option(lives, { nil: undefined }),
  })
  .map(({ size, share, lifeMs }) => ({ size, left: Math.floor(size * share), lifeMs }));
const others = fc.array(transfers, { maxLength: 5 });
const known = fc.record({ bytesPerSecond: speeds, ticketLifeMs: lives });
const uplinks: fc.Arbitrary<Uplink> = fc.oneof(
  known,
  fc.record({
    bytesPerSecond: fc.option(speeds, { nil: undefined }),
    ticketLifeMs: fc.option(lives, { nil: undefined }),
  }),
);

const law = <Args extends [unknown, ...unknown[]]>(
  arbitraries: { [Index in keyof Args]: fc.Arbitrary<Args[Index]> },
  holds: (...args: Args) => boolean,
) => fc.assert(fc.property(...arbitraries, holds), { numRuns: 3_000 });

describe('whatever the files, the line and the tickets', () => {
  test('nothing under way: the next one starts', () => {
    law([sizes, uplinks], (size, uplink) => mayStartBeside(size, [], uplink));
  });

  test('four at most, of which two may be larger than small', () => {
    law([sizes, others, uplinks], (size, underWay, uplink) => {
      if (!mayStartBeside(size, underWay, uplink)) return true;
      const together = [size, ...underWay.map((each) => each.size)];
      const large = together.filter((each) => each > SMALL_FILE_BYTES);
      if (together.length > SMALL_AT_ONCE) return false;
      return large.length <= AT_ONCE || size <= SMALL_FILE_BYTES;
    });
  });

  test('two large ones do not begin together as long as no speed or no life is known', () => {
    const unknown = fc.constantFrom<Uplink>(
      { bytesPerSecond: undefined, ticketLifeMs: undefined },
      { bytesPerSecond: undefined, ticketLifeMs: HOUR },
      { bytesPerSecond: 100 * MB, ticketLifeMs: undefined },
    );
    law([sizes, sizes, unknown], (size, other, uplink) => {
      const areLarge = size > LARGE_FILE_BYTES && other > LARGE_FILE_BYTES;
      const beside = [{ size: other, left: other, lifeMs: undefined }];
      return mayStartBeside(size, beside, uplink) === !areLarge;
    });
  });

  test('on a known line nothing but small files starts that takes itself, or another that would make it alone, beyond its ticket’s life', () => {
    law([sizes, others, known], (size, underWay, uplink) => {
      if (size <= SMALL_FILE_BYTES || !mayStartBeside(size, underWay, uplink)) return true;
      const rest = underWay.filter((each) => each.size > SMALL_FILE_BYTES);
      if (rest.length === 0) return true;
      // Computed in another way: all share the line evenly at every moment.
      const left = [size, ...rest.map((each) => each.left)];
      const ends = left.map(
        (mine) => left.reduce((sum, each) => sum + Math.min(each, mine), 0) / uplink.bytesPerSecond,
      );
      const allowed = [
        uplink.ticketLifeMs,
        ...rest.map((each) => {
          const lifeMs = each.lifeMs ?? uplink.ticketLifeMs;
          return outlives(each, uplink) ? Infinity : lifeMs;
        }),
      ];
      return ends.every(
        (end, index) => left[index] === 0 || end * 1000 <= (allowed[index] ?? 0) * (1 + 1e-9),
      );
    });
  });

  test('a faster line, longer lives, a smaller file, less under way: never a no where there was a yes', () => {
    const factor = fc.double({ min: 1, max: 1_000, noNaN: true });
    law([sizes, others, known, factor, fc.nat()], (size, underWay, uplink, more, one) => {
      if (!mayStartBeside(size, underWay, uplink)) return true;
      // One that outlives its ticket may have a chance again, and then it counts.
      if (underWay.some((each) => outlives(each, uplink))) return true;
      const faster = { ...uplink, bytesPerSecond: uplink.bytesPerSecond * more };
      const longer = { ...uplink, ticketLifeMs: uplink.ticketLifeMs * more };
      const fewer = underWay.filter((_, index) => index !== one % underWay.length);
      const further = underWay.map((each) => ({ ...each, left: Math.floor(each.left / more) }));
      return (
        mayStartBeside(size, underWay, faster) &&
        mayStartBeside(size, underWay, longer) &&
        mayStartBeside(Math.ceil(size / more), underWay, uplink) &&
        mayStartBeside(size, fewer, uplink) &&
        mayStartBeside(size, further, uplink)
      );
    });
  });
});

type Known = { readonly bytesPerSecond: number; readonly ticketLifeMs: number };

/** Even alone. */
function outlives({ left, lifeMs }: Transfer, { bytesPerSecond, ticketLifeMs }: Known): boolean {
  return (left * 1000) / bytesPerSecond > (lifeMs ?? ticketLifeMs);
}

const fresh = (size: number): Transfer => ({ size, left: size, lifeMs: undefined });
const unknown = { bytesPerSecond: undefined, ticketLifeMs: undefined };

test.each([
  [100, SECOND, 10_000, false],
  [100, MINUTE, 10_000, false],
  [100, HOUR, 10_000, false],
  [10, HOUR, 10_000, true],
  [2, MINUTE, 10_000, false],
  [100, SECOND, 100 * MB, false],
  [40, SECOND, 100 * MB, true],
  [1_000, MINUTE, 100 * MB, true],
  [1_000, HOUR, 100 * MB, true],
])(
  'two files of %i MB, tickets of %i ms, %i bytes a second: %o',
  (megabytes, ticketLifeMs, bytesPerSecond, together) => {
    const size = megabytes * MB;
    expect(mayStartBeside(size, [fresh(size)], { bytesPerSecond, ticketLifeMs })).toBe(together);
  },
);

const small = fresh(SMALL_FILE_BYTES);
const large = fresh(300 * MB);
/** It outlives its ticket anyway. */
const late = { size: 300 * MB, left: 280 * MB, lifeMs: 53 * SECOND };
/** It would make it alone. */
const intime = { size: 150 * MB, left: 120 * MB, lifeMs: 45 * SECOND };
const measured = { bytesPerSecond: 3 * MB, ticketLifeMs: MINUTE };

test.each<[what: string, size: number, beside: Transfer[], uplink: Uplink, may: boolean]>([
  ['a small file beside three', 1, [small, small, small], unknown, true],
  ['a small file beside four', 1, [small, small, small, small], unknown, false],
  ['a small file beside one just above', 1, [fresh(SMALL_FILE_BYTES + 1)], unknown, true],
  ['a small file beside two large ones', 1, [large, large], unknown, true],
  ['the largest small file', SMALL_FILE_BYTES, [large, large, small], unknown, true],
  ['a small file beside two of each', 1, [large, large, small, small], unknown, false],
  ['a large file beside three small ones', 300 * MB, [small, small, small], unknown, true],
  ['a large file beside four', 300 * MB, [small, small, small, small], unknown, false],
  ['150 KiB beside one that is late anyway', 150 * 1024, [late], measured, true],
  ['40 MB beside one that is late anyway', 40 * MB, [late], measured, true],
  ['300 MB that would be late themselves', 300 * MB, [late], measured, false],
  ['40 MB that would make another late', 40 * MB, [intime], measured, false],
])('%s', (_, size, beside, uplink, may) => {
  expect(mayStartBeside(size, beside, uplink)).toBe(may);
});
