import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAILURE_SAMPLES, failureNamed, nameOf } from '../../testing/every-failure.ts';
import { must } from '../../testing/must.ts';
import type { Away } from './away.ts';
import type { Failure, FailureOf } from './failure.ts';
import { SEND_RETRIES, SMALL_BYTES, THROTTLED_RETRIES } from './failure-row.ts';
import { isAboutSending } from './failure-rules.ts';
import {
  decide,
  outageBudget,
  resendBudget,
  RETRY_AFTER_MAX_MS,
  type Decision,
  type Try,
} from './retry-policy.ts';

type Likely = FailureOf<'connection-lost'>['likely'];

const MB = 1_000_000;
const SIZE = 10 * MB;
const most = () => 1;
const least = () => 0;

const expired = failureNamed('policy-expired');
const noTicket: Try = { failure: { kind: 'ticket-unreachable' }, sent: 0 };
const cut = (mb: number, likely: Likely = 'network', tookMs = 10_000): Try => {
  const sent = Math.round(mb * MB);
  return { failure: { kind: 'connection-lost', sent, total: 1000 * MB, tookMs, likely }, sent };
};

/** The server asks for a wait. */
const asking = (name: string, retryAfterMs: number): Try => ({
  failure: Object.assign({}, failureNamed(name), { retryAfterMs }),
  sent: 0,
});

/** What follows the last of some attempts, with waits as long as they may be. */
function after(tries: readonly Try[], size = SIZE): Decision {
  const latest = tries.at(-1);
  if (latest === undefined) throw new Error('nothing was tried');
  return decide(latest, tries.slice(0, -1), size, most);
}

/** What followed each of some attempts. */
const kindsAfterEach = (tries: readonly Try[], size: number) =>
  tries.map((_, index) => after(tries.slice(0, index + 1), size).kind);

const SAMPLES = FAILURE_SAMPLES.map(
  ([failure, , , waitsMs = []]) => [nameOf(failure), failure, waitsMs] as const,
);

/** The nth of its kind in a row; cuts at one place would be another failure. */
const nth = (failure: Failure, n: number): Failure =>
  failure.kind === 'connection-lost' ? cut(2 * n, failure.likely).failure : failure;

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
    expect(after([...earlier, { failure, sent: 0 }])).toEqual({ kind: 'stop', failure });
  });

  test.each([
    ['absent', SMALL_BYTES - 1, 'again'],
    ['absent', 1000 * MB, 'again'],
    ['unknown', SMALL_BYTES - 1, 'again'],
    ['unknown', SMALL_BYTES, 'stop'],
    ['unknown', 1000 * MB, 'stop'],
  ] as const)('a lost answer, the object %s, of %i bytes: %s', (found, size, kind) => {
    expect(after([{ failure: { kind: 'answer-lost', found }, sent: size }], size).kind).toBe(kind);
  });

  test.each([
    [0, 0],
    [1, 1],
    [7_000, 7_000],
    [RETRY_AFTER_MAX_MS, RETRY_AFTER_MAX_MS],
    [RETRY_AFTER_MAX_MS + 1, RETRY_AFTER_MAX_MS],
    [86_400_000, RETRY_AFTER_MAX_MS],
  ])('Retry-After of %i ms decides the wait: %i ms', (retryAfterMs, afterMs) => {
    for (const name of ['ticket-refused throttled', 'store-refused busy']) {
      const latest: Try = asking(name, retryAfterMs);
      for (const random of [least, most]) {
        expect(decide(latest, [], SIZE, random)).toMatchObject({ kind: 'again', afterMs });
      }
    }
  });

  test('Retry-After makes no final refusal one that is tried again', () => {
    expect(after([asking('ticket-refused unknown-address', 1_000)]).kind).toBe('stop');
  });

  test('waits grow with failures of the same phase', () => {
    const send: Try = { failure: expired, sent: 1 };
    expect(after([noTicket, noTicket, send])).toMatchObject({ afterMs: 1_000 });
    expect(after([send, send, noTicket])).toMatchObject({ afterMs: 500 });
    expect(after([noTicket, send, noTicket, send, send])).toMatchObject({ afterMs: 4_000 });
  });
});

describe('bytes are rationed', () => {
  test.each([
    [1, 1 + SEND_RETRIES],
    [SMALL_BYTES / 2, 1 + SEND_RETRIES],
    [SMALL_BYTES, 3],
    [1000 * MB, 3],
  ])('%i bytes are sent %i times at most when all of them get there', (size, times) => {
    const sends = Array.from({ length: 9 }, () => ({ failure: expired, sent: size }));
    expect(kindsAfterEach(sends, size).indexOf('stop')).toBe(times - 1);
  });

  test.each([
    ['a cut near the start costs an attempt, but hardly a byte', [10, 20, 30, 40], 4],
    ['what was sent again before counts as well', [10, 600, 401], 3],
  ])('%s', (_, mbs, times) => {
    const cuts = mbs.map((mb) => cut(mb));
    expect(kindsAfterEach(cuts, 1000 * MB).indexOf('stop')).toBe(times - 1);
  });
});

