import { setTimeout as sleep } from 'node:timers/promises';
import { ANSWER_MS, BACK_WITHIN_MS, openRedis, type Redis } from '../redis/redis.ts';
import type { Finding } from './finding.ts';

/** What replicas share, asked as a server asks it. Uploads work without it, so nothing here is a fault. */
export async function examineRedis(url: string): Promise<readonly Finding[]> {
  let tell = () => {};
  const isKnown = new Promise<void>((resolve) => (tell = resolve));
  const redis = await openRedis({ url, onChange: () => tell() });
  try {
    await Promise.race([isKnown, sleep(BACK_WITHIN_MS, undefined, { ref: false })]);
    const tookMs = await timeOf(redis);
    const why = redis.whyAway();
    if (why !== undefined) return [away(why)];
    return tookMs > SLOW_MS ? [slow(tookMs)] : [];
  } finally {
    redis.close();
  }
}

/** A tenth of what is waited for: beyond it, a busy moment is enough to count as away. */
const SLOW_MS = ANSWER_MS / 10;
const QUESTIONS = 5;

/** Everything that servers ask of it, under a name of its own that goes by itself. */
const QUESTION = `
local now = redis.call('TIME')[1]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + 1, 'doctor')
redis.call('PEXPIRE', KEYS[1], 1000)
redis.call('SET', KEYS[2], '1', 'PX', 1000)
return {redis.call('ZCARD', KEYS[1]), redis.call('EXISTS', KEYS[2])}
`;

/** The middle of some questions, in milliseconds. */
async function timeOf(redis: Redis): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < QUESTIONS; i++) {
    const began = performance.now();
    await redis.ask(async (client) => {
      await client.eval(QUESTION, 2, 'ota-drop:{doctor}:places', 'ota-drop:{doctor}:shares');
      await client.set('ota-drop:signed-out:doctor', '1', 'PX', 1000);
      return client.exists('ota-drop:signed-out:doctor');
    });
    // Three answers.
    times.push((performance.now() - began) / 3);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(QUESTIONS / 2)] ?? 0;
}

const MEANWHILE =
  'Uploads go on: each server keeps to its own share of calls, and a sign-out is known by its own server alone.';

function away(why: string): Finding {
  return {
    check: 'redis',
    severity: 'warning',
    what: `Redis (REDIS_URL) cannot be used (${why}). ${MEANWHILE}`,
    ...mendOf(why),
  };
}

function slow(ms: number): Finding {
  return {
    check: 'redis',
    severity: 'warning',
    what: `Redis (REDIS_URL) takes ${Math.round(ms)} ms for an answer, and it is asked for every ticket.`,
    mend: `Keep it in the network of the servers: what takes longer than ${ANSWER_MS} ms counts as no answer. To see how long it takes from here:`,
    paste: 'redis-cli -u "$REDIS_URL" --latency',
  };
}

function mendOf(why: string): Pick<Finding, 'mend' | 'paste'> {
  switch (why) {
    case 'NOAUTH':
      return {
        mend: 'It wants a password, and for a user of its own a name:',
        paste: 'REDIS_URL=redis://user:password@redis.example.com:6379',
      };
    case 'WRONGPASS':
      return {
        mend: 'Name and password are not those of a user there. Characters such as / @ : % are written in percent encoding, and the user without a name is called default:',
        paste: 'REDIS_URL=redis://default:pass%2Fword@redis.example.com:6379',
      };
    case 'NOPERM':
      return {
        mend: 'Its user may not do all that is asked. As an administrator of Redis:',
        paste:
          'ACL SETUSER ota-drop ~ota-drop:* +@connection +info +eval +time +set +exists +pexpire +zadd +zcard +zremrangebyscore',
      };
    case 'DB-INDEX':
      return {
        mend: 'There is no database of that number. Leave the number out:',
        paste: 'REDIS_URL=redis://user:password@redis.example.com:6379',
      };
    case 'MOVED':
    case 'CROSSSLOT':
    case 'READONLY':
      return {
        mend: 'What answers is one node of a cluster, or a replica. Name a Redis that takes writes by itself; a small one is enough.',
      };
    default:
      return {
        mend: 'See whether it runs, whether this machine may reach it, and whether it speaks TLS (rediss://) or not (redis://):',
        paste: 'redis-cli -u "$REDIS_URL" ping',
      };
  }
}
