import { createHash, randomUUID } from 'node:crypto';
import type { PlatformAccess } from '../../contract/platform-call.ts';
import { localPlaces, paceOf, type Place, type Places } from '../platform/places.ts';
import type { Redis } from './redis.ts';

/**
 * Places for calls that all replicas take from together: an account has ten calls a second, in whatever process. While Redis is
 * away each process takes from its own share: what is left to each of those that were there last.
 */

/** A process that ended with a place in its hand keeps it no longer than a call may take. */
const LEASE_MS = 15_000;
/** A process that was not heard of for so long is gone. */
const GONE_MS = 30_000;
/** A place may come back at any moment, from any process. */
const ASK_AGAIN_MS = 60;
/** Without a count there is at least one other: nobody shares with himself. */
const PROCESSES_UNTOLD = 2;

/**
 * By the clock of Redis alone: those of the replicas may differ. `places` holds each place by when it comes back, `processes` each
 * process by when it is forgotten. Answers with 1 for a place or 0, and with the number of processes.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + ARGV[5], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
local taken = 0
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  taken = 1
end
return {taken, redis.call('ZCARD', KEYS[2])}
`;

/** A place comes back so many milliseconds from now. */
const RETURN = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZADD', KEYS[1], 'XX', now + ARGV[1], ARGV[2])
`;

export type SharedPlacesOptions = {
  readonly redis: Redis;
  /** What the calls are counted by: all replicas, and all targets of one, that sign with this key share them. */
  readonly access: PlatformAccess;
  readonly perSecond: number;
};

export function sharedPlaces({ redis, access, perSecond }: SharedPlacesOptions): Places {
  const { calls, windowMs } = paceOf(perSecond);
  const account = createHash('sha256')
    .update(`${access.endpoint} ${access.credentials.accessKeyId}`)
    .digest('hex')
    .slice(0, 32);
  // The braces keep both on one node of a cluster.
  const [places, processes] = ['places', 'processes'].map(
    (kind) => `ota-drop:{${account}}:${kind}`,
  );
  if (places === undefined || processes === undefined) throw new Error('there are two keys');
  const self = randomUUID();
  let count = PROCESSES_UNTOLD;
  /** Places that Redis may hold for us without need, since it was away when they came back: each by when that was, or will be. */
  const unreturned = new Map<string, number>();
  /** When a place was last taken from Redis, and when one of this process' own was last in use. */
  let sharedAt = Number.NEGATIVE_INFINITY;
  let ownAt = Number.NEGATIVE_INFINITY;
  let own: { readonly share: number; readonly places: Places } | undefined;

  /** Between the two ways of counting lies a whole window: neither knows of the other's calls. */
  function isTooSoon(after: number, onFree: () => void): boolean {
    const leftMs = after + windowMs - performance.now();
    if (leftMs > 0) setTimeout(onFree, Math.ceil(leftMs));
    return leftMs > 0;
  }

  async function takeOwn(onFree: () => void): Promise<Place | undefined> {
    if (isTooSoon(sharedAt, onFree)) return undefined;
    const place = await ownPlaces().take(onFree);
    if (place === undefined) return undefined;
    ownAt = performance.now();
    return {
      ...place,
      release() {
        ownAt = performance.now();
        place.release();
      },
    };
  }

  /** What is left of the account to this process alone. */
  function ownPlaces(): Places {
    if (own?.share !== count)
      own = { share: count, places: localPlaces(paceOf(perSecond / count)) };
    return own.places;
  }

  /** What cannot be told now is told before the next place is taken; if that takes longer, the lease ends by itself. */
  async function tellReturn(member: string, at: number): Promise<void> {
    const ms = Math.max(0, Math.ceil(at - performance.now()));
    const told = await redis.ask((client) => client.eval(RETURN, 1, places ?? '', ms, member));
    if (told === undefined) unreturned.set(member, at);
    else unreturned.delete(member);
  }

  function placeOf(member: string): Place {
    let isTaken = true;
    const comeBackIn = (ms: number) => {
      if (!isTaken) return;
      isTaken = false;
      void tellReturn(member, performance.now() + ms);
    };
    return { release: () => comeBackIn(windowMs), giveBack: () => comeBackIn(0) };
  }

  return {
    async take(onFree) {
      if (redis.whyAway() === undefined && isTooSoon(ownAt, onFree)) return undefined;
      for (const [member, at] of unreturned) {
        if (performance.now() - at > LEASE_MS) unreturned.delete(member);
      }
      await Promise.all([...unreturned].map(([member, at]) => tellReturn(member, at)));
      const member = randomUUID();
      const answer = await redis.ask((client) =>
        client.eval(TAKE, 2, places, processes, calls, LEASE_MS, member, self, GONE_MS),
      );
      if (!isAnswer(answer)) {
        // It may have heard the question all the same.
        unreturned.set(member, performance.now());
        return takeOwn(onFree);
      }
      const [taken, told] = answer;
      count = Math.max(1, told);
      if (taken === 1) {
        sharedAt = performance.now();
        return placeOf(member);
      }
      // Not all at the same moment.
      setTimeout(onFree, ASK_AGAIN_MS * (0.5 + Math.random()));
      return undefined;
    },
  };
}

function isAnswer(answer: unknown): answer is [taken: number, processes: number] {
  return Array.isArray(answer) && answer.length === 2 && answer.every(Number.isInteger);
}
