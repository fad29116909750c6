import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAILURE_SAMPLES, nameOf } from '../../testing/every-failure.ts';
import type { Away } from './away.ts';
import type { Failure, FailureOf } from './failure.ts';
import { SEND_RETRIES, SMALL_BYTES, THROTTLED_RETRIES } from './failure-row.ts';
import { isAboutSending } from './failure-rules.ts';
import {
  decide,
  outageBudget,
  resendBudget,
  RETRY_AFTER_MAX_MS,
  type Try,
} from './retry-policy.ts';

const MB = 1_000_000;
const SIZE = 10 * MB;
const most = () => 1;
const least = () => 0;

const refusedTicket = (status: number, code: string): FailureOf<'ticket-refused'> => ({
  kind: 'ticket-refused',
  status,
  problem: { code, message: '', requestId: '' },
});
const refusedByStore = (status: number, code?: string): FailureOf<'store-refused'> => ({
  kind: 'store-refused',
  status,
  error:
    code === undefined ? undefined : { code, ec: undefined, message: '', requestId: undefined },
  requestId: undefined,
});
const cut = (
  sent: number,
  likely: FailureOf<'connection-lost'>['likely'] = 'network',
  tookMs = 10_000,
): FailureOf<'connection-lost'> => ({
  kind: 'connection-lost',
  sent,
  total: 1000 * MB,
  tookMs,
  likely,
});
const expired: FailureOf<'policy-expired'> = {
  kind: 'policy-expired',
  status: 403,
  error: { code: 'AccessDenied', ec: '0006-00000213', message: '', requestId: undefined },
  requestId: undefined,
};

const SAMPLES = FAILURE_SAMPLES.map(
  ([failure, , , waitsMs = []]) => [nameOf(failure), failure, waitsMs] as const,
);

/** The nth of its kind in a row; cuts at one place would be another failure. */
const nth = (failure: Failure, n: number): Failure =>
  failure.kind === 'connection-lost' ? cut(n * 2 * MB, failure.likely) : failure;

describe('how often each failure is tried again', () => {
  test.each(SAMPLES)('%s', (_, sample, waits) => {
    const earlier: Try[] = [];
    for (const [index, waitMs] of waits.entries()) {
      const failure = nth(sample, index + 1);
      const latest: Try = { failure, sent: 0 };
      for (const random of [1, 0.25, 0]) {
        const decision = { kind: 'again', failure, afterMs: waitMs * random };
        expect(decide(latest, earlier, SIZE, () => random)).toEqual(decision);
      }
      earlier.push(latest);
    }
    const failure = nth(sample, waits.length + 1);
    expect(decide({ failure, sent: 0 }, earlier, SIZE, most)).toEqual({ kind: 'stop', failure });
  });
});

describe('an answer that is lost', () => {
  const lost = (found: 'absent' | 'unknown', size: number) =>
    decide({ failure: { kind: 'answer-lost', found }, sent: size }, [], size, most).kind;

  test.each([
    ['absent', SMALL_BYTES - 1, 'again'],
    ['absent', 1000 * MB, 'again'],
    ['unknown', SMALL_BYTES - 1, 'again'],
    ['unknown', SMALL_BYTES, 'stop'],
    ['unknown', 1000 * MB, 'stop'],
  ] as const)('and the object %s, of %i bytes: %s', (found, size, kind) => {
    expect(lost(found, size)).toBe(kind);
  });
});

describe('what a server asks for', () => {
  test.each([
    [0, 0],
    [1, 1],
    [7_000, 7_000],
    [RETRY_AFTER_MAX_MS, RETRY_AFTER_MAX_MS],
    [RETRY_AFTER_MAX_MS + 1, RETRY_AFTER_MAX_MS],
    [86_400_000, RETRY_AFTER_MAX_MS],
  ])('Retry-After of %i ms wins over chance, as %i ms', (retryAfterMs, afterMs) => {
    for (const failure of [refusedTicket(429, ''), refusedByStore(503, 'SlowDown')]) {
      const latest = { failure: { ...failure, retryAfterMs }, sent: 0 };
      for (const random of [least, most]) {
        expect(decide(latest, [], SIZE, random)).toMatchObject({ kind: 'again', afterMs });
      }
    }
  });

  test('does not make a hopeless refusal hopeful', () => {
    const failure = { ...refusedTicket(403, 'OtaDrop.Forbidden'), retryAfterMs: 1_000 };
    expect(decide({ failure, sent: 0 }, [], SIZE, most).kind).toBe('stop');
  });
});

