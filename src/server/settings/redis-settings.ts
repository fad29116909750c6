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
    expected:
      'an address like redis://user:password@host:6379/0 is expected, or rediss:// for TLS: with a host, at most a number behind it, nothing after ? or #, and no socket file; special characters of a password in percent encoding, such as %40 for @',
  },
  REDIS_URL_FILE: keyFileSetting('REDIS_URL'),
};

function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { username, password, hostname, pathname, search, hash } = new URL(text);
  // The client would take what stands behind ? as its own options, of which some end the process.
  if (search !== '' || hash !== '' || !isDecodable(username) || !isDecodable(password))
    return false;
  return hostname !== '' && /^(?:\/\d{0,4})?$/.test(pathname);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
