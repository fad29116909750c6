import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsOf } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { userLine } from '../../testing/user-line.ts';
import { readSettings } from './settings.ts';

const TOKEN = 'a token that is long enough for it'.replaceAll(' ', '-');
const HASH = userLine('alice', 'correct horse').slice('alice:'.length);

async function usersFile(text: string): Promise<string> {
  const path = join(await folderOfTest(), 'users');
  await writeFile(path, text);
  return path;
}

const mistakesOf = (env: Record<string, string>) => {
  const reading = readSettings(env);
  return reading.kind === 'mistakes' ? reading.mistakes.join('\n') : '';
};

test('a shared token signs its sessions, unless there is a secret for that', () => {
  const env = { SIGN_IN: 'token', SIGN_IN_TOKEN: TOKEN };
  const lifeMs = 43_200_000;
  expect(settingsOf(env).accessRules.signIn).toEqual({
    kind: 'token',
    token: TOKEN,
    sessions: { secret: TOKEN, lifeMs },
  });
  const SESSION_SECRET = 's'.repeat(32);
  expect(settingsOf({ ...env, SESSION_SECRET }).accessRules.signIn).toMatchObject({
    sessions: { secret: SESSION_SECRET },
  });
});

test('users come from a file, a line for each', async () => {
  const path = await usersFile(`# the team\nalice:${HASH}\r\n\nBjörn:${HASH}\n`);
  const { signIn } = settingsOf({
    SIGN_IN: 'password',
    SIGN_IN_USERS_FILE: path,
  }).accessRules;
  expect(signIn.kind === 'password' && [...signIn.users.keys()]).toEqual(['alice', 'Björn']);
});

test.each([
  ['a password in place of its hash', 'alice:CANARY-password', 1],
  ['a hash of another kind', 'alice:$2y$10$CANARYCANARYCANARYCANARYCANARYCANARYCANARY', 1],
  ['a cost that is guessed too fast', `alice:${HASH.replace('ln=15', 'ln=4')}`, 1],
  ['a cost that takes all memory', `alice:${HASH.replace('ln=15', 'ln=30')}`, 1],
  ['no name', `\n:${HASH}`, 2],
  ['a name that cannot be seen', `\u202E:${HASH}`, 1],
  ['a user twice', `alice:${HASH}\nalice:${HASH}`, 2],
])('a users file with %s is refused, by its line', async (_, text, line) => {
  const path = await usersFile(text);
  const told = mistakesOf({ SIGN_IN: 'password', SIGN_IN_USERS_FILE: path });
  expect(told).toContain(`its line ${line} `);
  expect(told).not.toContain('CANARY');
});

test.each([
  ['a token behind https', { SIGN_IN: 'token', SIGN_IN_TOKEN: TOKEN }],
  ['a proxy', { SIGN_IN: 'proxy', TRUSTED_PROXIES: '10.0.0.0/8, ::1' }],
])('another address than loopback is used with %s', (_, env) => {
  const far = { HOST: '0.0.0.0', PUBLIC_URL: 'https://ota.example', ...env };
  expect(settingsOf(far).host).toBe('0.0.0.0');
});

test('only the addresses on the list are believed', () => {
  const { proxies } = settingsOf({
    SIGN_IN: 'proxy',
    TRUSTED_PROXIES: '10.1.0.0/16, 192.0.2.7,fd00::/8',
  }).accessRules;
  const has = (address: string) => proxies.has(address);
  expect(['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.7', 'fd12::1'].map(has)).toEqual(
    Array(4).fill(true),
  );
  expect(['10.2.0.1', '192.0.2.8', '127.0.0.1', '::1', '', 'proxy'].map(has)).toEqual(
    Array(6).fill(false),
  );
});
