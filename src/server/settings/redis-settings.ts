import * as v from 'valibot';
import { key, keyFileSetting, keySetting } from './key-setting.ts';

/** What several processes have in common. Rows of the one table. */

const EXAMPLE = 'rediss://:password@redis.example.com:6379';

export const REDIS_SETTINGS = {
  REDIS_URL: {
    ...keySetting(
      EXAMPLE,
      'a Redis or Valkey that all replicas share (`redis://` or `rediss://`): calls to the platform are counted together, and a sign-out is known by all; without it each process counts for itself',
    ),
    schema: v.optional(v.pipe(key, v.check(isRedisUrl))),
    expected: 'an address that begins with redis:// or rediss://, with a host, is expected',
  },
  REDIS_URL_FILE: keyFileSetting('REDIS_URL'),
};

function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname } = new URL(text);
  return hostname !== '' && /^(?:\/\d{0,4})?$/.test(pathname);
}
