import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NO_REDIS, type RedisServer } from '../../testing/redis-process.ts';
import { redisOfTest } from '../../testing/test-resources.ts';
import { accessTo } from '../../testing/server-world.ts';
import { createRateLimiter, type RateLimiter } from '../platform/rate-limiter.ts';
import { openRedis, type Redis } from './redis.ts';
import { sharedPlaces } from './shared-places.ts';
import { sharedSignOuts } from './shared-sign-outs.ts';

/** What replicas share, with a real Redis and several clients that stand for processes. */

async function processOf({ url }: Pick<RedisServer, 'url'>) {
  const changes: (string | undefined)[] = [];
  const redis = await openRedis({ url, onChange: (why) => changes.push(why) });
  onTestFinished(() => redis.close());
  return { redis, changes };
}

async function connected(server: RedisServer) {
  const process = await processOf(server);
  await expect.poll(() => process.redis.whyAway()).toBe(undefined);
  return process;
}

const ACCESS = accessTo('https://platform.example');
const never = new AbortController().signal;
// Many calls wait with this one signal.
setMaxListeners(0, never);

async function limiterOf(server: RedisServer, perSecond: number): Promise<RateLimiter> {
  const { redis } = await connected(server);
  return createRateLimiter({
    perSecond,
    places: sharedPlaces({ redis, access: ACCESS, perSecond }),
  });
}

/** A process that can be kept from Redis, whatever others can. */
async function gatedLimiterOf(server: RedisServer) {
  const { redis } = await connected(server);
  let isAway = false;
  let isUnheard = false;
  let returns = 0;
  let backAt = 0;
  let wentAwayAt = Number.NEGATIVE_INFINITY;
  const gated: Redis = {
    ask: async (question) => (isAway || isUnheard ? undefined : redis.ask(question)),
    whyAway: () => (isAway ? 'closed' : redis.whyAway()),
    wentAwayAt: () => wentAwayAt,
    returns: () => returns,
    askEvery: (ms, question) => redis.askEvery(ms, question),
    close: () => redis.close(),
  };
  const places = sharedPlaces({ redis: gated, access: ACCESS, perSecond: 20, backWithinMs: 1_000 });
  return {
    limiter: createRateLimiter({ perSecond: 20, places }),
    leave() {
      isAway = true;
      wentAwayAt = performance.now();
    },
    comeBack() {
      isAway = false;
      returns += 1;
      backAt = performance.now();
    },
    backAt: () => backAt,
    /** No answer of it can be used, and it is not known to be away. */
    beUnheard: (is: boolean) => (isUnheard = is),
  };
}

/** Whether each process keeps to its own share. */
async function areShares(server: RedisServer): Promise<boolean> {
  const { redis } = await connected(server);
  return (await redis.ask((client) => client.keys('*shares')))?.length === 1;
}

/** How many processes Redis has heard of. */
async function countOf(server: RedisServer): Promise<number | undefined> {
  const { redis } = await connected(server);
  const [key = ''] = (await redis.ask((client) => client.keys('*processes'))) ?? [];
  return redis.ask((client) => client.zcard(key));
}

/** The first may have been counted before the other was there. */
async function haveHeard(...all: readonly { readonly limiter: RateLimiter }[]): Promise<void> {
  for (let i = 0; i < 2; i++)
    await Promise.all(all.flatMap(({ limiter }) => callTimes(limiter, 1)));
}

/** When each of so many calls was let go; all of them are answered at once. */
function callTimes(limiter: RateLimiter, count: number): Promise<number>[] {
  return Array.from({ length: count }, async () => {
    const turn = await limiter.enter(never);
    if (turn.kind !== 'now') throw new Error(turn.kind);
    const at = performance.now();
    turn.release();
    return at;
  });
}

/** The most in any stretch of so many milliseconds. */
function mostWithin(ms: number, times: readonly number[]): number {
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + ms).length),
  );
}

