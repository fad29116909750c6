import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterEach, expect, test, vi } from 'vitest';
import { ORIGIN, post, startPlatform, testApp, ticketsOf } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { userLine } from '../../testing/user-line.ts';
import { NO_PROXIES } from '../process/proxy-list.ts';
import { createAccess } from './access.ts';
import { parsePasswordHash } from './password-hash.ts';
import { createSessions } from './sessions.ts';
import type { SignInRules } from './sign-in-rules.ts';

const SESSIONS = { secret: 's'.repeat(32), lifeMs: 60_000 };
const TOKEN: SignInRules = { kind: 'token', token: 't'.repeat(32), sessions: SESSIONS };
const LINES = ['alice', 'bob'].map((name) => userLine(name, `password of ${name}`));
const usersOf = (lines: readonly string[]) =>
  new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      const hash = parsePasswordHash(line.slice(colon + 1));
      return hash === undefined ? [] : [[line.slice(0, colon), hash] as const];
    }),
  );
const PASSWORDS: SignInRules = { kind: 'password', users: usersOf(LINES), sessions: SESSIONS };

const accessBy = (signIn: SignInRules) =>
  createAccess({ signIn, proxies: NO_PROXIES, ticketsPerUserDay: 0 });
const appBy = (signIn: SignInRules) => testApp({ access: accessBy(signIn) });
const signIn = (app: Hono, name: string, secret: string) =>
  post(app, '/api/sign-in', JSON.stringify({ name, secret }));
const whoIs = async (app: Hono, headers: Record<string, string>) =>
  (await app.request(`${ORIGIN}/api/session`, { headers })).json();
