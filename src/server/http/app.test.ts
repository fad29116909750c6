import type { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { readConfirmationText, type ConfirmationRequest } from '../../contract/confirmation.ts';
import type { PageConfig } from '../../contract/page-config.ts';
import { readTicketText, type TicketEnvelope } from '../../contract/ticket.ts';
import {
  ORIGIN,
  pageOf,
  post,
  startPlatform,
  STORE,
  testApp,
  ticketsOf,
} from '../../testing/server-world.ts';
import type { ServiceAnswer } from '../platform/services.ts';
import { createReadiness } from '../process/readiness.ts';

const EVIL = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
const TICKET = '/api/tickets';
const PACKAGE = '/api/firmware';
const CONFIRMATION = '/api/confirmations';

const ask = (app: Hono, headers?: Record<string, string>, body = '{"fileSuffix":"zip"}') =>
  post(app, TICKET, body, headers);
const get = (app: Hono, path: string, headers: Record<string, string> = {}) =>
  app.request(path.startsWith('/') ? ORIGIN + path : path, { headers });

async function appWithTickets(options: Parameters<typeof testApp>[0] = {}) {
  return testApp({ tickets: ticketsOf((await startPlatform()).access), ...options });
}

type Refused = Extract<ServiceAnswer<TicketEnvelope>, { kind: 'refused' }>;
const refusing =
  (code: string, more: Partial<Refused> = {}) =>
  async () => ({
    kind: 'refused' as const,
    status: 502 as const,
    problem: { code, message: 'm', requestId: 'r' },
    retryAfterS: undefined,
    created: undefined,
    ...more,
  });

const UNTOUCHED = new Map([
  [TICKET, 'Nothing was stored'],
  [CONFIRMATION, 'The store was not asked'],
  [PACKAGE, 'No package was created'],
]);

const MORE = 'x'.repeat(5_000);
const CONFIRM: ConfirmationRequest = { token: 't' };

test.each([
  [TICKET, 'no JSON', '{', 400],
  [TICKET, 'no suffix', '{}', 400],
  [TICKET, 'another suffix', '{"fileSuffix":"exe"}', 400],
  [TICKET, 'too much', JSON.stringify({ fileSuffix: 'bin', MORE }), 413],
  [CONFIRMATION, 'no JSON', '{', 400],
  [CONFIRMATION, 'no token', '{}', 400],
  [CONFIRMATION, 'an empty token', '{"token":""}', 400],
  [CONFIRMATION, 'a token that is too long', JSON.stringify({ token: MORE.slice(0, 2049) }), 400],
  [CONFIRMATION, 'too much', JSON.stringify({ ...CONFIRM, MORE }), 413],
  [PACKAGE, 'no JSON', '{', 400],
  [PACKAGE, 'too much', JSON.stringify({ udi: 'u'.repeat(40_000) }), 413],
])('POST %s with %s is refused, and no service is called', async (path, _, body, status) => {
  const response = await post(testApp(), path, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({
    success: false,
    code: 'OtaDrop.BadRequest',
    errorMessage: expect.stringContaining(UNTOUCHED.get(path) ?? path),
  });
});

test.each([
  [TICKET, ['fileSuffix']],
  [CONFIRMATION, ['token']],
  [PACKAGE, ['firmwareUrl', 'firmwareName', 'destVersion']],
])('a refusal of POST %s shows a body with the fields it needs: %j', async (path, fields) => {
  const { errorMessage } = await (await post(testApp(), path, '{')).json();
  const [example = ''] = /\{.*\}/.exec(errorMessage) ?? [];
  expect(Object.keys(JSON.parse(example))).toEqual(fields);
});

test.each<[string, Record<string, string>, number]>([
  ['another site', EVIL, 403],
  ['another port', { origin: 'http://127.0.0.1:9999', 'sec-fetch-site': 'same-site' }, 403],
  ['another name of this machine', { origin: 'http://localhost:8080' }, 403],
  ['a browser that hides its origin', { origin: 'null' }, 403],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['a form of plain text', { 'content-type': 'text/plain' }, 415],
])('a POST from %s is refused', async (_, headers, status) => {
  const app = testApp();
  for (const path of [TICKET, CONFIRMATION, PACKAGE]) {
    expect((await post(app, path, '{}', headers)).status).toBe(status);
  }
});

test.each([
  ['the page itself', { origin: ORIGIN, 'sec-fetch-site': 'same-origin' }],
  ['a script without a browser', {}],
  ['the page behind a proxy', { origin: 'https://ota.example', 'sec-fetch-site': 'same-origin' }],
])('a POST from %s is answered', async (_, headers) => {
  const app = await appWithTickets({ publicOrigin: 'https://ota.example' });
  expect((await ask(app, headers)).status).toBe(200);
});

test('at the public name another scheme is another page', async () => {
  const app = testApp({ publicOrigin: ORIGIN.replace('http:', 'https:') });
  expect((await ask(app, { origin: ORIGIN })).status).toBe(403);
});

test.each([TICKET, CONFIRMATION, PACKAGE])('%s takes POST alone', async (path) => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const response = await testApp().request(ORIGIN + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  }
});

test('a ticket is answered in the documented envelope', async () => {
  const response = await ask(await appWithTickets(), {}, '{"fileSuffix":"TAR.GZ"}');
  expect(response.status).toBe(200);
  expect(readTicketText(await response.text())).toMatchObject({
    kind: 'issued',
    ticket: { host: STORE, key: expect.stringMatching(/\.tar\.gz$/) },
    confirmationToken: expect.stringMatching(/./),
  });
});

const neverAsked = () => Promise.reject(new Error('this should not have been asked'));

test('a refusal says when to come back, and of a package whether it may be there', async () => {
  const options = { status: 429, retryAfterS: 7 } as const;
  const ticket = await ask(testApp({ tickets: refusing('OtaDrop.TooManyTickets', options) }));
  expect([ticket.status, ticket.headers.get('retry-after')]).toEqual([429, '7']);
  const envelope = { success: false, errorMessage: 'm', requestId: 'r' };
  expect(await ticket.json()).toEqual({ ...envelope, code: 'OtaDrop.TooManyTickets' });

  const packages = refusing('c', { created: 'maybe' });
  const firmware = { firmwareUrl: `${STORE}/a.bin`, firmwareName: 'a', destVersion: '1' };
  const platform = { packages, dialect: 'tuya', watch: { look: neverAsked } } as const;
  const refused = await post(testApp({ platform }), PACKAGE, JSON.stringify(firmware));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([502, null]);
  expect(await refused.json()).toEqual({ ...envelope, code: 'c', created: 'maybe' });
});

test.each([
  [
    { firmwareUrl: 'x', type: 0, srcVersion: '1.0', firmwareSize: 0, firmwareSign: 'ab' },
    /^destVersion is missing; firmwareName is missing; firmwareUrl is not an address .+; firmwareSign .+; firmwareSize .+; srcVersion .+\. No package was created/,
  ],
  [
    { firmwareUrl: `${STORE}/a.bin`, firmwareName: '_a', destVersion: '1' },
    /^firmwareName has to start .*No package was created/,
  ],
])('every wrong field of a package is named at once: %j', async (firmware, sentence) => {
  const refused = await post(testApp(), PACKAGE, JSON.stringify(firmware));
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    code: 'OtaDrop.BadRequest',
    errorMessage: expect.stringMatching(sentence),
  });
});

