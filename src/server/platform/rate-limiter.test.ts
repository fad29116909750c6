import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFairTurns, type Client } from './fair-turns.ts';
import { createRateLimiter, QUEUE_MAX, WAIT_MAX_MS, type RateLimiter } from './rate-limiter.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type State =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'now'; readonly at: number }
  | { readonly kind: 'too-long'; readonly retryAfterS: number }
  | { readonly kind: 'aborted' };
type Call = { state: State };
type CallOptions = { signal?: AbortSignal; client?: Client; answerMs?: number };

/** Enters the queue and keeps track of what becomes of it. Its call is answered after `answerMs`. */
function enter(limiter: RateLimiter, options: CallOptions = {}): Call {
  const { signal = new AbortController().signal, client, answerMs = 0 } = options;
  const call: Call = { state: { kind: 'waiting' } };
  limiter.enter(signal, client).then(
    (turn) => {
      call.state = turn.kind === 'now' ? { kind: 'now', at: performance.now() } : turn;
      if (turn.kind !== 'now') return;
      if (answerMs === 0) turn.release();
      else setTimeout(turn.release, answerMs);
    },
    (reason: unknown) => {
      expect(reason).toBe(signal.reason);
      call.state = { kind: 'aborted' };
    },
  );
  return call;
}

const many = (limiter: RateLimiter, count: number, options?: CallOptions) =>
  Array.from({ length: count }, () => enter(limiter, options));
const count = (calls: readonly Call[], kind: State['kind']) =>
  calls.filter(({ state }) => state.kind === kind).length;
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe('eight calls a second', () => {
  test('the first eight go at once, then eight every second', async () => {
    const calls = many(createRateLimiter({ perSecond: 8 }), 20);
    for (const [ms, gone] of [
      [0, 8],
      [999, 8],
      [1, 16],
      [1000, 20],
    ] as const) {
      await pass(ms);
      expect(count(calls, 'now')).toBe(gone);
    }
  });

  test('a call that comes later makes the ninth wait for it alone', async () => {
    const limiter = createRateLimiter({ perSecond: 8 });
    many(limiter, 1);
    await pass(600);
    many(limiter, 7);
    const ninth = enter(limiter);
    await pass(399);
    expect(ninth.state.kind).toBe('waiting');
    await pass(1);
    expect(ninth.state.kind).toBe('now');
  });

  test('fifty may wait; the next is told at once when to come back', async () => {
    const limiter = createRateLimiter({ perSecond: 8 });
    const calls = many(limiter, 8 + QUEUE_MAX);
    const next = enter(limiter);
    await pass();
    expect(count(calls, 'waiting')).toBe(QUEUE_MAX);
    // 51 calls after the first eight: six seconds of eight, and three more.
    expect(next.state).toEqual({ kind: 'too-long', retryAfterS: 7 });
    await pass(7000);
    expect(count(calls, 'now')).toBe(8 + QUEUE_MAX);
  });

  test('a call aborted before takes no place, one in the queue leaves it, and one after its turn changes nothing', async () => {
    const limiter = createRateLimiter({ perSecond: 8 });
    const before = enter(limiter, { signal: AbortSignal.abort() });
    const [late, leaving] = [new AbortController(), new AbortController()];
    const calls = [...many(limiter, 7), enter(limiter, { signal: late.signal })];
    const inFront = many(limiter, 8, { signal: leaving.signal });
    calls.push(...many(limiter, 8));
    await pass();
    late.abort();
    leaving.abort();
    await pass(1000);
    expect(before.state.kind).toBe('aborted');
    expect(count(inFront, 'aborted')).toBe(8);
    expect(count(calls, 'now')).toBe(16);
  });
});

test.each([
  // At one call a second ten may wait ten seconds, at one in ten seconds one.
  [1, 1 + 10],
  [0.1, 1 + 1],
  [0.4, 1 + 4],
  [1000, 1000 + QUEUE_MAX],
])('at %d a second no call waits longer than ten seconds: %i get in', async (perSecond, getIn) => {
  const calls = many(createRateLimiter({ perSecond }), getIn + 20);
  await pass(WAIT_MAX_MS);
  expect(count(calls, 'now')).toBe(getIn);
  expect(count(calls, 'too-long')).toBe(20);
});

test('the platform sees no more than eight in any second, however long each call is on its way', async () => {
  const limiter = createRateLimiter({ perSecond: 8 });
  const seen: number[] = [];
  const call = async (travelMs: number) => {
    const turn = await limiter.enter(new AbortController().signal);
    if (turn.kind !== 'now') return;
    // The first connections take long to be made, later ones are there already.
    await new Promise((resolve) => setTimeout(resolve, travelMs));
    seen.push(performance.now());
    turn.release();
  };
  for (let index = 0; index < 40; index++) void call(index < 8 ? 900 : index % 3 === 0 ? 400 : 5);
  await pass(20_000);
  expect(seen).toHaveLength(40);
  seen.slice(8).forEach((at, i) => expect(at - (seen[i] ?? 0)).toBeGreaterThanOrEqual(1000));
});

test('a platform that answers slowly keeps no call waiting for longer than ten seconds', async () => {
  const calls = many(createRateLimiter({ perSecond: 8 }), 58, { answerMs: 3_000 });
  await pass(WAIT_MAX_MS + 1);
  expect(count(calls, 'waiting')).toBe(0);
  // Eight at once, and eight more every four seconds.
  expect(count(calls, 'now')).toBe(24);
});

