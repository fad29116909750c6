import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStallDetector, TICK_MS, type Sample, type Stillness } from './stall-detector.ts';

const MB = 1_000_000;
const SIZE = 100 * MB;

const at = (now: number, wall = now) => ({ now, wall });
const start = at(0);

const seen = (now: number, rest: Partial<Sample> = {}): Sample => ({
  at: at(now),
  isOnline: true,
  isHidden: false,
  sent: 0,
  isAllSent: false,
  isPatient: false,
  isUnseen: false,
  ...rest,
});

const kindOf = (stillness: Stillness) =>
  stillness.kind === 'stalled' ? stillness.why : stillness.kind;

/** Looks every second from one moment to another, and tells when what is seen changes. */
function changesBetween(
  watch: ReturnType<typeof createStallDetector>,
  fromMs: number,
  untilMs: number,
  rest: Partial<Sample> = {},
  everyMs = TICK_MS,
): [atMs: number, kind: string][] {
  const changes: [number, string][] = [];
  for (let now = fromMs + everyMs; now <= untilMs; now += everyMs) {
    const kind = kindOf(watch.look(seen(now, rest)));
    if (kind !== (changes.at(-1)?.[1] ?? 'moving')) changes.push([now, kind]);
    if (kind === 'over') break;
  }
  return changes;
}

describe('nothing moves', () => {
  const after = (rest: Partial<Sample>, size = SIZE) =>
    changesBetween(createStallDetector(size, start), 0, 3_000_000, rest);

  test('is said after 20 s and acted upon after 45 s', () => {
    expect(after({})).toEqual([
      [20_000, 'quiet'],
      [45_000, 'over'],
    ]);
  });

  test.each([
    ['the page is hidden', { isHidden: true }, 'quiet'],
    ['the browser knows of no network', { isOnline: false }, 'offline'],
    ['more than 80 % is sent', { sent: 0.8 * SIZE + 1 }, 'quiet'],
  ])('is acted upon after 120 s when %s', (_, rest, kind) => {
    expect(after(rest)).toEqual([
      [20_000, kind],
      [120_000, 'over'],
    ]);
  });

  test('is acted upon after 45 s with 80 % sent and not a byte more', () => {
    expect(after({ sent: 0.8 * SIZE }).at(-1)).toEqual([45_000, 'over']);
  });

  test.each([
    ['a minute, for what is small', 1 * MB, {}, 60_000],
    ['a minute, for 30 MB', 30 * MB, {}, 60_000],
    ['as long as 0.5 MB/s would take, for more', 100 * MB, {}, 200_000],
    ['35 minutes, for the largest of all', 1_048_576_000, {}, 2_098_000],
    ['120 s, when the page is hidden', 1 * MB, { isHidden: true }, 120_000],
    ['120 s, without a network', 1 * MB, { isOnline: false }, 120_000],
    ['as long as ever, when the page is hidden', 100 * MB, { isHidden: true }, 200_000],
  ])('after all is sent means waiting for %s, without a word', (_, size, rest, overAt) => {
    expect(after({ ...rest, sent: size, isAllSent: true }, size)).toEqual([[overAt, 'over']]);
  });

  test('says how long it was', () => {
    const watch = createStallDetector(SIZE, start);
    changesBetween(watch, 0, 44_000);
    expect(watch.look(seen(45_000))).toEqual({ kind: 'over', quietMs: 45_000 });
  });

  test('is nobody’s business as long as a person says so, but only until all is sent', () => {
    const watch = createStallDetector(1 * MB, start);
    expect(changesBetween(watch, 0, 3_600_000, { isPatient: true })).toEqual([[20_000, 'quiet']]);
    watch.moved(at(3_600_000));
    const rest = { isPatient: true, isAllSent: true, sent: 1 * MB };
    expect(changesBetween(watch, 3_600_000, 4_000_000, rest)).toEqual([[3_660_000, 'over']]);
  });

  test('is never over as long as nothing could be seen of it', () => {
    expect(after({ isUnseen: true })).toEqual([[20_000, 'unseen']]);
    expect(after({ isUnseen: true, isOnline: false })).toEqual([[20_000, 'offline']]);
  });

  test('is over at the next look once a person’s patience ends', () => {
    const watch = createStallDetector(SIZE, start);
    changesBetween(watch, 0, 100_000, { isPatient: true });
    expect(kindOf(watch.look(seen(101_000)))).toBe('over');
  });
});