describe.skipIf(NO_REDIS !== undefined)(`with Redis${NO_REDIS ? `: ${NO_REDIS}` : ''}`, () => {
  test('three processes together make no more calls than one account may', async () => {
    const server = await redisOfTest();
    const limiters = await Promise.all([1, 2, 3].map(() => limiterOf(server, 20)));
    const times = await Promise.all(limiters.flatMap((limiter) => callTimes(limiter, 20)));
    // 60 calls of 20 a second: the first at once, the last two seconds later.
    expect(mostWithin(990, times)).toBeLessThanOrEqual(20);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(1_900);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(10_000);
  });

  test('a call that is under way keeps its place, in whichever process', async () => {
    const server = await redisOfTest();
    const [one, other] = await Promise.all([limiterOf(server, 1), limiterOf(server, 1)]);
    const held = await one.enter(never);
    const waiting = callTimes(other, 1)[0];
    let isLetGo = false;
    void waiting?.then(() => (isLetGo = true));
    await sleep(1_500);
    expect(isLetGo).toBe(false);
    if (held.kind === 'now') held.release();
    await expect.poll(() => isLetGo, { timeout: 5_000 }).toBe(true);
  });

  test('places that came back while it was away are free when it is back', async () => {
    const server = await redisOfTest();
    const limiter = await limiterOf(server, 4);
    const turns = await Promise.all([1, 2, 3, 4].map(() => limiter.enter(never)));
    server.pause();
    for (const turn of turns) if (turn.kind === 'now') turn.release();
    await sleep(1_600);
    server.resume();
    const began = performance.now();
    await Promise.all(callTimes(limiter, 8));
    // A lease lasts for 15 s.
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  test('places whose return could not be told are free soon after it is back', async () => {
    const one = await gatedLimiterOf(await redisOfTest());
    await haveHeard(one);
    await sleep(1_100);
    const held = await Promise.all(Array.from({ length: 20 }, () => one.limiter.enter(never)));
    one.leave();
    for (const turn of held) if (turn.kind === 'now') turn.release();
    await sleep(1_100);
    one.comeBack();
    const times = await Promise.all(callTimes(one.limiter, 20));
    expect(Math.max(...times) - one.backAt()).toBeLessThan(6_000);
  });

  test('keys of one account do not count for another', async () => {
    const server = await redisOfTest();
    const { redis } = await connected(server);
    for (const account of ['https://one.example', 'https://other.example']) {
      const places = sharedPlaces({ redis, access: accessTo(account), perSecond: 1 });
      expect(await places.take(() => {})).toBeDefined();
      expect(await places.take(() => {})).toBe(undefined);
    }
  });

  test.each([
    ['is gone', (server: RedisServer) => server.stop(), 'ECONNREFUSED'],
    ['says nothing', async (server: RedisServer) => server.pause(), 'timeout'],
  ])(
    'while it %s each process goes on with its own share, and nobody waits',
    async (_, takeAway) => {
      const server = await redisOfTest();
      const limiters = await Promise.all([limiterOf(server, 20), limiterOf(server, 20)]);
      // Both have been heard of.
      await Promise.all(limiters.flatMap((limiter) => callTimes(limiter, 1)));
      const before = await Promise.all(limiters.flatMap((limiter) => callTimes(limiter, 10)));
      await takeAway(server);
      const began = performance.now();
      const times = await Promise.all(limiters.flatMap((limiter) => callTimes(limiter, 12)));
      expect(Math.max(...times) - began).toBeLessThan(8_000);
      // Nor more where one way of counting follows the other.
      expect(mostWithin(990, [...before, ...times])).toBeLessThanOrEqual(20);
      server.resume();
    },
  );

  test('a process that makes no calls is counted all the same', async () => {
    const server = await redisOfTest();
    const [one, other] = await Promise.all([gatedLimiterOf(server), gatedLimiterOf(server)]);
    await expect.poll(() => countOf(server)).toBe(2);
    await Promise.all(callTimes(one.limiter, 1));
    for (const process of [one, other]) process.leave();
    await sleep(1_100);
    const times = await Promise.all(callTimes(one.limiter, 25));
    expect(mostWithin(990, times)).toBe(10);
  });

  test.each([
    ['both had calls', true],
    ['the first had none', false],
  ])(
    'that is back for one process a while before it is for the other: no more calls together, where %s',
    async (_, hadCalls) => {
      const server = await redisOfTest();
      const [one, other] = await Promise.all([gatedLimiterOf(server), gatedLimiterOf(server)]);
      await haveHeard(one, other);
      for (const process of [one, other]) process.leave();
      await sleep(1_100);
      const later = callTimes(other.limiter, 45);
      const soon = hadCalls ? callTimes(one.limiter, 45) : [];
      await sleep(400);
      one.comeBack();
      if (!hadCalls) soon.push(...callTimes(one.limiter, 45));
      await sleep(900);
      other.comeBack();
      const times = await Promise.all([...soon, ...later]);
      expect(mostWithin(990, times)).toBeLessThanOrEqual(20);
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(8_000);
    },
  );

  test('that goes away: what another process has just taken of it still counts', async () => {
    const server = await redisOfTest();
    const [one, other] = await Promise.all([gatedLimiterOf(server), gatedLimiterOf(server)]);
    await haveHeard(one, other);
    await sleep(1_100);
    const before = await Promise.all(callTimes(other.limiter, 20));
    for (const process of [one, other]) process.leave();
    const times = await Promise.all(callTimes(one.limiter, 10));
    expect(mostWithin(990, [...before, ...times])).toBe(20);
  });

  test('that goes away: calls that are under way count until a second after their answer', async () => {
    const one = await gatedLimiterOf(await redisOfTest());
    await haveHeard(one);
    await sleep(1_100);
    const held = await Promise.all(Array.from({ length: 20 }, () => one.limiter.enter(never)));
    one.leave();
    await sleep(1_200);
    const answeredAt = performance.now();
    for (const turn of held) if (turn.kind === 'now') turn.release();
    const times = await Promise.all(callTimes(one.limiter, 5));
    expect(Math.min(...times) - answeredAt).toBeGreaterThan(990);
  });

  test('whose answers could not be used is told of calls that it has not counted', async () => {
    const server = await redisOfTest();
    const one = await gatedLimiterOf(server);
    await haveHeard(one);
    expect(await areShares(server)).toBe(false);
    one.beUnheard(true);
    await Promise.all(callTimes(one.limiter, 1));
    one.beUnheard(false);
    await Promise.all(callTimes(one.limiter, 1));
    expect(await areShares(server)).toBe(true);
  });

  test('calls are shared again some seconds after it is back, and none is waited for meanwhile', async () => {
    const server = await redisOfTest();
    const [one, other] = await Promise.all([gatedLimiterOf(server), gatedLimiterOf(server)]);
    await haveHeard(one, other);
    one.leave();
    await sleep(1_100);
    await Promise.all(callTimes(one.limiter, 5));
    one.comeBack();
    // Its share of ten a second: it has all twenty of them again when others have had their time to come back.
    const times = (await Promise.all(callTimes(one.limiter, 50))).map((at) => at - one.backAt());
    expect(
      mostWithin(
        990,
        times.filter((at) => at < 1_800),
      ),
    ).toBeLessThanOrEqual(10);
    expect(mostWithin(990, times)).toBe(20);
  });

  test('that comes back is used again, and both are told once', async () => {
    const server = await redisOfTest();
    const { redis, changes } = await connected(server);
    await server.stop();
    await expect.poll(() => redis.whyAway()).not.toBe(undefined);
    await sleep(2_500);
    await server.start();
    await expect.poll(() => redis.whyAway(), { timeout: 10_000 }).toBe(undefined);
    expect(changes.map((why) => why === undefined)).toEqual([true, false, true]);
  });

  test('that is left on purpose is not said to be away', async () => {
    const { redis, changes } = await connected(await redisOfTest());
    redis.close();
    await expect.poll(() => redis.whyAway()).not.toBe(undefined);
    expect(changes).toEqual([undefined]);
  });

  test('that is not there at the start holds nothing up, and is found later', async () => {
    const server = await redisOfTest();
    await server.stop();
    const { redis, changes } = await processOf(server);
    const places = sharedPlaces({ redis, access: ACCESS, perSecond: 8 });
    expect(await places.take(() => {})).toBeDefined();
    await expect.poll(() => changes).toEqual(['ECONNREFUSED']);
    await server.start();
    await expect.poll(() => redis.whyAway(), { timeout: 10_000 }).toBe(undefined);
  });

  test('whose password is wrong is away, and says so without the password', async () => {
    const server = await redisOfTest('right/pass word');
    const { redis, changes } = await processOf({ url: server.url.replace('right', 'wrong') });
    await expect.poll(() => changes.length).toBeGreaterThan(0);
    expect(redis.whyAway()).toMatch(/^(?:WRONGPASS|NOAUTH)$/);
    expect((await connected(server)).redis.whyAway()).toBe(undefined);
  });

  test('a sign-out is known by every process, also after it was signed out without Redis', async () => {
    const server = await redisOfTest();
    const [one, other] = await Promise.all([connected(server), connected(server)]);
    const here = sharedSignOuts(one.redis);
    const there = sharedSignOuts(other.redis);
    const until = Date.now() + 60_000;
    expect(await there.has('a')).toBe(false);
    await here.add('a', until);
    expect(await there.has('a')).toBe(true);
    await server.stop();
    await here.add('b', until);
    expect(await here.has('b')).toBe(true);
    await server.start();
    await expect.poll(() => one.redis.whyAway(), { timeout: 10_000 }).toBe(undefined);
    await expect.poll(() => other.redis.whyAway(), { timeout: 10_000 }).toBe(undefined);
    await here.has('a');
    expect(await there.has('b')).toBe(true);
  });
});