describe('turns are fair between clients', () => {
  const page = (name: string, address = '192.0.2.1'): Client => ({ address, page: name });

  test('seventy calls of one page do not keep another page’s call waiting', async () => {
    const limiter = createRateLimiter({ perSecond: 8 });
    const loops = many(limiter, 70, { client: page('loops') });
    await pass();
    const other = enter(limiter, { client: page('other') });
    await pass(1000);
    expect(other.state.kind).toBe('now');
    // The refused calls are all of the page that asked too often.
    expect(count(loops, 'too-long')).toBe(70 - 8 - QUEUE_MAX + 1);
  });

  test('a page that makes up names takes turns from its own address alone', async () => {
    const limiter = createRateLimiter({ perSecond: 8 });
    for (let name = 0; name < 60; name++) enter(limiter, { client: page(String(name)) });
    await pass();
    const others = many(limiter, 4, { client: page('other', '192.0.2.2') });
    await pass(1000);
    expect(count(others, 'now')).toBe(4);
  });

  test('a page that names itself anew on each call does not go before the others of its address', async () => {
    const limiter = createRateLimiter({ perSecond: 8 });
    enter(limiter, { client: page('known') });
    await pass(1000);
    let names = 0;
    const calls: Call[] = [];
    for (let second = 0; second < 20; second++) {
      for (let call = 0; call < 60; call++) {
        enter(limiter, { client: page(`made up ${(names += 1)}`) });
      }
      calls.push(...many(limiter, 4, { client: page('known') }));
      await pass(1000);
      // Every second turn is theirs.
      expect(count(calls, 'now')).toBe(calls.length);
    }
  });

  test('however many names an address makes up, a page of it waits for at most 64 turns of theirs', () => {
    const fair = createFairTurns();
    const known = page('known');
    const waiting = [...Array.from({ length: 500 }, (_, nth) => page(`made up ${nth}`)), known];
    fair.note(known);
    let [gap, longest] = [0, 0];
    for (let turn = 0; turn < 2_000; turn++) {
      const next = fair.next(waiting);
      if (next === undefined) throw new Error('no client is next');
      fair.note(next);
      gap = next === known ? 0 : gap + 1;
      longest = Math.max(longest, gap);
    }
    expect(longest).toBeLessThanOrEqual(64);
  });

  test('pages that all ask without end get the same number of turns', async () => {
    const limiter = createRateLimiter({ perSecond: 8 });
    const pages = [40, 10, 4].map((asks) => ({ asks, calls: [] as Call[] }));
    for (let second = 0; second < 30; second++) {
      for (const { asks, calls } of pages) {
        calls.push(...many(limiter, asks, { client: page(String(asks)) }));
      }
      await pass(1000);
    }
    for (const { calls } of pages) {
      expect(Math.abs(count(calls, 'now') - 80)).toBeLessThanOrEqual(8);
    }
  });

  test('a thousand addresses are remembered, and no more', () => {
    const fair = createFairTurns();
    for (let index = 0; index < 5_000; index++) fair.note(page(String(index), String(index)));
    const [old, recent] = [page('0', '0'), page('4999', '4999')];
    expect(fair.next([recent, old])).toBe(old);
    expect(fair.order([recent, old, recent])).toEqual([old, recent, recent]);
  });
});

test('without a limit no call waits', async () => {
  const limiter = createRateLimiter({ perSecond: 0 });
  const calls = [...many(limiter, 500), enter(limiter, { signal: AbortSignal.abort() })];
  await pass();
  expect(count(calls, 'now')).toBe(500);
  expect(count(calls, 'aborted')).toBe(1);
});

test('whenever calls come: never too many, first come first served, none lost', async () => {
  const arrival = fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(3000)),
    abortMs: fc.option(fc.nat(12_000), { freq: 3 }),
  });
  const rate = fc.constantFrom(8, 8, 8, 1, 0.5, 2.5, 40);
  await fc.assert(
    fc.asyncProperty(rate, fc.array(arrival, { maxLength: 150 }), async (perSecond, arrivals) => {
      const limiter = createRateLimiter({ perSecond });
      const calls: (Call & { readonly cameAt: number })[] = [];
      for (const { afterMs, abortMs } of arrivals) {
        await pass(afterMs);
        const leaving = new AbortController();
        if (abortMs !== null) setTimeout(() => leaving.abort(), abortMs);
        const call = enter(limiter, { signal: leaving.signal });
        calls.push(Object.assign(call, { cameAt: performance.now() }));
      }
      await pass(WAIT_MAX_MS + 3000);

      expect(count(calls, 'waiting')).toBe(0);
      const turns = calls.flatMap(({ state, cameAt }) =>
        state.kind === 'now' ? [{ at: state.at, waited: state.at - cameAt }] : [],
      );
      const burst = Math.max(1, Math.floor(perSecond));
      turns.forEach(({ at, waited }, i) => {
        expect(waited).toBeLessThanOrEqual(WAIT_MAX_MS + 1);
        expect(at).toBeGreaterThanOrEqual(turns[i - 1]?.at ?? 0);
        // In any stretch of time no more than the burst and what the rate allows, the stretch of one burst included.
        for (let first = 0; first <= i; first++) {
          const stretchMs = at - (turns[first]?.at ?? 0);
          const made = i - first + 1;
          expect(made).toBeLessThanOrEqual(burst + (perSecond * stretchMs) / 1000);
          if (made > burst)
            expect(stretchMs).toBeGreaterThanOrEqual((burst / perSecond) * 1000 - 0.001);
        }
      });
    }),
    { numRuns: 60 },
  );
});
