import { request as send, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startPlatform, startServer, STORE, type StartedServer } from '../testing/server-world.ts';
import { folderOfTest } from '../testing/test-resources.ts';

/** Ways in which someone else might get a ticket, on real sockets. What counts is whether the platform was ever called. */

const TOKEN = 'the-token-that-the-whole-team-shares';
const BODY = '{"fileSuffix":"bin"}';
const JSON_TYPE = { 'content-type': 'application/json' };
const EVIL = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

afterEach(() => vi.useRealTimers());

type World = {
  readonly server: StartedServer;
  readonly calls: readonly unknown[];
  readonly port: number;
};

async function worldWith(env: Readonly<Record<string, string>>): Promise<World> {
  const { access, calls } = await startPlatform();
  const server = await startServer(await folderOfTest(), {
    CLOUD: 'tuya',
    CLOUD_ENDPOINT: access.endpoint,
    ACCESS_KEY_ID: access.credentials.accessKeyId,
    ACCESS_KEY_SECRET: access.credentials.accessKeySecret,
    STORE_HOSTS: STORE,
    TICKETS_PER_SECOND: '0',
    ...env,
  });
  return { server, calls, port: Number(new URL(server.listeningUrl).port) };
}

type Sent = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
};

/** A request as no browser and no fetch would let us write it. */
function ask({ port }: World, { method = 'POST', path = '/api/tickets', headers, body }: Sent) {
  return new Promise<{ status: number; text: string; head: IncomingMessage['headers'] }>(
    (resolve, reject) => {
      const request = send({ host: '127.0.0.1', port, method, path, headers: { ...headers } });
      request.once('error', reject);
      request.once('response', async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        resolve({ status: response.statusCode ?? 0, text, head: response.headers });
      });
      request.end(method === 'GET' ? undefined : (body ?? BODY));
    },
  );
}

/** Signs in as the page does. */
async function signIn(world: World, secret = TOKEN): Promise<string> {
  const body = JSON.stringify({ name: 'alice', secret });
  const { head, status } = await ask(world, { path: '/api/sign-in', headers: JSON_TYPE, body });
  const [cookie = ''] = head['set-cookie'] ?? [];
  if (status !== 200) throw new Error(`sign-in: ${status}`);
  return cookie.split(';')[0] ?? '';
}