describe('what made it worth waiting is over', () => {
  test.each([
    ['there is a network again', { isOnline: false }],
    ['somebody looks at the page again', { isHidden: true }],
  ])('because %s: the connection gets 15 s to show that it lives', (_, rest) => {
    const watch = createStallDetector(SIZE, start);
    changesBetween(watch, 0, 100_000, rest);
    expect(changesBetween(watch, 100_000, 200_000)).toEqual([
      [101_000, 'quiet'],
      [116_000, 'over'],
    ]);
  });

  test('in time: nothing is taken from what is left', () => {
    const watch = createStallDetector(SIZE, start);
    changesBetween(watch, 0, 25_000, { isOnline: false });
    expect(changesBetween(watch, 25_000, 200_000).at(-1)).toEqual([45_000, 'over']);
  });

  test('again and again: only once in one silence', () => {
    const watch = createStallDetector(SIZE, start);
    changesBetween(watch, 0, 100_000, { isOnline: false });
    changesBetween(watch, 100_000, 110_000);
    changesBetween(watch, 110_000, 130_000, { isOnline: false });
    expect(changesBetween(watch, 130_000, 200_000)).toEqual([[131_000, 'over']]);
    watch.moved(at(131_000));
    changesBetween(watch, 131_000, 240_000, { isOnline: false });
    expect(changesBetween(watch, 240_000, 300_000).at(-1)).toEqual([256_000, 'over']);
  });

  test('after a sleep: a connection that had to find its network first has its 15 s', () => {
    const watch = createStallDetector(SIZE, start);
    watch.look(seen(3_600_000, { isOnline: false }));
    changesBetween(watch, 3_600_000, 3_605_000, { isOnline: false });
    expect(changesBetween(watch, 3_605_000, 3_700_000)).toEqual([
      [3_606_000, 'slept'],
      [3_621_000, 'over'],
    ]);
  });
});

describe('something moves', () => {
  test('and everything begins anew, at that very moment', () => {
    const watch = createStallDetector(SIZE, start);
    changesBetween(watch, 0, 44_000);
    watch.moved(at(44_700));
    expect(kindOf(watch.look(seen(45_000)))).toBe('moving');
    expect(changesBetween(watch, 45_000, 200_000)).toEqual([
      [65_000, 'quiet'],
      [90_000, 'over'],
    ]);
  });

  test('between the rare looks of a throttled page: it has neither slept nor stood still', () => {
    const watch = createStallDetector(SIZE, start);
    for (let minute = 1; minute <= 60; minute++) {
      for (let second = -59; second < 0; second++)
        watch.moved(at(minute * 60_000 + second * 1_000));
      expect(kindOf(watch.look(seen(minute * 60_000, { isHidden: true })))).toBe('moving');
    }
  });
});

describe('looks that come late', () => {
  test('count for 5 s at most, since nobody watched in between', () => {
    const watch = createStallDetector(SIZE, start);
    for (let look = 1; look <= 8; look++) {
      expect(kindOf(watch.look(seen(look * 29_000)))).toBe(look < 4 ? 'moving' : 'quiet');
    }
    expect(watch.look(seen(9 * 29_000))).toEqual({ kind: 'over', quietMs: 45_000 });
  });

  test('count in full up to 5 s', () => {
    expect(changesBetween(createStallDetector(SIZE, start), 0, 60_000, {}, 5_000)).toEqual([
      [20_000, 'quiet'],
      [45_000, 'over'],
    ]);
  });

  test('by more than 30 s mean that the computer slept: the connection gets 15 s to show that it lives', () => {
    const watch = createStallDetector(SIZE, start);
    watch.look(seen(1_000));
    expect(kindOf(watch.look(seen(3_600_000)))).toBe('slept');
    expect(changesBetween(watch, 3_600_000, 4_000_000)).toEqual([
      [3_601_000, 'slept'],
      [3_615_000, 'over'],
    ]);
  });

  test('by 30 s and no more are no sleep', () => {
    const watch = createStallDetector(SIZE, start);
    expect(kindOf(watch.look(seen(30_000)))).toBe('moving');
    expect(kindOf(createStallDetector(SIZE, start).look(seen(30_001)))).toBe('slept');
  });

  test('after a sleep with bytes in it everything is as ever', () => {
    const watch = createStallDetector(SIZE, start);
    watch.look(seen(3_600_000));
    watch.moved(at(3_605_000));
    expect(changesBetween(watch, 3_605_000, 4_000_000)).toEqual([
      [3_625_000, 'quiet'],
      [3_650_000, 'over'],
    ]);
  });

  test('are late by the PC’s clock as well, where the other one stands still in a sleep', () => {
    const watch = createStallDetector(SIZE, start);
    watch.look(seen(1_000));
    const look = (now: number, wall: number) => kindOf(watch.look(seen(0, { at: at(now, wall) })));
    expect(look(2_000, 3_600_000)).toBe('slept');
    expect(look(6_000, 3_604_000)).toBe('slept');
    expect(look(11_000, 3_609_000)).toBe('slept');
    expect(look(16_000, 3_614_000)).toBe('slept');
    expect(look(17_000, 3_615_000)).toBe('over');
  });

  test('mean nothing when somebody has set the PC’s clock back', () => {
    const watch = createStallDetector(SIZE, at(0, 3_600_000));
    const kinds = Array.from({ length: 45 }, (_, n) =>
      kindOf(watch.look(seen(0, { at: at((n + 1) * 1_000, 0) }))),
    );
    expect(kinds.indexOf('quiet')).toBe(19);
    expect(kinds.indexOf('over')).toBe(44);
  });

  test('a second sleep grants no second grace', () => {
    const watch = createStallDetector(SIZE, start);
    watch.look(seen(100_000));
    watch.look(seen(200_000));
    watch.look(seen(300_000));
    expect(kindOf(watch.look(seen(400_000)))).toBe('over');
  });

  test('once a minute still bring it to an end some day, while all is sent as well', () => {
    for (const isAllSent of [false, true]) {
      const rest = { isHidden: true, isAllSent };
      const [end] = changesBetween(
        createStallDetector(MB, start),
        0,
        36_000_000,
        rest,
        60_000,
      ).toReversed();
      expect(end?.[1]).toBe('over');
      expect(end?.[0]).toBeLessThanOrEqual(10 * 60_000);
    }
  });
});