test('waits grow with failures of the same half: a first cut after many refused tickets waits as a first one', () => {
  const ticket: Try = { failure: { kind: 'ticket-unreachable' }, sent: 0 };
  const send: Try = { failure: expired, sent: 1 };
  const waitOf = (latest: Try, ...earlier: readonly Try[]) => {
    const decision = decide(latest, earlier, SIZE, most);
    return decision.kind === 'again' ? decision.afterMs : decision.kind;
  };
  expect(waitOf(send, ticket, ticket)).toBe(1_000);
  expect(waitOf(ticket, send, send)).toBe(500);
  expect(waitOf(send, ticket, send, ticket, send)).toBe(4_000);
});

describe('bytes are rationed', () => {
  const fullSends = (size: number) => {
    const earlier: Try[] = [];
    for (;;) {
      const latest = { failure: expired, sent: size };
      if (decide(latest, earlier, size, most).kind === 'stop') return earlier.length + 1;
      earlier.push(latest);
    }
  };

  test.each([
    [1, 1 + SEND_RETRIES],
    [SMALL_BYTES / 2, 1 + SEND_RETRIES],
    [SMALL_BYTES, 3],
    [1000 * MB, 3],
  ])('%i bytes are sent %i times at most when all of them get there', (size, times) => {
    expect(fullSends(size)).toBe(times);
  });

  test('a cut near the start costs an attempt, but hardly a byte', () => {
    const cuts = [10, 20, 30, 40].map((mb) => ({ failure: cut(mb * MB), sent: mb * MB }));
    const kinds = cuts.map((latest, n) => decide(latest, cuts.slice(0, n), 1000 * MB, most).kind);
    expect(kinds).toEqual(['again', 'again', 'again', 'stop']);
  });

  test('what was sent again before counts as well', () => {
    const cuts = [10, 600, 401].map((mb) => ({ failure: cut(mb * MB), sent: mb * MB }));
    const kinds = cuts.map((latest, n) => decide(latest, cuts.slice(0, n), 1000 * MB, most).kind);
    expect(kinds).toEqual(['again', 'again', 'stop']);
  });
});

describe('the same cut again', () => {
  type Cut = FailureOf<'connection-lost'>;
  const after = (...cuts: readonly Cut[]) => {
    const tries = cuts.map((failure) => ({ failure, sent: failure.sent }));
    const latest = tries.at(-1);
    if (latest === undefined) throw new Error('no cut');
    return decide(latest, tries.slice(0, -1), 400 * MB, most);
  };
  const kindAfter = (...cuts: readonly Cut[]) => after(...cuts).failure.kind;
  /** So slowly that only the place counts: 10 MB/s at 100 MB. */
  const far = (mb: number, likely?: Cut['likely']) => cut(mb * MB, likely);

  test.each([
    ['twice, far from the start', [far(100), far(100)], 'network-limit'],
    ['twice, 4 MB further', [far(100), far(104)], 'network-limit'],
    ['twice, 4 MB before', [far(100), far(96)], 'network-limit'],
    ['twice, more than 4 MB apart', [far(100), far(104.1)], 'connection-lost'],
    ['twice, from 32 MB on', [far(32), far(32)], 'network-limit'],
    ['twice, just before 32 MB', [far(31.9), far(31.9)], 'connection-lost'],
    ['once', [far(100)], 'connection-lost'],
    ['twice, with another place between', [far(100), far(50), far(100)], 'connection-lost'],
    // On a slow line every ticket is over before the limit is reached.
    [
      'both times after the ticket’s life',
      [far(100, 'ticket-expired'), far(100, 'ticket-expired')],
      'network-limit',
    ],
    [
      'first at the end of the ticket’s life',
      [far(100, 'ticket-expired'), far(100)],
      'network-limit',
    ],
    [
      'the second time at the end of the ticket’s life',
      [far(100), far(100, 'ticket-expired')],
      'network-limit',
    ],
  ] as const)('%s', (_, cuts, kind) => {
    expect(kindAfter(...cuts)).toBe(kind);
    expect(after(...cuts).kind === 'stop').toBe(kind === 'network-limit');
  });

  test('what moves in a quarter of a second is one place, at the speed of the faster one', () => {
    const fast = (sent: number) => cut(sent, 'network', 1_000);
    expect(kindAfter(fast(100 * MB), fast(124 * MB))).toBe('network-limit');
    expect(kindAfter(fast(100 * MB), cut(124 * MB))).toBe('network-limit');
    expect(kindAfter(cut(100 * MB), fast(124 * MB))).toBe('network-limit');
    expect(kindAfter(fast(100 * MB), fast(134 * MB))).toBe('connection-lost');
    expect(kindAfter(cut(100 * MB), cut(124 * MB))).toBe('connection-lost');
  });

  const early = (mb: number, tookMs = 2_999) => cut(mb * MB, 'network', tookMs);
  test.each([
    ['three times, soon after the start', [early(0), early(0), early(0)], 'store-keeps-refusing'],
    ['three times, within 4 MB', [early(1), early(9), early(5)], 'store-keeps-refusing'],
    ['twice, soon after the start', [early(0), early(0)], 'connection-lost'],
    ['the first further away', [early(9.1), early(5), early(5)], 'connection-lost'],
    ['the second further away', [early(5), early(9.1), early(5)], 'connection-lost'],
    ['the first slowly', [early(0, 3_000), early(0), early(0)], 'connection-lost'],
    ['the second slowly', [early(0), early(0, 3_000), early(0)], 'connection-lost'],
    ['the third slowly', [early(0), early(0), early(0, 3_000)], 'connection-lost'],
  ] as const)('%s', (_, cuts, kind) => {
    expect(kindAfter(...cuts)).toBe(kind);
    expect(after(...cuts).kind === 'stop').toBe(kind === 'store-keeps-refusing');
  });

  test('is known again although a ticket call failed in between', () => {
    const first = { failure: cut(100 * MB), sent: 100 * MB };
    const between = { failure: { kind: 'ticket-unreachable' }, sent: 0 } as const;
    expect(decide(first, [first, between], 400 * MB, most).failure.kind).toBe('network-limit');
  });

  test('says where', () => {
    expect(after(cut(100 * MB), cut(100 * MB)).failure).toEqual({
      kind: 'network-limit',
      sent: 100 * MB,
      total: 1000 * MB,
    });
  });

  test.each([
    ['first', [true, false]],
    ['the second time', [false, true]],
  ] as const)('is no limit when an outage made it, %s', (_, [isFirst, isSecond]) => {
    const tryOfCut = (isAway: boolean): Try => ({
      failure: cut(100 * MB),
      sent: 100 * MB,
      ...(isAway && { away: { for: 'server' } }),
    });
    const decision = decide(tryOfCut(isSecond), [tryOfCut(isFirst)], 400 * MB, most);
    expect(decision.failure.kind).toBe('connection-lost');
    expect(decision.kind).not.toBe('stop');
  });
});

