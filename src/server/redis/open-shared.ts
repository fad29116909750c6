import type { PlatformAccess } from '../../contract/platform-call.ts';
import type { SignOuts } from '../access/sign-outs.ts';
import type { Operations } from '../operations/operations.ts';
import type { Places } from '../platform/places.ts';
import { openRedis } from './redis.ts';
import { sharedPlaces } from './shared-places.ts';
import { sharedSignOuts } from './shared-sign-outs.ts';

/** What replicas have in common. */
export type Shared = {
  placesOf(access: PlatformAccess, perSecond: number): Places;
  readonly signOuts: SignOuts;
  close(): void;
};

const MEANWHILE =
  'Meanwhile each process keeps to its own share of calls, and a sign-out is known by its own process alone.';

/** @returns at once: a server starts and works without it */
export async function openShared(
  url: string,
  { emit, metrics, readiness }: Operations,
): Promise<Shared> {
  const redis = await openRedis({
    url,
    onChange(why) {
      emit(
        why === undefined
          ? {
              kind: 'notice',
              level: 'info',
              text: 'Redis answers: calls and sign-outs are shared.',
            }
          : {
              kind: 'notice',
              level: 'warn',
              text: `Redis (REDIS_URL) does not answer: ${why}. ${MEANWHILE}`,
            },
      );
    },
  });
  readiness.addWarning(() => {
    const why = redis.whyAway();
    return why === undefined
      ? undefined
      : { cause: 'redis-away', reason: `Redis (REDIS_URL) does not answer (${why}). ${MEANWHILE}` };
  });
  metrics.watch('ota_drop_redis_up', 'Whether Redis answers: 1 or 0.', () =>
    redis.whyAway() === undefined ? 1 : 0,
  );
  return {
    placesOf: (access, perSecond) => sharedPlaces({ redis, access, perSecond }),
    signOuts: sharedSignOuts(redis),
    close: () => redis.close(),
  };
}
