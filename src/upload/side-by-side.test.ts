import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  AT_ONCE,
  LARGE_FILE_BYTES,
  mayStartBeside,
  SMALL_AT_ONCE,
  SMALL_FILE_BYTES,
  type Transfer,
  type Uplink,
} from './side-by-side.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

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

  test('a small file starts beside any three others, and never beside more', () => {
    law([sizes, others, uplinks], (size, underWay, uplink) => {
      if (size > SMALL_FILE_BYTES) return true;
      return mayStartBeside(size, underWay, uplink) === underWay.length < SMALL_AT_ONCE;
    });
  });

  test('of larger files two at most, and small ones change nothing for them', () => {
    const unknown = fc.constant<Uplink>({ bytesPerSecond: undefined, ticketLifeMs: undefined });
    law([sizes, others, unknown], (size, underWay, uplink) => {
      if (size <= SMALL_FILE_BYTES) return true;
      const larger = underWay.filter((each) => each.size > SMALL_FILE_BYTES);
      const mayStart = mayStartBeside(size, underWay, uplink);
      return (
        (!mayStart || larger.length < AT_ONCE) && mayStart === mayStartBeside(size, larger, uplink)
      );
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

  test('on a known line nothing but small files starts that takes itself or another beyond a ticket’s life that was enough', () => {
    law([sizes, others, known], (size, underWay, uplink) => {
      if (underWay.length === 0 || !mayStartBeside(size, underWay, uplink)) return true;
      if (size <= SMALL_FILE_BYTES) return true;
      // Told in another way: minute by minute, everybody gets an equal share.
      const left = [size, ...underWay.map((each) => each.left)];
      const ends = left.map(
        (mine) => left.reduce((sum, each) => sum + Math.min(each, mine), 0) / uplink.bytesPerSecond,
      );
      const allowed = [
        uplink.ticketLifeMs,
        ...underWay.map((each) => each.lifeMs ?? uplink.ticketLifeMs),
      ];
      return ends.every((end, index) => {
        const [mine = 0, lifeMs = 0] = [left[index], allowed[index]];
        const outlivesAnyway = index > 0 && (mine * 1000) / uplink.bytesPerSecond > lifeMs;
        return mine === 0 || outlivesAnyway || end * 1000 <= lifeMs * (1 + 1e-9);
      });
    });
  });

  test('what outlives its ticket anyway blocks none: what may start alone may start beside it', () => {
    law([sizes, known, lives], (size, uplink, lifeMs) => {
      const left = Math.ceil((uplink.bytesPerSecond * lifeMs) / 1000) + 1;
      const endless: Transfer = { size: left, left, lifeMs };
      const halfAsFast = { ...uplink, bytesPerSecond: uplink.bytesPerSecond / 2 };
      const fitsBeside = (size * 1000) / halfAsFast.bytesPerSecond <= uplink.ticketLifeMs;
      return !fitsBeside || mayStartBeside(size, [endless], uplink);
    });
  });

  test('a faster line, longer lives, a smaller file, less under way: never a no where there was a yes', () => {
    const factor = fc.double({ min: 1, max: 1_000, noNaN: true });
    law([sizes, others, known, factor, fc.nat()], (size, underWay, uplink, more, one) => {
      if (!mayStartBeside(size, underWay, uplink)) return true;
      // What outlives its ticket anyway is no reason to wait; on a faster line it may become one.
      const { bytesPerSecond, ticketLifeMs } = uplink;
      const outlives = underWay.some(
        ({ left, lifeMs = ticketLifeMs }) => (left * 1000) / bytesPerSecond > lifeMs,
      );
      if (outlives) return true;
      // Small files have a rule of their own.
      const leastSize = size > SMALL_FILE_BYTES ? SMALL_FILE_BYTES + 1 : 1;
      const faster = { ...uplink, bytesPerSecond: uplink.bytesPerSecond * more };
      const longer = { ...uplink, ticketLifeMs: uplink.ticketLifeMs * more };
      const fewer = underWay.filter((_, index) => index !== one % underWay.length);
      const further = underWay.map((each) => ({ ...each, left: Math.floor(each.left / more) }));
      return (
        mayStartBeside(size, underWay, faster) &&
        mayStartBeside(size, underWay, longer) &&
        mayStartBeside(Math.max(leastSize, Math.ceil(size / more)), underWay, uplink) &&
        mayStartBeside(size, fewer, uplink) &&
        mayStartBeside(size, further, uplink)
      );
    });
  });
});

const fresh = (size: number): Transfer => ({ size, left: size, lifeMs: undefined });

test.each([
  ['two of 100 MB', 100 * MB, SECOND, 10_000, false],
  ['two of 100 MB', 100 * MB, MINUTE, 10_000, false],
  ['two of 100 MB', 100 * MB, HOUR, 10_000, false],
  ['two of 10 MB', 10 * MB, HOUR, 10_000, true],
  ['two of 2 MB', 2 * MB, MINUTE, 10_000, false],
  ['two of 100 MB', 100 * MB, SECOND, 100 * MB, false],
  ['two of 40 MB', 40 * MB, SECOND, 100 * MB, true],
  ['two of a gigabyte', 1_000 * MB, MINUTE, 100 * MB, true],
  ['two of a gigabyte', 1_000 * MB, HOUR, 100 * MB, true],
])(
  '%s, %i bytes each, tickets of %i ms, %i bytes a second',
  (_, size, ticketLifeMs, bytesPerSecond, together) => {
    expect(mayStartBeside(size, [fresh(size)], { bytesPerSecond, ticketLifeMs })).toBe(together);
  },
);

test('a fourth small file goes beside three, larger ones among them, and a fifth does not', () => {
  const unknown = { bytesPerSecond: undefined, ticketLifeMs: undefined };
  const small = fresh(SMALL_FILE_BYTES);
  expect(mayStartBeside(1, [small, small, small], unknown)).toBe(true);
  expect(mayStartBeside(1, [small, small, small, small], unknown)).toBe(false);
  expect(mayStartBeside(1, [fresh(SMALL_FILE_BYTES + 1)], unknown)).toBe(true);
  const large = fresh(1_000 * MB);
  expect(mayStartBeside(150_000, [large, large], unknown)).toBe(true);
  expect(mayStartBeside(150_000, [large, large, small, small], unknown)).toBe(false);
  expect(mayStartBeside(2 * MB, [fresh(2 * MB), small, small, small], unknown)).toBe(true);
});