describe('an outage', () => {
  const away = { for: 'server' } as const;
  const lostAt = (sent: number): Try => ({ failure: cut(sent, 'all-away'), sent, away });

  test('is waited out, whatever was sent or tried before', () => {
    const tries = Array.from({ length: 9 }, () => lostAt(100 * MB));
    expect(decide(lostAt(100 * MB), tries, 1000 * MB, most)).toEqual({
      kind: 'when-back',
      failure: cut(100 * MB, 'all-away'),
      away,
    });
    const counted = Array.from({ length: SEND_RETRIES }, (_, n) => ({
      failure: cut(n * 50 * MB),
      sent: MB,
    }));
    expect(decide(lostAt(MB), counted, 1000 * MB, most).kind).toBe('when-back');
  });

  test('of hours, asked about again and again, ends no upload', () => {
    const unanswered: Try = { failure: { kind: 'ticket-unreachable' }, sent: 0, away };
    const tries = Array.from({ length: 1_000 }, () => unanswered);
    expect(decide(unanswered, tries, SIZE, most).kind).toBe('when-back');
  });

  test('that took ten times the file is told to the user: the bytes may cost money', () => {
    const size = 1000 * MB;
    expect(outageBudget(size)).toBe(10 * size);
    expect(outageBudget(1)).toBe(10 * SMALL_BYTES);
    const whole = lostAt(size);
    const ten = Array.from({ length: 9 }, () => whole);
    expect(decide(whole, ten, size, most).kind).toBe('when-back');
    expect(decide(whole, [...ten, whole], size, most).kind).toBe('stop');
  });

  test('in which an answer was lost is over when the answer is known to be lost', () => {
    const lost: Try = { failure: { kind: 'answer-lost', found: 'absent' }, sent: SIZE, away };
    expect(decide(lost, [lost, lost, lost, lost], SIZE, most)).toMatchObject({
      kind: 'again',
      afterMs: 1_000,
    });
    // Whether it is sent twice is still for the user to say.
    const unknown: Try = { failure: { kind: 'answer-lost', found: 'unknown' }, sent: 1, away };
    expect(decide(unknown, [], SMALL_BYTES, most).kind).toBe('stop');
  });
});

const AWAY: readonly Away[] = [
  { for: 'network' },
  { for: 'server' },
  { for: 'store', host: 'https://a.example' },
];

/** They may be found out before the first byte goes and later. */
const FILE_OR_PAGE = new Set<Failure['kind']>(['file-changed', 'file-unreadable', 'unexpected']);

/** A history as it may happen: what fails, how far it had come, and how long the dice say to wait. */
const step = fc.record({
  row: fc.nat(SAMPLES.length - 1),
  share: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  likely: fc.constantFrom('network', 'offline', 'ticket-expired'),
  retryAfterMs: fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: undefined }),
  dice: fc.double({ min: 0, max: 1, noNaN: true }),
  away: fc.option(fc.constantFrom<Away>(...AWAY), { freq: 4, nil: undefined }),
});
const size = fc.oneof(
  fc.integer({ min: 1, max: 10 * MB }),
  fc.integer({ min: 10 * MB, max: 1048 * MB }),
);

