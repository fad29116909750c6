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

type Step =
  | { readonly until: number; readonly sees: Partial<Sample>; readonly everyMs: number }
  | { readonly moved: number };

/** Looks every second, or less often, until then. */
const until = (
  seconds: number,
  sees: Partial<Sample> = {},
  everySeconds = TICK_MS / 1_000,
): Step => ({
  until: seconds * 1_000,
  sees,
  everyMs: everySeconds * 1_000,
});
/** Bytes move at that moment. */
const moved = (seconds: number): Step => ({ moved: seconds * 1_000 });

/** What changes in the last of the steps, and after how many seconds. */
function changesIn(steps: readonly Step[], size = SIZE): string {
  const detector = createStallDetector(size, start);
  let changes: string[] = [];
  let before = 'moving';
  let now = 0;
  for (const step of steps) {
    changes = [];
    before = 'moving';
    if ('moved' in step) {
      now = step.moved;
      detector.moved(at(now));
      continue;
    }
    const { until, sees, everyMs } = step;
    for (now += everyMs; now <= until; now += everyMs) {
      const kind = kindOf(detector.look(seen(now, sees)));
      if (kind !== before) changes.push(`${now / 1_000} ${kind}`);
      before = kind;
      if (kind === 'over') break;
    }
    now = until;
  }
  return changes.join(', ');
}

const LONG = 3_000;
const offline = { isOnline: false };
const hidden = { isHidden: true };
const patient = { isPatient: true };
const unseen = { isUnseen: true };

test.each<[string, readonly Step[], string]>([
  ['nothing moves', [until(LONG)], '20 quiet, 45 over'],
  ['in a hidden page', [until(LONG, hidden)], '20 quiet, 120 over'],
  ['without a network', [until(LONG, offline)], '20 offline, 120 over'],
  ['with more than 80 % sent', [until(LONG, { sent: 0.8 * SIZE + 1 })], '20 quiet, 120 over'],
  ['with 80 % sent and not a byte more', [until(LONG, { sent: 0.8 * SIZE })], '20 quiet, 45 over'],
  ['while the user is patient', [until(3_600, patient)], '20 quiet'],
  ['when the user’s patience ends', [until(100, patient), until(110)], '101 over'],
  [
    'when all is sent, patience or not',
    [
      until(3_600, patient),
      moved(3_600),
      until(4_000, { ...patient, isAllSent: true, sent: SIZE }),
    ],
    '3800 over',
  ],
  ['while nothing can be seen', [until(LONG, unseen)], '20 unseen'],
  ['unseen and without a network', [until(LONG, { ...unseen, ...offline })], '20 offline'],
  // The connection gets 15 s to show that it lives.
  ['when there is a network again', [until(100, offline), until(200)], '101 quiet, 116 over'],
  ['when the page is looked at again', [until(100, hidden), until(200)], '101 quiet, 116 over'],
  ['when there is a network again in time', [until(25, offline), until(200)], '26 quiet, 45 over'],
  [
    'when there is a network again for the second time in one silence',
    [until(100, offline), until(110), until(130, offline), until(200)],
    '131 over',
  ],
  [
    'when there is a network again in a later silence',
    [until(100, offline), moved(131), until(240, offline), until(300)],
    '241 quiet, 256 over',
  ],
  ['after bytes moved', [until(44), moved(44.7), until(200)], '64.7 quiet, 89.7 over'],
  ['looked at every 5 s', [until(60, {}, 5)], '20 quiet, 45 over'],
  // Nothing was watched in between, so a look counts for 5 s at most.
  ['looked at every 29 s', [until(600, {}, 29)], '116 quiet, 261 over'],
  ['after a sleep', [until(3_600, {}, 3_600), until(4_000)], '3601 slept, 3615 over'],
  [
    'after a sleep, with a network that comes back later',
    [until(3_600, offline, 3_600), until(3_605, offline), until(3_700)],
    '3606 slept, 3621 over',
  ],
  [
    'after a sleep with bytes in it',
    [until(3_600, {}, 3_600), moved(3_605), until(4_000)],
    '3625 quiet, 3650 over',
  ],
  ['after two sleeps: there is no second grace', [until(400, {}, 100)], '100 slept, 400 over'],
])('%s', (_, steps, changes) => {
  expect(changesIn(steps)).toBe(changes);
});

test.each([
  ['a minute, for what is small', 1 * MB, {}, 60_000],
  ['a minute, for 30 MB', 30 * MB, {}, 60_000],
  ['as long as 0.5 MB/s would take, for more', 100 * MB, {}, 200_000],
  ['35 minutes, for the largest of all', 1_048_576_000, {}, 2_098_000],
  ['120 s, when the page is hidden', 1 * MB, hidden, 120_000],
  ['120 s, without a network', 1 * MB, offline, 120_000],
  ['as long as ever, when the page is hidden', 100 * MB, hidden, 200_000],
])('after all is sent an answer is waited for without a word: %s', (_, size, sees, overAt) => {
  const steps = [until(LONG, { ...sees, sent: size, isAllSent: true })];
  expect(changesIn(steps, size)).toBe(`${overAt / 1_000} over`);
});

test('the end says how long nothing moved', () => {
  const detector = createStallDetector(SIZE, start);
  for (let now = 1_000; now < 45_000; now += 1_000) detector.look(seen(now));
  expect(detector.look(seen(45_000))).toEqual({ kind: 'over', quietMs: 45_000 });
});

test('bytes between the rare looks of a throttled page are neither sleep nor silence', () => {
  const detector = createStallDetector(SIZE, start);
  for (let minute = 1; minute <= 60; minute++) {
    for (let second = -59; second < 0; second++)
      detector.moved(at(minute * 60_000 + second * 1_000));
    expect(kindOf(detector.look(seen(minute * 60_000, hidden)))).toBe('moving');
  }
});

describe('a look that comes late', () => {
  test('by 30 s and no more is no sleep', () => {
    expect(kindOf(createStallDetector(SIZE, start).look(seen(30_000)))).toBe('moving');
    expect(kindOf(createStallDetector(SIZE, start).look(seen(30_001)))).toBe('slept');
  });

  test('is late by the PC’s clock as well, where the other one stands still in a sleep', () => {
    const detector = createStallDetector(SIZE, start);
    const kinds = [
      [1_000, 1_000],
      [2_000, 3_600_000],
      [6_000, 3_604_000],
      [11_000, 3_609_000],
      [16_000, 3_614_000],
      [17_000, 3_615_000],
    ].map(([now = 0, wall]) => kindOf(detector.look(seen(0, { at: at(now, wall) }))));
    expect(kinds).toEqual(['moving', 'slept', 'slept', 'slept', 'slept', 'over']);
  });

  test('means nothing when the PC’s clock was set back', () => {
    const detector = createStallDetector(SIZE, at(0, 3_600_000));
    const kinds = Array.from({ length: 45 }, (_, n) =>
      kindOf(detector.look(seen(0, { at: at((n + 1) * 1_000, 0) }))),
    );
    expect(kinds.indexOf('quiet')).toBe(19);
    expect(kinds.indexOf('over')).toBe(44);
  });
});

describe('whenever it looks, and whatever it sees', () => {
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

  test('and if nothing ever moves, it comes to an end', () => {
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
          throw new Error('it would have gone on without end');
        },
      ),
      { numRuns: 500 },
    );
  });
});