const cookieOf = (response: Response) =>
  (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

afterEach(() => vi.useRealTimers());

test('a token becomes a cookie that no script, no other site and no plain connection sees', async () => {
  const app = appBy(TOKEN);
  const response = await signIn(app, ' 王芳 ', TOKEN.token);
  expect(response.status).toBe(200);
  const attributes = (response.headers.get('set-cookie') ?? '').split('; ').slice(1);
  expect(attributes.toSorted()).toEqual([
    'HttpOnly',
    'Max-Age=60',
    'Path=/',
    'SameSite=Strict',
    'Secure',
  ]);
  const cookie = cookieOf(response);
  expect(cookie).toMatch(/^__Host-ota-drop=/);
  expect(decodeURIComponent(cookie)).not.toContain(TOKEN.token);
  expect(await whoIs(app, { cookie })).toEqual({
    user: { name: '王芳', by: 'token' },
    until: expect.stringMatching(/Z$/),
  });
});

test('signing out removes the cookie, and a copy of it is worth nothing', async () => {
  const app = appBy(TOKEN);
  const cookie = cookieOf(await signIn(app, 'alice', TOKEN.token));
  const other = cookieOf(await signIn(app, 'alice', TOKEN.token));
  const response = await post(app, '/api/sign-out', '{}', { cookie });
  expect(response.headers.get('set-cookie')).toMatch(/^__Host-ota-drop=; Max-Age=0; Path=\//);
  expect(await whoIs(app, { cookie })).toEqual({ user: null });
  expect(await whoIs(app, { cookie: other })).toMatchObject({ user: { name: 'alice' } });
});

test('a replica with the same secret knows the session; a server with another token does not', async () => {
  const cookie = cookieOf(await signIn(appBy(TOKEN), 'alice', TOKEN.token));
  expect(await whoIs(appBy(TOKEN), { cookie })).toMatchObject({ user: { name: 'alice' } });
  const changed = appBy({ ...TOKEN, token: 'u'.repeat(32) });
  expect(await whoIs(changed, { cookie })).toEqual({ user: null });
});

test('a session ends with the password it began with, and with its user', async () => {
  const cookie = cookieOf(await signIn(appBy(PASSWORDS), 'alice', 'password of alice'));
  expect(await whoIs(appBy(PASSWORDS), { cookie })).toMatchObject({
    user: { name: 'alice', by: 'password' },
  });
  const [, bob = ''] = LINES;
  for (const lines of [[userLine('alice', 'another password'), bob], [bob]]) {
    const app = appBy({ ...PASSWORDS, users: usersOf(lines) });
    expect(await whoIs(app, { cookie })).toEqual({ user: null });
  }
});

test('a session is over when its time is', async () => {
  let at = 1_000;
  const sessions = createSessions({ ...SESSIONS, bondOf: () => 'x', now: () => at });
  const app = new Hono()
    .get('/begin', async (c) => c.json(await sessions.begin(c, 'alice')))
    .get('/read', async (c) => c.json((await sessions.read(c))?.name ?? 'signed out'));
  const cookie = cookieOf(await app.request('/begin'));
  const read = async () => (await app.request('/read', { headers: { cookie } })).json();
  at += SESSIONS.lifeMs - 1;
  expect(await read()).toBe('alice');
  at += 1;
  expect(await read()).toBe('signed out');
});

test.each([
  ['a wrong password', 'alice', 'password of bob'],
  ['an unknown name', 'carol', 'password of alice'],
  ['an unknown name and no password', 'carol', ''],
])('no user signs in with %s', async (_, name, password) => {
  const app = appBy(PASSWORDS);
  expect((await signIn(app, name, password || ' ')).status).toBe(401);
  expect(await whoIs(app, basic(name, password))).toEqual({ user: null });
});

test('a password that was right a moment ago is right for its own user alone', async () => {
  const app = appBy({ ...PASSWORDS, users: usersOf([userLine('alice', 'eve:password of eve')]) });
  expect((await signIn(app, 'alice', 'eve:password of eve')).status).toBe(200);
  expect((await signIn(app, 'alice:eve', 'password of eve')).status).toBe(401);
});

test('a script signs every call with name and password', async () => {
  const tickets = ticketsOf((await startPlatform()).access);
  const app = testApp({ tickets, access: accessBy(PASSWORDS) });
  const ask = (headers: Record<string, string>) =>
    post(app, '/api/tickets', '{"fileSuffix":"bin"}', headers);
  expect((await ask(basic('bob', 'password of bob'))).status).toBe(200);
  const refused = await ask(basic('bob', 'password of alice'));
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
  // A browser would ask in a window of its own.
  const inPage = await ask({ 'sec-fetch-site': 'same-origin', origin: ORIGIN });
  expect([inPage.status, inPage.headers.get('www-authenticate')]).toEqual([401, null]);
});

test('the eleventh wrong token of a minute is not looked at, nor a right one after it', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const app = appBy(TOKEN);
  const wrong = await Promise.all(Array.from({ length: 12 }, () => signIn(app, 'a', 'wrong')));
  expect(wrong.map(({ status }) => status)).toEqual([...Array(10).fill(401), 429, 429]);
  const right = await signIn(app, 'a', TOKEN.token);
  expect([right.status, right.headers.get('retry-after')]).toEqual([429, '60']);
  vi.advanceTimersByTime(60_000);
  expect((await signIn(app, 'a', TOKEN.token)).status).toBe(200);
});

test('right ones are not counted', async () => {
  const app = appBy(TOKEN);
  for (let count = 0; count < 15; count++) {
    expect((await signIn(app, 'a', TOKEN.token)).status).toBe(200);
  }
});

test.each([
  ['no name', '{"secret":"x"}', 'name and secret are expected'],
  ['a name of spaces', '{"name":"  ","secret":"x"}', 'name is missing'],
  ['a name that is too long', JSON.stringify({ name: 'n'.repeat(65), secret: 'x' }), '64'],
  ['no secret', '{"name":"a"}', 'name and secret are expected'],
])('a sign-in with %s is refused in words', async (_, body, words) => {
  const response = await post(appBy(TOKEN), '/api/sign-in', body);
  expect(response.status).toBe(400);
  const { errorMessage } = await response.json();
  expect(errorMessage).toContain(words);
  expect(errorMessage).toContain('Nobody was signed in');
});

test('without sign-in there is no user', async () => {
  const app = testApp();
  expect(await whoIs(app, {})).toEqual({ user: null });
  expect((await signIn(app, 'a', 'x')).status).toBe(400);
  expect((await post(app, '/api/sign-out', '{}')).status).toBe(200);
});

test.each([
  ['alice\nshort\n', /at least 10 characters/],
  ['al:ice\nlong enough it is\n', /without spaces and colons/],
])('npm run hash-password refuses %j in words', async (input, words) => {
  const path = join(await folderOfTest(), 'input');
  await writeFile(path, input);
  const script = join(import.meta.dirname, '../hash-password.mjs');
  expect(() =>
    execFileSync(process.execPath, [script], { input, stdio: ['pipe', 'ignore', 'pipe'] }),
  ).toThrow(words);
});
