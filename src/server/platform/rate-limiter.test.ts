import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFairTurns, type Client } from './fair-turns.ts';
import { createRateLimiter, LINE_MAX, WAIT_MAX_MS, type RateLimiter } from './rate-limiter.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Fate =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'now'; readonly at: number }
  | { readonly kind: 'too-long'; readonly retryAfterS: number }
  | { readonly kind: 'gave-up' };

/** Enters the line and keeps track of what becomes of it. Its call is answered after `answerMs`. */
function enter(
  line: RateLimiter,
  signal = new AbortController().signal,
  client?: Client,
  answerMs = 0,
): { fate: Fate } {
  const caller: { fate: Fate } = { fate: { kind: 'waiting' } };
  line.enter(signal, client).then(
    (turn) => {
      if (turn.kind === 'now') {
        caller.fate = { kind: 'now', at: performance.now() };
        if (answerMs === 0) turn.done();
        else setTimeout(turn.done, answerMs);
      } else caller.fate = turn;
    },
    (reason: unknown) => {
      expect(reason).toBe(signal.reason);
      caller.fate = { kind: 'gave-up' };
    },
  );
  return caller;
}

const many = (line: RateLimiter, count: number) => Array.from({ length: count }, () => enter(line));
const manyOf = (line: RateLimiter, count: number, client: Client, answerMs = 0) =>
  Array.from({ length: count }, () => enter(line, new AbortController().signal, client, answerMs));
const kinds = (callers: readonly { fate: Fate }[], kind: Fate['kind']) =>
  callers.filter(({ fate }) => fate.kind === kind).length;
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe('eight calls a second', () => {
  test('the first eight go at once, then eight every second', async () => {
    const callers = many(createRateLimiter({ perSecond: 8 }), 20);
    await settle();
    expect(kinds(callers, 'now')).toBe(8);
    await settle(999);
    expect(kinds(callers, 'now')).toBe(8);
    await settle(1);
    expect(kinds(callers, 'now')).toBe(16);
    await settle(1000);
    expect(kinds(callers, 'now')).toBe(20);
  });

  test('a call that comes later makes the ninth wait for it alone', async () => {
    const line = createRateLimiter({ perSecond: 8 });
    many(line, 1);
    await settle(600);
    many(line, 7);
    const ninth = enter(line);
    await settle(399);
    expect(ninth.fate.kind).toBe('waiting');
    await settle(1);
    expect(ninth.fate.kind).toBe('now');
  });

  test('fifty may wait; the next is told at once when to come back', async () => {
    const line = createRateLimiter({ perSecond: 8 });
    const callers = many(line, 8 + LINE_MAX);
    const next = enter(line);
    await settle();
    expect(kinds(callers, 'waiting')).toBe(LINE_MAX);
    // 51 calls after the first eight: six seconds of eight, and three more.
    expect(next.fate).toEqual({ kind: 'too-long', retryAfterS: 7 });
    await settle(7000);
    expect(kinds(callers, 'now')).toBe(8 + LINE_MAX);
  });

  test('who gives up leaves the line, and those behind move up', async () => {
    const line = createRateLimiter({ perSecond: 8 });
    many(line, 8);
    const leaving = new AbortController();
    const inFront = Array.from({ length: 8 }, () => enter(line, leaving.signal));
    const behind = many(line, 8);
    leaving.abort();
    await settle();
    expect(kinds(inFront, 'gave-up')).toBe(8);
    await settle(1000);
    expect(kinds(behind, 'now')).toBe(8);
  });

  test('who has given up already does not enter, and one who gives up afterwards changes nothing', async () => {
    const line = createRateLimiter({ perSecond: 8 });
    expect(enter(line, AbortSignal.abort()).fate.kind).toBe('waiting');
    const late = new AbortController();
    const callers = [...many(line, 7), enter(line, late.signal), ...many(line, 8)];
    await settle();
    late.abort();
    await settle(1000);
    expect(kinds(callers, 'now')).toBe(16);
  });
});