test('a confirmation is what the store was found to hold', async () => {
  const asked: ConfirmationRequest[] = [];
  const found = { confirmation: 'stored', size: 9, crc64: '7', firmwareUrl: 'u' } as const;
  const app = testApp({
    confirmations: {
      async confirm(one) {
        asked.push(one);
        return found;
      },
    },
  });
  const response = await post(app, CONFIRMATION, JSON.stringify(CONFIRM));
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({
    success: true,
    code: '',
    data: found,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(readConfirmationText(text)).toEqual(found);
  expect(asked).toEqual([CONFIRM]);
});

describe('the build that is served now', () => {
  const config: PageConfig = { ticketEndpoint: 'x', cloud: 'embedded', build: 'b1' };
  const app = testApp({ config });

  test.each([
    ['a mistake', () => ask(app), 500],
    ['a wrong request', () => ask(app, {}, '{'), 400],
    ['a request that is too long', () => ask(app, {}, MORE), 413],
    ['another site', () => ask(app, EVIL), 403],
    ['another method', () => get(app, TICKET), 405],
    ['nothing', () => get(app, '/api/nothing'), 404],
    ['another name', () => get(app, `http://rebound.example${TICKET}`), 421],
  ])('stands in every answer of the API: %s', async (_, request, status) => {
    const response = await request();
    expect([response.status, response.headers.get('x-ota-drop-build')]).toEqual([status, 'b1']);
  });

  test('stands in a ticket’s answer, in config.json, and nowhere else', async () => {
    const served = await appWithTickets({ config });
    expect((await ask(served)).headers.get('x-ota-drop-build')).toBe('b1');
    const answer = await get(served, '/config.json');
    expect(await answer.json()).toEqual(config);
    expect(answer.headers.get('x-ota-drop-build')).toBe(null);
  });

  test('is not mentioned where no page is built', async () => {
    expect((await ask(testApp(), {}, '{')).headers.get('x-ota-drop-build')).toBe(null);
  });
});

test.each(['answers', 'away'] as const)('/api/platform: the platform is %s', async (platform) => {
  const watch = { look: async () => ({ platform }) };
  const app = testApp({ platform: { packages: neverAsked, dialect: 'tuya', watch } });
  const response = await get(app, '/api/platform');
  expect([response.status, await response.json()]).toEqual([200, { platform }]);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

describe('readiness', () => {
  const readyStatus = async (app: Hono) => (await get(app, '/readyz')).status;

  test('is there from the start', async () => {
    const response = await get(testApp(), '/readyz');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ready' }]);
  });

  test.each(['SignatureDoesNotMatch', 'InvalidAccessKeyId.NotFound', '1004'])(
    'is lost when the platform says %s, and comes back with a ticket',
    async (code) => {
      const readiness = createReadiness();
      const app = testApp({ tickets: refusing(code), readiness });
      await ask(app);
      const response = await get(app, '/readyz');
      expect(response.status).toBe(503);
      expect(await response.json()).toEqual({
        status: 'degraded',
        reason: expect.stringContaining(`(${code})`),
        causes: ['key-refused'],
      });
      expect((await ask(await appWithTickets({ readiness }))).status).toBe(200);
      expect(await readyStatus(app)).toBe(200);
    },
  );

  test.each(['Throttling.User', 'iot.system.SystemException', 'OtaDrop.PlatformUnreachable'])(
    'is not lost over %s',
    async (code) => {
      const app = testApp({ tickets: refusing(code) });
      await ask(app);
      expect(await readyStatus(app)).toBe(200);
    },
  );

  test('comes back after a minute, since a balancer sends no request before that', async () => {
    let now = 1000;
    const readiness = createReadiness(() => now);
    const app = testApp({ tickets: refusing('SignatureDoesNotMatch'), readiness });
    await ask(app);
    now += 59_999;
    expect(await readyStatus(app)).toBe(503);
    now += 1;
    expect(await readyStatus(app)).toBe(200);
    await ask(app);
    expect(await readyStatus(app)).toBe(503);
  });
});

test('a name that is not ours is answered 421, whatever is asked', async () => {
  for (const path of ['/', '/config.json', '/api/platform', TICKET]) {
    expect((await get(testApp(), `http://rebound.example${path}`)).status).toBe(421);
  }
});

test('a balancer that asks by address hears how this server is', async () => {
  for (const path of ['/healthz', '/readyz']) {
    expect((await get(testApp(), `http://10.1.2.3:8080${path}`)).status).toBe(200);
  }
});

test('another project’s service worker that looks for a newer script gets one that unregisters itself', async () => {
  const app = testApp();
  const header = { 'service-worker': 'script' };
  const update = await get(app, '/sw.js', header);
  expect(update.status).toBe(200);
  expect(update.headers.get('content-type')).toContain('javascript');
  expect(update.headers.get('cache-control')).toBe('no-store');
  expect(await update.text()).toContain('registration.unregister()');
  // Nothing is there without that header, nor under another name.
  expect((await get(app, '/sw.js')).status).toBe(404);
  expect((await get(app, 'http://rebound.example/sw.js', header)).status).toBe(421);
});

describe('the page', () => {
  const script = { bytes: Buffer.from('1'), gzip: undefined, type: 'text/javascript' };
  const files = new Map([
    ...pageOf('<script type="module" nonce="__CSP_NONCE__" src="./assets/a.js"></script>'),
    ['/assets/a.js', script] as const,
    ['/workers/w.js', script] as const,
  ]);
  const open = (path: string, publicOrigin?: string) => get(testApp({ files, publicOrigin }), path);

  test('comes with a fresh nonce, the hash of its script and a policy that names the store', async () => {
    const [one, two] = await Promise.all([open('/'), open('/')]);
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

  test('insists on https only where users have it', async () => {
    const { headers } = await open('/', 'https://ota.example');
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  });

  test('keeps hashed files for ever, and only workers may run WebAssembly', async () => {
    expect((await open('/assets/a.js')).headers.get('cache-control')).toContain('immutable');
    const { headers } = await open('/workers/w.js');
    expect(headers.get('content-security-policy')).toContain("'wasm-unsafe-eval'");
    expect(headers.get('cross-origin-embedder-policy')).toBe('credentialless');
  });

  test.each(['/nothing', '/healthz', '/config.json', '/mockServiceWorker.js'])(
    '%s has the closed set of headers',
    async (path) => {
      const { headers } = await open(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers.get('access-control-allow-origin')).toBe(null);
    },
  );

  test('holds no worker of the demo', async () => {
    expect((await open('/mockServiceWorker.js')).status).toBe(404);
  });
});
