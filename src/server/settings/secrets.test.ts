import { expect, test } from 'vitest';
import { settingsOf } from '../../testing/server-world.ts';
import { secretsOf } from './secrets.ts';

test('the password in the address of Redis is a secret, as it stands there and as it is meant', () => {
  const settings = settingsOf({ REDIS_URL: 'rediss://user:a%2Fb@redis.example:6379/2' });
  expect(secretsOf(settings)).toEqual(['a%2Fb', 'a/b']);
  expect(secretsOf(settingsOf({ REDIS_URL: 'redis://127.0.0.1' }))).toEqual([]);
});