test.each([
  // At one call a second ten may wait ten seconds, at one in ten seconds one.
  [1, 1 + 10],
  [0.1, 1 + 1],
  [0.4, 1 + 4],
  [1000, 1000 + LINE_MAX],
])('at %d a second nobody waits longer than ten seconds: %i get in', async (perSecond, count) => {
  const callers = many(createRateLimiter({ perSecond }), count + 20);
  await settle(WAIT_MAX_MS);
  expect(kinds(callers, 'now')).toBe(count);
  expect(kinds(callers, 'too-long')).toBe(20);
});

test('the platform sees no more than eight in any second, however long each call is on its way', async () => {
  const line = createRateLimiter({ perSecond: 8 });
  const seen: number[] = [];
  let answers = 0;
  const call = async (travelMs: number) => {
    const turn = await line.enter(new AbortController().signal);
    if (turn.kind !== 'now') return;
    // The first connections take long to be made, later ones are there already.
    await new Promise((resolve) => setTimeout(resolve, travelMs));
    seen.push(performance.now());
    answers += 1;
    turn.done();
  };
  for (let index = 0; index < 40; index++) void call(index < 8 ? 900 : index % 3 === 0 ? 400 : 5);
  await settle(20_000);
  expect(answers).toBe(40);
  seen.forEach((at, index) => {
    const ninth = seen[index + 8];
    if (ninth !== undefined) expect(ninth - at).toBeGreaterThanOrEqual(1000);
  });
});

test('a platform that answers slowly keeps no call waiting for longer than ten seconds', async () => {
  const line = createRateLimiter({ perSecond: 8 });
  const callers = manyOf(line, 58, { address: '192.0.2.1', page: 'a' }, 3_000);
  await settle(WAIT_MAX_MS + 1);
  expect(kinds(callers, 'waiting')).toBe(0);
  // Eight at once, and eight more every four seconds.
  expect(kinds(callers, 'now')).toBe(24);
});

describe('fair between those who ask', () => {
  const page = (name: string, address = '192.0.2.1'): Client => ({ address, page: name });

  test('seventy calls of one page do not keep another page’s call waiting', async () => {
    const line = createRateLimiter({ perSecond: 8 });
    const loops = manyOf(line, 70, page('loops'));
    await settle();
    const [other] = manyOf(line, 1, page('other'));
    await settle(1000);
    expect(other?.fate.kind).toBe('now');
    // Who was sent away is of the page that asked too often.
    expect(kinds(loops, 'too-long')).toBe(70 - 8 - LINE_MAX + 1);
  });

  test('a page that makes up names takes turns from its own address alone', async () => {
    const line = createRateLimiter({ perSecond: 8 });
    for (let name = 0; name < 60; name++) manyOf(line, 1, page(String(name)));
    await settle();
    const others = manyOf(line, 4, page('other', '192.0.2.2'));
    await settle(1000);
    expect(kinds(others, 'now')).toBe(4);
  });

  test('a page that names itself anew on each call does not go before the others of its address', async () => {
    const line = createRateLimiter({ perSecond: 8 });
    manyOf(line, 1, page('known'));
    await settle(1000);
    let names = 0;
    const calls: { fate: Fate }[] = [];
    for (let second = 0; second < 20; second++) {
      for (let call = 0; call < 60; call++) manyOf(line, 1, page(`made up ${(names += 1)}`));
      calls.push(...manyOf(line, 4, page('known')));
      await settle(1000);
      // Every second turn is theirs.
      expect(kinds(calls, 'now')).toBe(calls.length);
    }
  });

  test('however many names an address makes up, a page of it waits for no more than 64 turns of theirs', () => {
    const fair = createFairTurns();
    const known = page('known');
    const waiting = [...Array.from({ length: 500 }, (_, nth) => page(`made up ${nth}`)), known];
    fair.note(known);
    const gaps = [0];
    for (let turn = 0; turn < 2_000; turn++) {
      const next = fair.next(waiting);
      if (next === undefined) throw new Error('nobody is next');
      fair.note(next);
      if (next === known) gaps.push(0);
      else gaps.push((gaps.pop() ?? 0) + 1);
    }
    expect(Math.max(...gaps)).toBeLessThanOrEqual(64);
  });

  test('pages that all ask without end get the same number of turns', async () => {
    const line = createRateLimiter({ perSecond: 8 });
    const pages = ['a', 'b', 'c'].map((name) => ({ name, callers: [] as { fate: Fate }[] }));
    for (let second = 0; second < 30; second++) {
      for (const { name, callers } of pages) {
        const asks = name === 'a' ? 40 : name === 'b' ? 10 : 4;
        callers.push(...manyOf(line, asks, page(name)));
      }
      await settle(1000);
    }
    const [a = 0, b = 0, c = 0] = pages.map(({ callers }) => kinds(callers, 'now'));
    for (const count of [a, b, c]) expect(Math.abs(count - 80)).toBeLessThanOrEqual(8);
  });

  test('whoever is remembered: a thousand clients, and no more', () => {
    const fair = createFairTurns();
    for (let index = 0; index < 5_000; index++) fair.note(page(String(index), String(index)));
    const [old, recent] = [page('0', '0'), page('4999', '4999')];
    expect(fair.next([recent, old])).toBe(old);
    expect(fair.order([recent, old, recent])).toEqual([old, recent, recent]);
  });
});

