import { createHash, randomUUID } from 'node:crypto';
import type { PlatformAccess } from '../../contract/platform-call.ts';
import { localPlaces, paceOf, type Pace, type Place, type Places } from '../platform/places.ts';
import { BACK_WITHIN_MS, type Redis } from './redis.ts';

/**
 * Places for calls that all replicas take from together: an account has ten calls a second, in whatever process. While Redis is
 * away each process takes from its own share: what is left to each of those that were there last. It keeps to that share for some
 * seconds more when Redis is back, since others may not have heard of it yet.
 */

/** A process that ended with a place in its hand keeps it no longer than a call may take. */
const LEASE_MS = 15_000;
/** A process that was not heard of for so long is gone. */
const GONE_MS = 30_000;
/** Each is heard of this often, though it makes no calls: it may, as soon as Redis is away. */
const HEARD_EVERY_MS = GONE_MS / 3;
/** A place may come back at any moment, from any process. */
const ASK_AGAIN_MS = 60;
/** Without a count there is at least one other: nobody shares with himself. */
const PROCESSES_UNTOLD = 2;

/**
 * By the clock of Redis alone: those of the replicas may differ. `processes` holds each process by when it is forgotten; `shares`
 * exists while each process keeps to its own share.
 */
const HEAR = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if tonumber(ARGV[3]) > 0 then
  redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])
end
local processes = redis.call('ZCARD', KEYS[1])
local shares = redis.call('EXISTS', KEYS[2])
`;

/** Answers with the number of processes, and with 1 while there are shares. */
const BE_HEARD = `${HEAR} return {processes, shares}`;

/** The same, and first 1 for a place or 0. `places` holds each place by when it comes back. */
const TAKE = `${HEAR}
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[4]) then
  return {0, processes, shares}
end
redis.call('ZADD', KEYS[3], now + ARGV[5], ARGV[6])
redis.call('PEXPIRE', KEYS[3], ARGV[5])
return {1, processes, shares}
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
  /** How long others may take to hear that Redis is back. */
  readonly backWithinMs?: number;
};

export function sharedPlaces({
  redis,
  access,
  perSecond,
  backWithinMs = BACK_WITHIN_MS,
}: SharedPlacesOptions): Places {
  const { calls, windowMs } = paceOf(perSecond);
  const account = createHash('sha256')
    .update(`${access.endpoint} ${access.credentials.accessKeyId}`)
    .digest('hex')
    .slice(0, 32);
  // The braces keep all of them on one node of a cluster.
  const keyOf = (kind: string) => `ota-drop:{${account}}:${kind}`;
  const [places, processes, shares] = [keyOf('places'), keyOf('processes'), keyOf('shares')];
  // One window more: by then Redis has counted every call that may still count.
  const sharesMs = Math.ceil(backWithinMs + windowMs);
  const self = randomUUID();
  let count = PROCESSES_UNTOLD;
  /** Places that Redis may hold for us without need, since it was away when they came back: each by when that was, or will be. */
  const unreturned = new Map<string, number>();
  /** Whether calls were made of which Redis does not know, and which of its returns the others have been told of. */
  let hasUncounted = false;
  let toldReturn = 0;
  /** When a call with a place from Redis alone was last let go or answered. */
  let sharedAt = Number.NEGATIVE_INFINITY;
  let own: { readonly share: number; readonly places: Places } | undefined;

  redis.askEvery(HEARD_EVERY_MS, async () => {
    const answer = await redis.ask((client) =>
      client.eval(BE_HEARD, 2, processes, shares, ...heard()),
    );
    if (isPair(answer)) noteHeard(...answer);
  });

  /** Whoever was without Redis says so: until others have come back as well, each keeps to its own share. */
  function heard(): [process: string, forMs: number, sharesMs: number] {
    const isBack = hasUncounted || redis.whyAway() !== undefined || redis.returns() !== toldReturn;
    return [self, GONE_MS, isBack ? sharesMs : 0];
  }

  function noteHeard(told: number, areShares: number): void {
    hasUncounted = false;
    toldReturn = redis.returns();
    // Where there are shares, not all may be counted again: the share stays what it was.
    if (areShares === 0) count = Math.max(1, told);
  }

  function takeOwn(onFree: () => void): Place | undefined | Promise<Place | undefined> {
    // Its share knows nothing of the calls that were counted together: ours, and those that others made until Redis was away.
    const leftMs = Math.max(sharedAt, redis.wentAwayAt()) + windowMs - performance.now();
    if (leftMs > 0) {
      setTimeout(onFree, Math.ceil(leftMs));
      return undefined;
    }
    if (own?.share !== count) own = { share: count, places: localPlaces(ownPace()) };
    return own.places.take(onFree);
  }

  /** What is left of the account to this process alone: whole calls, or the parts of all would be more than there are. */
  function ownPace(): Pace {
    const share = perSecond / count;
    return paceOf(share < 1 ? share : Math.floor(share));
  }

  /** What cannot be told now is told before the next place is taken; if that takes longer, the lease ends by itself. */
  async function tellReturn(member: string, at: number): Promise<void> {
    const ms = Math.max(0, Math.ceil(at - performance.now()));
    const told = await redis.ask((client) => client.eval(RETURN, 1, places, ms, member));
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
      for (const [member, at] of unreturned) {
        if (performance.now() - at > LEASE_MS) unreturned.delete(member);
      }
      await Promise.all([...unreturned].map(([member, at]) => tellReturn(member, at)));
      const member = randomUUID();
      const ours = [...heard(), calls, LEASE_MS, member];
      const answer = await redis.ask((client) =>
        client.eval(TAKE, 3, processes, shares, places, ...ours),
      );
      if (!isAnswer(answer)) {
        // It may have heard the question all the same.
        unreturned.set(member, performance.now());
        const place = await takeOwn(onFree);
        hasUncounted ||= place !== undefined;
        return place;
      }
      const [taken, told, areShares] = answer;
      noteHeard(told, areShares);
      if (taken === 0) {
        // Not all at the same moment.
        setTimeout(onFree, ASK_AGAIN_MS * (0.5 + Math.random()));
        return undefined;
      }
      const counted = placeOf(member);
      if (areShares === 0) {
        sharedAt = performance.now();
        return {
          ...counted,
          release() {
            sharedAt = performance.now();
            counted.release();
          },
        };
      }
      const ofShare = await takeOwn(onFree);
      if (ofShare === undefined) counted.giveBack();
      return ofShare && both(counted, ofShare);
    },
  };
}

function both(one: Place, other: Place): Place {
  return {
    release() {
      one.release();
      other.release();
    },
    giveBack() {
      one.giveBack();
      other.giveBack();
    },
  };
}

function isAnswer(
  answer: unknown,
): answer is [taken: number, processes: number, areShares: number] {
  return isNumbers(answer) && answer.length === 3;
}

function isPair(answer: unknown): answer is [processes: number, areShares: number] {
  return isNumbers(answer) && answer.length === 2;
}

function isNumbers(answer: unknown): answer is number[] {
  return Array.isArray(answer) && answer.every(Number.isInteger);
}
