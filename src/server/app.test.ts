import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import type { PlatformAccess } from '../contract/platform-call.ts';
import type { Dialect } from '../contract/platform.ts';
import { readTicketAnswer } from '../contract/platform.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../simulator/cloud.ts';
import { createApp } from './app.ts';
import { createCloudServer } from './embedded-cloud.ts';
import { createTicketDesk, type TicketDesk } from './tickets.ts';

const STORE = 'http://127.0.0.1:8081';
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A platform behind a real port, speaking one dialect. */
async function platform(dialect: Dialect, seen: URL[] = []): Promise<PlatformAccess> {
  const cloud = createCloud({ dialect, origin: STORE });
  const server = createCloudServer({
    ...cloud,
    fetch: (request) => {
      seen.push(new URL(request.url));
      return cloud.fetch(request);
    },
  });
  open.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return { dialect, endpoint: `http://127.0.0.1:${address.port}`, credentials: SAMPLE_CREDENTIALS };
}

function appWith(desk: TicketDesk, publicOrigin?: string): Hono {
  return createApp({
    desk,
    config: { ticketEndpoint: 'api/tickets', cloud: 'embedded', storeHosts: [STORE] },
    rules: { storeHosts: [STORE], isHttps: publicOrigin?.startsWith('https:') ?? false },
    hostnames: new Set(['localhost', '127.0.0.1', '[::1]']),
    publicOrigin,
    files: new Map([
      [
        '/index.html',
        {
          bytes: Buffer.from(
            '<script type="module" nonce="__CSP_NONCE__" src="./assets/a.js"></script>',
          ),
          gzip: undefined,
          type: 'text/html',
        },
      ],
      ['/assets/a.js', { bytes: Buffer.from('1'), gzip: undefined, type: 'text/javascript' }],
      ['/workers/w.js', { bytes: Buffer.from('1'), gzip: undefined, type: 'text/javascript' }],
    ]),
    report: () => {},
  });
}

const neverAsked: TicketDesk = {
  issue: () => Promise.reject(new Error('no ticket should have been asked for')),
};
const ask = (app: Hono, headers: Record<string, string> = {}, body = '{"fileSuffix":"zip"}') =>
  app.request('http://127.0.0.1:8080/api/tickets', {
    method: 'POST',
    headers: { host: '127.0.0.1:8080', 'content-type': 'application/json', ...headers },
    body,
  });

describe('a ticket', () => {
  test.each(['tuya', 'alibaba'] as const)(
    'is asked for with a call that a %s platform verifies, and answered in the documented envelope',
    async (dialect) => {
      const seen: URL[] = [];
      const access = {
        ...(await platform(dialect, seen)),
        iotInstanceId: 'iot-1',
        regionId: 'cn-x',
      };
      const app = appWith(createTicketDesk({ access, storeHosts: [STORE] }));
      const response = await ask(app, {}, '{"fileSuffix":"TAR.GZ"}');
      const body: unknown = await response.json();
      expect(response.status).toBe(200);
      expect(body).toMatchObject({
        success: true,
        code: '',
        data: { host: STORE, objectStorage: 'OSS' },
      });
      expect(readTicketAnswer(body)).toMatchObject({
        kind: 'issued',
        ticket: { key: expect.stringMatching(/\.tar\.gz$/) },
      });
      const names = [...(seen[0]?.searchParams.keys() ?? [])];
      expect(names).toContain('IotInstanceId');
      for (const name of ['Version', 'Format', 'SignatureVersion', 'RegionId']) {
        expect(names.includes(name)).toBe(dialect === 'alibaba');
      }
    },
  );

  test('is refused when it names a storage that is not on the list, with what to put there', async () => {
    const access = await platform('tuya');
    const response = await ask(appWith(createTicketDesk({ access, storeHosts: [] })));
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      success: false,
      code: 'OtaDrop.UntrustedStoreHost',
      errorMessage: expect.stringContaining(`STORE_HOSTS=${STORE}`),
    });
  });

  test('that the platform refuses keeps its code and loses what is secret', async () => {
    const access = await platform('tuya');
    const credentials = { ...SAMPLE_CREDENTIALS, accessKeySecret: 'wrong' };
    const response = await ask(
      appWith(createTicketDesk({ access: { ...access, credentials }, storeHosts: [STORE] })),
    );
    const text = await response.text();
    expect(response.status).toBe(502);
    expect(JSON.parse(text)).toMatchObject({ success: false, code: 'SignatureDoesNotMatch' });
    expect(text).not.toContain(SAMPLE_CREDENTIALS.accessKeyId);
    expect(text).not.toContain('string to sign');
  });

  test.each([
    ['HTML', new Response('<html>', { status: 200 }), 'OtaDrop.PlatformAnswerMalformed', 502],
    [
      'throttling',
      Response.json({ Code: 'Throttling.User', Message: 'm' }, { status: 400 }),
      'Throttling.User',
      429,
    ],
    ['nothing', new TypeError('fetch failed'), 'OtaDrop.PlatformUnreachable', 502],
    [
      'silence',
      Object.assign(new Error('late'), { name: 'TimeoutError' }),
      'OtaDrop.PlatformUnreachable',
      504,
    ],
  ])('call that meets %s is a problem with a code', async (_, answer, code, status) => {
    const access = {
      dialect: 'tuya',
      endpoint: 'https://platform.example',
      credentials: SAMPLE_CREDENTIALS,
    } as const;
    const fetch = () =>
      answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer);
    const response = await ask(appWith(createTicketDesk({ access, storeHosts: [], fetch })));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ success: false, code });
  });

  test.each([
    ['no JSON', '{', 400],
    ['no suffix', '{}', 400],
    ['another suffix', '{"fileSuffix":"exe"}', 400],
    ['too much', JSON.stringify({ fileSuffix: 'bin', x: 'x'.repeat(5000) }), 413],
  ])('request with %s is refused in words', async (_, body, status) => {
    const response = await ask(
      appWith(neverAsked),
      { 'content-length': String(body.length) },
      body,
    );
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      success: false,
      code: 'OtaDrop.BadRequest',
      errorMessage: expect.stringContaining('Nothing was stored'),
    });
  });
});