describe('with a shared token', () => {
  let world: World;
  let cookie: string;
  beforeEach(async () => {
    world = await worldWith({ SIGN_IN: 'token', SIGN_IN_TOKEN: TOKEN, SESSION_LIFE_S: '3600' });
    cookie = await signIn(world);
  });

  const changed = (change: (session: object) => object) => {
    const [name = '', value = ''] = cookie.split('=');
    const [payload = '', signature = ''] = decodeURIComponent(value).split('.');
    const session = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify(change(session))).toString('base64url');
    return `${name}=${encodeURIComponent(`${forged}.${signature}`)}`;
  };

  test.each<[string, () => Sent | Promise<Sent>]>([
    ['another site’s fetch', () => ({ headers: { ...JSON_TYPE, ...EVIL, cookie } })],
    [
      'a fetch of another port of this machine',
      () => ({
        headers: {
          ...JSON_TYPE,
          origin: 'http://127.0.0.1:9',
          'sec-fetch-site': 'same-site',
          cookie,
        },
      }),
    ],
    [
      'a form of another site',
      () => ({
        headers: { ...EVIL, 'content-type': 'application/x-www-form-urlencoded', cookie },
        body: 'fileSuffix=bin',
      }),
    ],
    ['plain text', () => ({ headers: { 'content-type': 'text/plain', cookie } })],
    [
      'a fetch without CORS',
      () => ({
        headers: { ...EVIL, 'sec-fetch-mode': 'no-cors', 'content-type': 'text/plain', cookie },
      }),
    ],
    ['a sandboxed frame', () => ({ headers: { ...JSON_TYPE, origin: 'null', cookie } })],
    [
      'GET, as an image or a link',
      () => ({ method: 'GET', path: '/api/tickets?fileSuffix=bin', headers: { cookie } }),
    ],
    [
      'a method in a header',
      () => ({
        method: 'GET',
        path: '/api/tickets?_method=POST&fileSuffix=bin',
        headers: { ...JSON_TYPE, 'x-http-method-override': 'POST', cookie },
      }),
    ],
    ['PUT', () => ({ method: 'PUT', headers: { ...JSON_TYPE, cookie } })],
    [
      'a name that was made to resolve to this machine',
      () => ({
        headers: {
          ...JSON_TYPE,
          host: 'rebound.example',
          origin: 'http://rebound.example',
          cookie,
        },
      }),
    ],
    [
      'a host in a forwarding header',
      () => ({
        headers: {
          ...JSON_TYPE,
          host: 'rebound.example',
          'x-forwarded-host': '127.0.0.1',
          forwarded: 'host=127.0.0.1',
          cookie,
        },
      }),
    ],
    ['no session', () => ({ headers: JSON_TYPE })],
    [
      'a cookie from before the sign-out',
      async () => {
        const headers = { ...JSON_TYPE, cookie };
        await ask(world, { path: '/api/sign-out', headers, body: '{}' });
        return { headers };
      },
    ],
    [
      'a cookie that has expired',
      () => {
        vi.useFakeTimers({ toFake: ['Date'] });
        vi.setSystemTime(Date.now() + 3_600_001);
        return { headers: { ...JSON_TYPE, cookie } };
      },
    ],
    [
      'a cookie with a longer life',
      () => ({
        headers: { ...JSON_TYPE, cookie: changed((s) => ({ ...s, until: Date.now() * 2 })) },
      }),
    ],
    [
      'a cookie of another user',
      () => ({ headers: { ...JSON_TYPE, cookie: changed((s) => ({ ...s, name: 'root' })) } }),
    ],
    [
      'a cookie of a server with another token',
      async () => {
        const token = 'another-token-that-is-as-long-as-that';
        const other = await worldWith({ SIGN_IN: 'token', SIGN_IN_TOKEN: token });
        return { headers: { ...JSON_TYPE, cookie: await signIn(other, token) } };
      },
    ],
    [
      'a cookie without its prefix, which a neighbour could set',
      () => ({ headers: { ...JSON_TYPE, cookie: cookie.replace('__Host-', '') } }),
    ],
    [
      'an identity header, where no proxy is believed',
      () => ({ headers: { ...JSON_TYPE, 'x-forwarded-user': 'alice' } }),
    ],
    ['a wrong token', () => ({ headers: { ...JSON_TYPE, authorization: `Bearer ${TOKEN}x` } })],
    [
      'the token by another scheme',
      () => ({
        headers: {
          ...JSON_TYPE,
          authorization: `Basic ${Buffer.from(`a:${TOKEN}`).toString('base64')}`,
        },
      }),
    ],
    [
      'the token in the address',
      () => ({ path: `/api/tickets?token=${TOKEN}`, headers: JSON_TYPE }),
    ],
    ['a path that is spelt otherwise', () => ({ path: '/api/%74ickets', headers: JSON_TYPE })],
    ['a path with a double slash', () => ({ path: '//api/tickets', headers: JSON_TYPE })],
    [
      'another site’s whole address as the path',
      () => ({
        path: 'http://rebound.example/api/tickets',
        headers: { ...JSON_TYPE, cookie },
      }),
    ],
  ])('no ticket by %s', async (_, attempt) => {
    const { status, text, head } = await ask(world, await attempt());
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('policy');
    expect(head['access-control-allow-origin']).toBeUndefined();
    expect(world.calls).toEqual([]);
  });

  test('a question before a call from another site is not answered with leave', async () => {
    const headers = { ...EVIL, 'access-control-request-method': 'POST' };
    const { head } = await ask(world, { method: 'OPTIONS', headers, body: '' });
    expect(Object.keys(head).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test.each([
    [
      'the page',
      () => ({ cookie, origin: world.server.listeningUrl, 'sec-fetch-site': 'same-origin' }),
    ],
    ['a script with the token', () => ({ authorization: `Bearer ${TOKEN}` })],
  ])('a ticket for %s', async (_, headers) => {
    expect((await ask(world, { headers: { ...JSON_TYPE, ...headers() } })).status).toBe(200);
    expect(world.calls).toHaveLength(1);
  });

  test.each(['/api/tickets', '/api/confirmations', '/api/firmware', '/api/platform'])(
    '%s wants a session',
    async (path) => {
      const { status, text } = await ask(world, { path, headers: JSON_TYPE });
      expect([status, JSON.parse(text)]).toMatchObject([401, { code: 'OtaDrop.SignInRequired' }]);
    },
  );

  test.each(['/', '/config.json', '/healthz', '/readyz'])('%s stays open', async (path) => {
    expect((await ask(world, { method: 'GET', path })).status).toBe(200);
  });
});

describe('with a proxy that says who asks', () => {
  const asAlice = { ...JSON_TYPE, 'x-forwarded-user': 'alice' };
  const proxied = (TRUSTED_PROXIES: string) => worldWith({ SIGN_IN: 'proxy', TRUSTED_PROXIES });

  test.each<[string, string, OutgoingHttpHeaders]>([
    ['an address that is not listed', '192.0.2.1', asAlice],
    [
      'an address that only claims to be listed',
      '192.0.2.1',
      { ...asAlice, 'x-forwarded-for': '192.0.2.1', 'x-real-ip': '192.0.2.1' },
    ],
    ['the proxy, without a name', '127.0.0.1', JSON_TYPE],
    ['the proxy, with an empty name', '127.0.0.1', { ...JSON_TYPE, 'x-forwarded-user': ' ' }],
    [
      'the proxy, which has let the client’s own through',
      '127.0.0.1',
      { ...JSON_TYPE, 'x-forwarded-user': ['root', 'alice'] },
    ],
    ['the proxy, by another header', '127.0.0.1', { ...JSON_TYPE, x_forwarded_user: 'alice' }],
  ])('no ticket for %s', async (_, listed, headers) => {
    const world = await proxied(listed);
    expect((await ask(world, { headers })).status).toBe(401);
    expect(world.calls).toEqual([]);
  });

  test('a ticket for the user that it names', async () => {
    const world = await proxied('127.0.0.1');
    expect((await ask(world, { headers: asAlice })).status).toBe(200);
    expect(world.calls).toHaveLength(1);
  });
});