test('without a limit nobody waits', async () => {
  const line = createRateLimiter({ perSecond: 0 });
  const callers = [...many(line, 500), enter(line, AbortSignal.abort())];
  await settle();
  expect(kinds(callers, 'now')).toBe(500);
  expect(kinds(callers, 'gave-up')).toBe(1);
});

test('whoever comes whenever: never too many, first come first served, nobody lost', async () => {
  const arrival = fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(3000)),
    patienceMs: fc.option(fc.nat(12_000), { freq: 3 }),
  });
  const rate = fc.constantFrom(8, 8, 8, 1, 0.5, 2.5, 40);
  await fc.assert(
    fc.asyncProperty(rate, fc.array(arrival, { maxLength: 150 }), async (perSecond, arrivals) => {
      const line = createRateLimiter({ perSecond });
      const callers: { fate: Fate; readonly cameAt: number }[] = [];
      for (const { afterMs, patienceMs } of arrivals) {
        await settle(afterMs);
        const patience = new AbortController();
        if (patienceMs !== null) setTimeout(() => patience.abort(), patienceMs);
        callers.push(Object.assign(enter(line, patience.signal), { cameAt: performance.now() }));
      }
      await settle(WAIT_MAX_MS + 3000);

      expect(kinds(callers, 'waiting')).toBe(0);
      const turns = callers.flatMap(({ fate, cameAt }) =>
        fate.kind === 'now' ? [{ at: fate.at, waited: fate.at - cameAt }] : [],
      );
      const burst = Math.max(1, Math.floor(perSecond));
      turns.forEach(({ at, waited }, i) => {
        expect(waited).toBeLessThanOrEqual(WAIT_MAX_MS + 1);
        expect(at).toBeGreaterThanOrEqual(turns[i - 1]?.at ?? 0);
        // In any stretch of time no more than the burst and what the rate allows, the stretch of one burst included.
        for (let first = 0; first <= i; first++) {
          const stretchMs = at - (turns[first]?.at ?? 0);
          const calls = i - first + 1;
          expect(calls).toBeLessThanOrEqual(burst + (perSecond * stretchMs) / 1000);
          if (calls > burst)
            expect(stretchMs).toBeGreaterThanOrEqual((burst / perSecond) * 1000 - 0.001);
        }
      });
    }),
    { numRuns: 60 },
  );
}, 60_000);