describe('who may ask', () => {
  test.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    [
      'another port of this host',
      { origin: 'http://127.0.0.1:9999', 'sec-fetch-site': 'same-site' },
      403,
    ],
    ['a browser that hides its origin', { origin: 'null' }, 403],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a form that calls itself JSON text', { 'content-type': 'text/plain' }, 415],
  ])('not %s', async (_, headers, status) => {
    expect((await ask(appWith(neverAsked), headers)).status).toBe(status);
  });

  test.each([
    ['the page itself', { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' }],
    ['a script without a browser', {}],
    ['the page behind a proxy', { origin: 'https://ota.example', 'sec-fetch-site': 'same-origin' }],
  ])('%s may', async (_, headers) => {
    const access = await platform('tuya');
    const app = appWith(createTicketDesk({ access, storeHosts: [STORE] }), 'https://ota.example');
    expect((await ask(app, headers)).status).toBe(200);
  });

  test('a name that is not ours is answered 421, whatever is asked', async () => {
    const app = appWith(neverAsked);
    for (const path of ['/', '/config.json', '/api/tickets', '/healthz']) {
      expect((await app.request(`http://rebound.example${path}`)).status).toBe(421);
    }
  });
});

describe('the page', () => {
  const get = (path: string, publicOrigin?: string) =>
    appWith(neverAsked, publicOrigin).request(`http://127.0.0.1:8080${path}`);

  test('comes with a fresh nonce, the hash of its script and a policy that names the store', async () => {
    const [one, two] = await Promise.all([get('/'), get('/')]);
    const policy = one.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(nonce.length).toBeGreaterThanOrEqual(22);
    expect(two.headers.get('content-security-policy')).not.toContain(nonce);
    const html = await one.text();
    expect(html).toContain(`nonce="${nonce}"`);
    expect(html).toContain('integrity="sha384-');
    expect(policy).toContain(`connect-src 'self' ${STORE};`);
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types app");
    expect(policy).not.toContain('unsafe');
    expect(one.headers.get('cache-control')).toBe('no-store');
    expect(one.headers.get('strict-transport-security')).toBe(null);
  });

  test('insists on https only where people have it', async () => {
    const response = await get('/', 'https://ota.example');
    expect(response.headers.get('strict-transport-security')).toContain('max-age');
    expect(response.headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  });

  test('keeps hashed files for ever, and only workers may run WebAssembly', async () => {
    expect((await get('/assets/a.js')).headers.get('cache-control')).toContain('immutable');
    const worker = await get('/workers/w.js');
    expect(worker.headers.get('content-security-policy')).toContain("'wasm-unsafe-eval'");
    expect(worker.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  test('every answer, errors included, has the closed set of headers', async () => {
    for (const path of ['/nothing', '/healthz', '/config.json', '/mockServiceWorker.js']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('access-control-allow-origin')).toBe(null);
    }
    expect((await get('/mockServiceWorker.js')).status).toBe(404);
  });
});
