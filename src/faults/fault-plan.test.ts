import { beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from './fault.ts';
import { createFaultPlan, type FaultPlan, type Sample } from './fault-plan.ts';

const RESET: Fault = { kind: 'reset', at: { bodyShare: 0.5 } };
const SLOW: Fault = { kind: 'slowed', at: { bodyBytes: 0 }, bytesPerSecond: 1000 };
const NO_CORS: Fault = { kind: 'no-cors', on: 'everything' };

const sample = (key: string | undefined): Sample => ({
  key,
  size: { bodyBytes: 10, fileStart: 0, fileBytes: 10 },
  socket: undefined,
});
let plan: FaultPlan;
beforeEach(() => {
  plan = createFaultPlan();
});

/** What POSTs of these keys meet, one after the other. */
const meetings = (keys: string) => keys.split('').map((key) => plan.meet(sample(key)).faults);
/** `x` for each POST that is bitten. */
const bitten = (keys: string) =>
  meetings(keys)
    .map((faults) => (faults.length > 0 ? 'x' : '.'))
    .join('');

describe('which POSTs a fault bites', () => {
  test.each([
    ['the first POST, once', {}, 'aabb', 'x...'],
    ['twice', { times: 2 }, 'abcd', 'xx..'],
    ['for ever', { times: Infinity }, 'abcd', 'xxxx'],
    ['from the third POST on', { nth: 3, times: 2 }, 'abcde', '..xx.'],
    ['one key, wherever it comes', { key: 'c', times: Infinity }, 'abcac', '..x.x'],
    ['one key, once', { key: 'c' }, 'abcac', '..x..'],
    ['every POST of the first key', { each: 'key' }, 'aabab', 'xx.x.'],
    ['every POST of two keys', { each: 'key', times: 2 }, 'abcabc', 'xx.xx.'],
    ['every POST of the second key', { each: 'key', nth: 2 }, 'abcabc', '.x..x.'],
    ['the second key, which came after a repeated first', { each: 'key', nth: 2 }, 'aabb', '..xx'],
    ['every POST of one key', { each: 'key', key: 'b' }, 'abab', '.x.x'],
  ] as const)('%s', (_, aim, keys, expected) => {
    plan.arm(RESET, aim);
    expect(bitten(keys)).toBe(expected);
  });

  test('several at once, in the order they were armed', () => {
    plan.arm(SLOW, { times: Infinity });
    plan.arm(RESET, { nth: 2 });
    expect(meetings('abc')).toEqual([[SLOW], [SLOW, RESET], [SLOW]]);
  });

  test('armed later, it bites what comes later', () => {
    expect(bitten('ab')).toBe('..');
    plan.arm(RESET);
    expect(bitten('cd')).toBe('x.');
  });

  test('none after it has been taken back, chance included', () => {
    plan = createFaultPlan({ random: () => RESET });
    plan.arm(SLOW, { times: Infinity });
    expect(bitten('a')).toBe('x');
    plan.disarm();
    expect(bitten('bcd')).toBe('...');
  });

  test('chance is asked about the n-th POST', () => {
    plan = createFaultPlan({ random: (nth) => (nth % 2 === 0 ? RESET : undefined) });
    expect(bitten('aabb')).toBe('.x.x');
  });
});

describe('a form without a key', () => {
  test('is no upload: it is not counted, and takes no fault away', () => {
    plan.arm(RESET, { nth: 2 });
    expect(plan.meet(sample(undefined)).faults).toEqual([]);
    expect(bitten('ab')).toBe('.x');
    expect(plan.seen).toMatchObject({ posts: 2, probes: 1 });
    expect(plan.posts.map(({ nth }) => nth)).toEqual([1, 2]);
  });

  test('meets a missing CORS rule for as long as it is missing', () => {
    plan.arm(NO_CORS);
    for (let asked = 0; asked < 3; asked++) {
      expect(plan.meet(sample(undefined)).faults).toEqual([NO_CORS]);
    }
    expect(meetings('ab')).toEqual([[NO_CORS], []]);
    expect(plan.meet(sample(undefined)).faults).toEqual([]);
  });
});

describe('a preflight', () => {
  test('is refused where there is no CORS rule at all, and counts as a bite', () => {
    plan.arm(NO_CORS, { times: 2 });
    expect([plan.meetPreflight(), plan.meetPreflight(), plan.meetPreflight()]).toEqual([
      NO_CORS,
      NO_CORS,
      undefined,
    ]);
    expect(plan.bites.map(({ nth }) => nth)).toEqual([1, 1]);
    expect(plan.seen.preflights).toBe(3);
  });

  test('waits for the POST that is meant', () => {
    plan.arm(NO_CORS, { nth: 2 });
    expect(plan.meetPreflight()).toBe(undefined);
    meetings('a');
    expect(plan.meetPreflight()).toBe(NO_CORS);
  });

  test.each([RESET, { kind: 'no-cors', on: 'answer' } as const])(
    'is no business of %j',
    (fault) => {
      plan.arm(fault, { times: Infinity });
      expect(plan.meetPreflight()).toBe(undefined);
    },
  );
});

describe('looking an object up', () => {
  const UNSEEN: Fault = { kind: 'unseen-object', heads: 2, as: 404 };

  test('meets what its upload met, and HEADs are counted for each key', () => {
    plan.arm(UNSEEN, { key: 'a' });
    meetings('ab');
    expect(plan.lookUp('HEAD', 'a')).toEqual({ faults: [UNSEEN], heads: 1 });
    expect(plan.lookUp('GET', 'a')).toEqual({ faults: [UNSEEN], heads: 1 });
    expect(plan.lookUp('HEAD', 'b')).toEqual({ faults: [], heads: 1 });
    expect(plan.lookUp('HEAD', 'a')).toEqual({ faults: [UNSEEN], heads: 2 });
    expect(plan.seen).toMatchObject({ heads: 3, gets: 1 });
  });

  test('of a key that never came, what is armed for ever', () => {
    plan.arm(UNSEEN);
    plan.arm(NO_CORS, { times: Infinity });
    plan.arm(SLOW, { times: Infinity, key: 'other' });
    expect(plan.lookUp('HEAD', 'a').faults).toEqual([NO_CORS]);
  });
});
