import { localSignOuts, type SignOuts } from '../access/sign-outs.ts';
import type { Redis } from './redis.ts';

/**
 * Which sessions were signed out, known by all replicas. While Redis is away each knows what it has signed out itself, and tells
 * the others when it is asked again.
 */
export function sharedSignOuts(redis: Redis, now: () => number = Date.now): SignOuts {
  const own = localSignOuts(now);
  /** What Redis has not heard of yet. */
  const untold = new Map<string, number>();

  async function tell(id: string, until: number): Promise<void> {
    const ms = Math.ceil(until - now());
    if (ms <= 0) return void untold.delete(id);
    const told = await redis.ask((client) => client.set(keyOf(id), '1', 'PX', ms));
    if (told === 'OK') untold.delete(id);
  }

  return {
    async add(id, until) {
      await own.add(id, until);
      untold.set(id, until);
      await tell(id, until);
    },
    async has(id) {
      for (const [each, until] of untold) await tell(each, until);
      if (await own.has(id)) return true;
      return (await redis.ask((client) => client.exists(keyOf(id)))) === 1;
    },
  };
}

const keyOf = (id: string) => `ota-drop:signed-out:${id}`;