describe('whenever it looks, and whatever it sees', { timeout: 120_000 }, () => {
  const step = fc.oneof(
    { weight: 12, arbitrary: fc.record({ waitMs: fc.integer({ min: 0, max: 5_000 }) }) },
    { weight: 2, arbitrary: fc.record({ waitMs: fc.integer({ min: 5_001, max: 600_000 }) }) },
    { weight: 1, arbitrary: fc.record({ movesAfterMs: fc.integer({ min: 0, max: 5_000 }) }) },
  );
  const circumstances = fc.record({
    isOnline: fc.boolean(),
    isHidden: fc.boolean(),
    sent: fc.constantFrom(0, 0.9 * SIZE),
    isAllSent: fc.boolean(),
  });

  /** The least time a transfer has under these circumstances. */
  const leastMs = ({ isOnline, isHidden, isAllSent, sent }: Partial<Sample>) => {
    const later = !isOnline || isHidden || (!isAllSent && sent === 0.9 * SIZE);
    return Math.max(later ? 120_000 : 45_000, isAllSent ? 200_000 : 0);
  };

  test('never over before the limit has passed since the last byte, nor before 15 s of watching', () => {
    let ends = 0;
    fc.assert(
      fc.property(
        circumstances,
        fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }),
        (rest, steps) => {
          const watch = createStallDetector(SIZE, start);
          let now = 0;
          let movedAt = 0;
          let lookedAt = 0;
          let watchedMs = 0;
          let hasSlept = false;
          for (const one of steps) {
            if ('movesAfterMs' in one) {
              now += one.movesAfterMs;
              watch.moved(at(now));
              movedAt = now;
              lookedAt = now;
              watchedMs = 0;
              hasSlept = false;
              continue;
            }
            now += one.waitMs;
            const gap = now - lookedAt;
            lookedAt = now;
            // The look that finds out about a sleep has watched nothing of what the grace is for.
            const isWaking: boolean = gap > 30_000 && !hasSlept;
            hasSlept ||= isWaking;
            watchedMs = isWaking ? 0 : watchedMs + Math.min(gap, 5_000);
            if (watch.look(seen(now, rest)).kind !== 'over') continue;
            ends += 1;
            const least = leastMs(rest);
            if (now - movedAt < Math.min(least, 45_000)) throw new Error('too soon');
            if (watchedMs < (hasSlept ? 15_000 : least)) throw new Error('too little watched');
            return;
          }
        },
      ),
      { numRuns: 5_000 },
    );
    expect(ends).toBeGreaterThan(500);
  });

  test('and if nothing ever moves, it is over one day', () => {
    fc.assert(
      fc.property(
        circumstances,
        fc.array(fc.integer({ min: 500, max: 120_000 }), {
          minLength: 500,
          maxLength: 500,
          size: 'max',
        }),
        (rest, waits) => {
          const watch = createStallDetector(SIZE, start);
          let now = 0;
          for (const waitMs of waits) {
            now += waitMs;
            if (watch.look(seen(now, rest)).kind === 'over') return;
          }
          throw new Error('it would have gone on for ever');
        },
      ),
      { numRuns: 500 },
    );
  });
});
