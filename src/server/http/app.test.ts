import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfirmationText, type ConfirmationRequest } from '../../contract/confirmation.ts';
import type { PageConfig } from '../../contract/page-config.ts';
import type { PlatformAccess } from '../../contract/platform-call.ts';
import type { Dialect } from '../../contract/dialect.ts';
import { readTicketAnswer } from '../../contract/platform.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';
import { createApp, type AppOptions } from './app.ts';
import { createConfirmationTokens } from './confirmation-token.ts';
import { createCloudServer } from '../embedded/cloud-server.ts';
import { createReadiness } from './readiness.ts';
import { createPlatformClient } from '../platform/platform-client.ts';
import { createTicketService, type TicketService } from '../platform/tickets.ts';

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

const tokens = createConfirmationTokens('secret');

function appWith(
  desk: TicketService,
  publicOrigin?: string,
  options: Partial<AppOptions> = {},
): Hono {
  return createApp({
    desk,
    confirmations: { confirm: () => Promise.reject(new Error('nothing should be confirmed')) },
    readiness: createReadiness(),
    platformWatch: { look: async () => ({ platform: 'answers' }) },
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
    ...options,
  });
}

const neverAsked: TicketService = {
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
      const app = appWith(
        createTicketService({
          platform: createPlatformClient({ access }),
          storeHosts: [STORE],
          tokens,
        }),
      );
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
      const answer = readTicketAnswer(body);
      if (answer.kind !== 'issued') throw new Error(answer.kind);
      expect(tokens.open(answer.confirmationToken ?? '')).toBe(answer.ticket.firmwareUrl);
      const names = [...(seen[0]?.searchParams.keys() ?? [])];
      expect(names).toContain('IotInstanceId');
      for (const name of ['Version', 'Format', 'SignatureVersion', 'RegionId']) {
        expect(names.includes(name)).toBe(dialect === 'alibaba');
      }
    },
  );

  test('is refused when it names a storage that is not on the list, with what to put there', async () => {
    const access = await platform('tuya');
    const response = await ask(
      appWith(
        createTicketService({ platform: createPlatformClient({ access }), storeHosts: [], tokens }),
      ),
    );
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
      appWith(
        createTicketService({
          platform: createPlatformClient({ access: { ...access, credentials } }),
          storeHosts: [STORE],
          tokens,
        }),
      ),
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
    const response = await ask(
      appWith(
        createTicketService({
          platform: createPlatformClient({ access, fetch }),
          storeHosts: [],
          tokens,
        }),
      ),
    );
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

describe('a confirmation', () => {
  const request: ConfirmationRequest = { token: 't' };
  const found = { confirmation: 'stored', size: 9, crc64: '7', firmwareUrl: 'u' } as const;
  const confirm = (body: string, headers: Record<string, string> = {}, method = 'POST') => {
    const asked: ConfirmationRequest[] = [];
    const app = appWith(neverAsked, undefined, {
      confirmations: {
        async confirm(one) {
          asked.push(one);
          return found;
        },
      },
    });
    const answer = app.request('http://127.0.0.1:8080/api/confirmations', {
      method,
      headers: { host: '127.0.0.1:8080', 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body }),
    });
    return { asked, answer };
  };

  test('is answered in the documented envelope', async () => {
    const { asked, answer } = confirm(JSON.stringify(request));
    const response = await answer;
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      success: true,
      code: '',
      data: found,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(readConfirmationText(text)).toEqual(found);
    expect(asked).toEqual([request]);
  });

  test.each([
    ['no JSON', '{', 400],
    ['no token', '{}', 400],
    ['an empty token', '{"token":""}', 400],
    ['a token that is too long', JSON.stringify({ ...request, token: 'x'.repeat(2049) }), 400],
    ['too much', JSON.stringify({ ...request, x: 'x'.repeat(5000) }), 413],
  ])('that is asked for with %s is refused in words', async (_, body, status) => {
    const { asked, answer } = confirm(body, { 'content-length': String(body.length) });
    const response = await answer;
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      success: false,
      code: 'OtaDrop.BadRequest',
      errorMessage: expect.stringContaining('The store was not asked'),
    });
    expect(asked).toEqual([]);
  });

  test.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['another port', { origin: 'http://127.0.0.1:9999', 'sec-fetch-site': 'same-site' }, 403],
    ['a name of this machine that is not the one asked', { origin: 'http://localhost:8080' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('is not for %s', async (_, headers, status) => {
    const { asked, answer } = confirm(JSON.stringify(request), headers);
    expect((await answer).status).toBe(status);
    expect(asked).toEqual([]);
  });

  test.each(['GET', 'PUT', 'DELETE'])('is not to be had with %s', async (method) => {
    const response = await confirm('', {}, method).answer;
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

describe('the build that is served now', () => {
  const config: PageConfig = { ticketEndpoint: 'x', cloud: 'embedded', build: 'b1' };
  const app = appWith({ issue: () => Promise.reject(new Error('x')) }, undefined, { config });

  test.each([
    ['a mistake', ask(app), 500],
    ['a wrong request', ask(app, {}, '{'), 400],
    ['a request that is too long', ask(app, { 'content-length': '9999' }, 'x'.repeat(9999)), 413],
    ['another site', ask(app, { origin: 'https://evil.example' }), 403],
    ['another method', app.request('http://127.0.0.1:8080/api/tickets'), 405],
    ['nothing', app.request('http://127.0.0.1:8080/api/nothing'), 404],
    ['another name', app.request('http://rebound.example/api/tickets'), 421],
  ])('stands in every answer of the API: %s', async (_, answer, status) => {
    const response = await answer;
    expect(response.status).toBe(status);
    expect(response.headers.get('x-ota-drop-build')).toBe('b1');
  });

  test('stands in a ticket’s answer, in config.json, and nowhere else', async () => {
    const access = await platform('tuya');
    const desk = createTicketService({
      platform: createPlatformClient({ access }),
      storeHosts: [STORE],
      tokens,
    });
    const served = appWith(desk, undefined, { config });
    expect((await ask(served)).headers.get('x-ota-drop-build')).toBe('b1');
    const answer = await served.request('http://127.0.0.1:8080/config.json');
    expect(await answer.json()).toEqual(config);
    expect(answer.headers.get('x-ota-drop-build')).toBe(null);
  });

  test('is not mentioned where no page is built', async () => {
    expect((await ask(appWith(neverAsked), {}, '{')).headers.get('x-ota-drop-build')).toBe(null);
  });
});

test.each(['answers', 'away'] as const)(
  'a page hears that the platform is %s',
  async (platform) => {
    const app = appWith(neverAsked, undefined, {
      platformWatch: { look: async () => ({ platform }) },
    });
    const response = await app.request('http://127.0.0.1:8080/api/platform');
    expect([response.status, await response.json()]).toEqual([200, { platform }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    // Not at a name that is not ours: another site's page has no business here.
    expect((await app.request('http://evil.test/api/platform')).status).toBe(421);
  },
);

describe('readiness', () => {
  const ready = (app: Hono) => app.request('http://127.0.0.1:8080/readyz');
  const refusing = (code: string): TicketService => ({
    issue: async () => ({
      kind: 'refused',
      status: 502,
      problem: { code, message: 'm', requestId: 'r' },
      retryAfterS: undefined,
    }),
  });

  test('is there from the start', async () => {
    const response = await ready(appWith(neverAsked));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ready' });
  });

  test.each([
    'SignatureDoesNotMatch',
    'InvalidAccessKeyId.NotFound',
    'InvalidAccessKeyId.Inactive',
    'IncompleteSignature',
    '1001',
    '1004',
    '1005',
  ])('is lost when the platform says %s, and comes back with a ticket', async (code) => {
    const readiness = createReadiness();
    const app = appWith(refusing(code), undefined, { readiness });
    await ask(app);
    const response = await ready(app);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'degraded',
      reason: expect.stringContaining(`(${code})`),
    });

    const access = await platform('tuya');
    const desk = createTicketService({
      platform: createPlatformClient({ access }),
      storeHosts: [STORE],
      tokens,
    });
    expect((await ask(appWith(desk, undefined, { readiness }))).status).toBe(200);
    expect((await ready(app)).status).toBe(200);
  });

  test.each(['Throttling.User', 'iot.system.SystemException', 'OtaDrop.PlatformUnreachable'])(
    'is not lost over %s',
    async (code) => {
      const app = appWith(refusing(code));
      await ask(app);
      expect((await ready(app)).status).toBe(200);
    },
  );

  test('comes back after a minute, since a balancer lets nobody try before that', async () => {
    let now = 1000;
    const readiness = createReadiness(() => now);
    const app = appWith(refusing('SignatureDoesNotMatch'), undefined, { readiness });
    await ask(app);
    now += 59_999;
    expect((await ready(app)).status).toBe(503);
    now += 1;
    expect((await ready(app)).status).toBe(200);
    await ask(app);
    expect((await ready(app)).status).toBe(503);
  });

  test('ends with the process: new tickets are refused, and told when to come back', async () => {
    const readiness = createReadiness();
    const app = appWith(neverAsked, undefined, { readiness });
    readiness.stop();
    const response = await ready(app);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'stopping', reason: expect.any(String) });
    const ticket = await ask(app);
    expect(ticket.status).toBe(503);
    expect(ticket.headers.get('retry-after')).toBe('5');
    expect(await ticket.json()).toMatchObject({
      success: false,
      code: 'OtaDrop.Stopping',
      errorMessage: expect.stringContaining('Nothing was stored'),
    });
    expect((await app.request('http://127.0.0.1:8080/healthz')).status).toBe(200);
  });
});

test('when to come back stands in the answer, where the page can read it', async () => {
  const response = await ask(
    appWith({
      issue: async () => ({
        kind: 'refused',
        status: 429,
        problem: { code: 'OtaDrop.TooManyTickets', message: 'm', requestId: 'r' },
        retryAfterS: 7,
      }),
    }),
  );
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('7');
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
    const app = appWith(
      createTicketService({
        platform: createPlatformClient({ access }),
        storeHosts: [STORE],
        tokens,
      }),
      'https://ota.example',
    );
    expect((await ask(app, headers)).status).toBe(200);
  });

  test('a name that is not ours is answered 421, whatever is asked', async () => {
    const app = appWith(neverAsked);
    for (const path of ['/', '/config.json', '/api/tickets']) {
      expect((await app.request(`http://rebound.example${path}`)).status).toBe(421);
    }
  });

  test('another project’s service worker that looks for a newer script gets one that takes itself away', async () => {
    const app = appWith(neverAsked);
    const update = await app.request('http://127.0.0.1:8080/sw.js', {
      headers: { 'service-worker': 'script' },
    });
    expect(update.status).toBe(200);
    expect(update.headers.get('content-type')).toContain('javascript');
    expect(update.headers.get('cache-control')).toBe('no-store');
    expect(await update.text()).toContain('registration.unregister()');
    // To everybody else there is nothing, and not under another name.
    expect((await app.request('http://127.0.0.1:8080/sw.js')).status).toBe(404);
    const elsewhere = { headers: { 'service-worker': 'script' } };
    expect((await app.request('http://rebound.example/sw.js', elsewhere)).status).toBe(421);
  });

  test('at its public name the page is the page by one scheme alone', async () => {
    const app = appWith(neverAsked, 'https://127.0.0.1:8080');
    const refused = await ask(app, { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' });
    expect(refused.status).toBe(403);
  });

  test('a balancer that asks by address hears how this server is', async () => {
    const app = appWith(neverAsked);
    for (const path of ['/healthz', '/readyz']) {
      expect((await app.request(`http://10.1.2.3:8080${path}`)).status).toBe(200);
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
    expect(worker.headers.get('cross-origin-embedder-policy')).toBe('credentialless');
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