describe('the same cut again', () => {
  /** So slowly that only the place counts: 10 MB/s at 100 MB. */
  const [there, late] = [cut(100), cut(100, 'ticket-expired')];
  const fast = (mb: number) => cut(mb, 'network', 1_000);
  const early = (mb: number, tookMs = 2_999) => cut(mb, 'network', tookMs);
  const outage: Try = { ...there, away: { for: 'server' } };

  test.each<[string, readonly Try[], Failure['kind']]>([
    ['twice, far from the start', [there, there], 'network-limit'],
    ['twice, 4 MB further', [there, cut(104)], 'network-limit'],
    ['twice, 4 MB before', [there, cut(96)], 'network-limit'],
    ['twice, more than 4 MB apart', [there, cut(104.1)], 'connection-lost'],
    ['twice, from 32 MB on', [cut(32), cut(32)], 'network-limit'],
    ['twice, just before 32 MB', [cut(31.9), cut(31.9)], 'connection-lost'],
    ['once', [there], 'connection-lost'],
    ['twice, with another place between', [there, cut(50), there], 'connection-lost'],
    ['twice, with a failed ticket call between', [there, noTicket, there], 'network-limit'],
    // On a slow line every ticket is over before the limit is reached.
    ['twice, after the ticket’s life', [late, late], 'network-limit'],
    ['first at the end of the ticket’s life', [late, there], 'network-limit'],
    ['the second time at the end of the ticket’s life', [there, late], 'network-limit'],
    // What moves in a quarter of a second is one place, at the speed of the faster one.
    ['fast, 24 MB apart', [fast(100), fast(124)], 'network-limit'],
    ['fast and then slow, 24 MB apart', [fast(100), cut(124)], 'network-limit'],
    ['slow and then fast, 24 MB apart', [there, fast(124)], 'network-limit'],
    ['fast, 34 MB apart', [fast(100), fast(134)], 'connection-lost'],
    ['slow, 24 MB apart', [there, cut(124)], 'connection-lost'],
    ['three times, soon after the start', [early(0), early(0), early(0)], 'store-keeps-refusing'],
    ['three times, within 4 MB', [early(1), early(9), early(5)], 'store-keeps-refusing'],
    ['twice, soon after the start', [early(0), early(0)], 'connection-lost'],
    ['early, the first further away', [early(9.1), early(5), early(5)], 'connection-lost'],
    ['early, the second further away', [early(5), early(9.1), early(5)], 'connection-lost'],
    ['early, the first slowly', [early(0, 3_000), early(0), early(0)], 'connection-lost'],
    ['early, the second slowly', [early(0), early(0, 3_000), early(0)], 'connection-lost'],
    ['early, the third slowly', [early(0), early(0), early(0, 3_000)], 'connection-lost'],
    ['first by an outage', [outage, there], 'connection-lost'],
    ['the second time by an outage', [there, outage], 'connection-lost'],
  ])('%s', (_, cuts, kind) => {
    const decision = after(cuts, 400 * MB);
    expect(decision.failure.kind).toBe(kind);
    expect(decision.kind === 'stop').toBe(kind !== 'connection-lost');
  });

  test('says where', () => {
    const failure = { kind: 'network-limit', sent: 100 * MB, total: 1000 * MB };
    expect(after([there, there], 400 * MB).failure).toEqual(failure);
  });
});

describe('an outage', () => {
  const away = { for: 'server' } as const;
  const lostAt = (mb: number): Try => ({ ...cut(mb, 'all-away'), away });
  const times = (count: number, one: Try) => Array.from({ length: count }, () => one);

  test('is waited out, whatever was sent or tried before', () => {
    const { failure } = lostAt(100);
    const decision = { kind: 'when-back', failure, away };
    expect(after(times(10, lostAt(100)), 1000 * MB)).toEqual(decision);
    const counted = [cut(0), cut(50), cut(100)];
    expect(after([...counted, lostAt(1)], 1000 * MB).kind).toBe('when-back');
  });

  test('of hours ends no upload', () => {
    expect(after(times(1_001, { ...noTicket, away })).kind).toBe('when-back');
  });

  test('that took ten times the file ends it: the bytes may cost money', () => {
    const size = 1000 * MB;
    expect(outageBudget(size)).toBe(10 * size);
    expect(outageBudget(1)).toBe(10 * SMALL_BYTES);
    expect(after(times(10, lostAt(1000)), size).kind).toBe('when-back');
    expect(after(times(11, lostAt(1000)), size).kind).toBe('stop');
  });

  test('that lost an answer is over when the answer is known to be lost', () => {
    const lost: Try = { failure: { kind: 'answer-lost', found: 'absent' }, sent: SIZE, away };
    expect(after(times(5, lost))).toMatchObject({ kind: 'again', afterMs: 1_000 });
    // Whether it is sent twice is still for the user to say.
    const unknown: Try = { failure: { kind: 'answer-lost', found: 'unknown' }, sent: 1, away };
    expect(after([unknown], SMALL_BYTES).kind).toBe('stop');
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
  if (failure.kind === 'connection-lost') return cut(sent / MB, likely);
  if (failure.kind === 'store-refused' && retryAfterMs !== undefined) {
    return { failure: { ...failure, retryAfterMs }, sent };
  }
  return { failure, sent };
}

describe('any history of failures', () => {
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