type Chance = typeof step extends fc.Arbitrary<infer It> ? It : never;

function tryOf(chance: Chance, bytes: number): Try {
  const { away } = chance;
  return { ...triedOf(chance, bytes), ...(away && { away }) };
}

function triedOf({ row: index, share, likely, retryAfterMs }: Chance, bytes: number): Try {
  const failure = SAMPLES[index]?.[1] ?? { kind: 'offline' };
  if (!isAboutSending(failure) && !FILE_OR_PAGE.has(failure.kind)) {
    return {
      failure:
        failure.kind === 'ticket-refused' && retryAfterMs !== undefined
          ? { ...failure, retryAfterMs }
          : failure,
      sent: 0,
    };
  }
  const sent = Math.round(share * bytes);
  if (failure.kind === 'connection-lost') return { failure: cut(sent, likely), sent };
  if (failure.kind === 'store-refused' && retryAfterMs !== undefined) {
    return { failure: { ...failure, retryAfterMs }, sent };
  }
  return { failure, sent };
}

describe('any history of failures', { timeout: 120_000 }, () => {
  const RUNS = 5_000;
  /** Kinds of chance that go on more often than they stop, so that histories grow long. */
  const hopeful = SAMPLES.flatMap(([, , waits], index) => (waits.length === 0 ? [] : [index]));
  const history = fc.tuple(
    size,
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.tuple(step, fc.constantFrom(...hopeful)) },
        { weight: 1, arbitrary: fc.tuple(step, fc.nat(SAMPLES.length - 1)) },
      ),
      { minLength: 1, maxLength: 30, size: 'max' },
    ),
  );

  test('attempts, ticket calls, bytes and waits stay within their bounds', () => {
    let longest = 0;
    let furthest = 0;
    fc.assert(
      fc.property(history, ([bytes, steps]) => {
        const tries: Try[] = [];
        for (const [chance, index] of steps) {
          const latest = tryOf({ ...chance, row: index }, bytes);
          const decision = decide(latest, tries, bytes, () => chance.dice);
          tries.push(latest);
          const counted = tries.filter(({ away }) => away === undefined);
          const sends = counted.filter(({ sent }) => sent > 0);
          const resent = sends.slice(1).reduce((sum, { sent }) => sum + sent, 0);
          must(sends.length <= 1 + SEND_RETRIES, 'too many sends');
          must(counted.length <= SEND_RETRIES + THROTTLED_RETRIES + 1, 'too many ticket calls');
          must(resent <= resendBudget(bytes), 'too many bytes');
          longest = Math.max(longest, counted.length);
          furthest = Math.max(furthest, resent / resendBudget(bytes));
          if (decision.kind === 'stop') return;
          const lost = tries.reduce((sum, past) => (past.away ? sum + past.sent : sum), 0);
          must(lost <= outageBudget(bytes) + bytes, 'too many bytes lost to outages');
          if (decision.kind === 'when-back') continue;
          const { failure, afterMs } = decision;
          const asked = 'retryAfterMs' in failure ? failure.retryAfterMs : undefined;
          const capMs = failure.kind.startsWith('ticket-') ? 8_000 : 20_000;
          if (asked === undefined) must(afterMs >= 0 && afterMs <= capMs, 'a wait out of bounds');
          else must(afterMs === Math.min(asked, RETRY_AFTER_MAX_MS), 'not what was asked for');
        }
      }),
      { numRuns: RUNS },
    );
    // The search came near the bounds, or it has shown nothing.
    expect(longest).toBeGreaterThanOrEqual(SEND_RETRIES + 3);
    expect(furthest).toBeGreaterThan(0.9);
  });

  test('outages between attempts change no decision', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(5), { maxLength: 5 }), ([bytes, steps], places) => {
        const tries = steps
          .slice(0, 6)
          .map(([chance, index]) => tryOf({ ...chance, row: index }, bytes));
        const [latest, ...before] = tries.toReversed();
        if (latest === undefined) return;
        const earlier = before.toReversed();
        const offline: Try = { failure: { kind: 'offline' }, sent: 0, away: { for: 'network' } };
        const withTimes = places.reduce<readonly Try[]>(
          (sofar, place) => [...sofar.slice(0, place), offline, ...sofar.slice(place)],
          earlier,
        );
        const [one, other] = [withTimes, earlier].map((tries) =>
          JSON.stringify(decide(latest, tries, bytes, most)),
        );
        must(one === other, `${one} is not ${other}`);
      }),
      { numRuns: RUNS },
    );
  });
});

/** `expect` takes too long to be asked a million times. */
function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
