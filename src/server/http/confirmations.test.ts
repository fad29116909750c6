import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import { DIALECTS, type Dialect } from '../../contract/dialect.ts';
import { memoryStore, type ObjectStore } from '../../simulator/bucket/store.ts';
import { listening, startPlatform } from '../../testing/server-world.ts';
import { putObject, textBytes } from '../../testing/test-objects.ts';
import { createConfirmationTokens } from './confirmation-token.ts';
import { createConfirmationService, type ConfirmationServiceOptions } from './confirmations.ts';
import { createPlatformClient } from '../platform/platform-client.ts';
import { createTicketService } from '../platform/services.ts';

const STORE = 'https://bucket.example';
const URL_OF_ONE = `${STORE}/ota/firmware/a.bin`;
/** Of `123456789`. */
const SIZE = 9;
const CRC = '11051210869376104954';
const tokens = createConfirmationTokens('secret');

function serviceWith(options: Partial<ConfirmationServiceOptions> = {}) {
  const service = createConfirmationService({ tokens, storeHosts: [STORE], ...options });
  return (token: string) => service.confirm({ token }, new AbortController().signal);
}

const UNKNOWN = { confirmation: 'unknown' };
const ABSENT = { confirmation: 'absent' };
const stored = (crc64?: string, firmwareUrl = URL_OF_ONE) => ({
  confirmation: 'stored',
  size: SIZE,
  crc64,
  firmwareUrl,
});

describe('what a store’s answer means', () => {
  const told = (headers: Record<string, string>, status = 200) =>
    new Response(null, { status, headers: { 'x-oss-request-id': 'r', ...headers } });
  const size = { 'content-length': '9' };
  const sum = { 'x-oss-hash-crc64ecma': CRC };
  const all = { ...size, ...sum };
  const twice = { 'x-oss-hash-crc64ecma': `${CRC}, ${CRC}`, 'content-length': '9, 9' };

  test.each<[string, Response | Error, object]>([
    ['its size and sum', told(all), stored(CRC)],
    ['a sum with a zero more', told({ ...size, 'x-oss-hash-crc64ecma': '07' }), stored('7')],
    ['an empty object', told({ 'content-length': '0' }), { ...stored(), size: 0 }],
    ['no sum', told(size), stored()],
    ['a sum that is none', told({ ...size, 'x-oss-hash-crc64ecma': 'abc' }), stored()],
    ['no size', told(sum), UNKNOWN],
    ['a size that is none', told({ ...sum, 'content-length': '9, 8' }), UNKNOWN],
    ['everything twice, and equal', told(twice), stored(CRC)],
    ['not there', told({}, 404), ABSENT],
    ['not there, by an answer without a request id', new Response(null, { status: 404 }), UNKNOWN],
    ['there, by an answer without a request id', new Response(null, { headers: all }), UNKNOWN],
    ['private', told({}, 403), UNKNOWN],
    ['moved', told({ location: URL_OF_ONE }, 302), UNKNOWN],
    ['a part', told(all, 206), UNKNOWN],
    ['no content', told(all, 204), UNKNOWN],
    ['busy', told({}, 503), UNKNOWN],
    ['broken', told({}, 500), UNKNOWN],
    ['no answer', new TypeError('fetch failed'), UNKNOWN],
  ])('%s', async (_, answer, findings) => {
    const asked: [string, RequestInit | undefined][] = [];
    const confirm = serviceWith({
      fetch: async (url, init) => {
        asked.push([new Request(url, init).url, init]);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    expect(await confirm(tokens.seal(URL_OF_ONE))).toEqual(findings);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.[0]).toBe(URL_OF_ONE);
    expect(asked[0]?.[1]).toMatchObject({ method: 'HEAD', redirect: 'manual' });
    expect([...new Headers(asked[0]?.[1]?.headers).keys()]).toEqual(['accept-encoding']);
  });

  test.each([
    ['is signed with another secret', createConfirmationTokens('other').seal(URL_OF_ONE)],
    ['is cut', tokens.seal(URL_OF_ONE).slice(0, -1)],
    [
      'is too old',
      createConfirmationTokens('secret', () => Date.now() - 86_500_000).seal(URL_OF_ONE),
    ],
    ['is none', 'x'],
    [
      'names a host that is not on the list',
      tokens.seal('https://evil.example/ota/firmware/a.bin'),
    ],
    ['names another port', tokens.seal('https://bucket.example:8443/a.bin')],
    ['names no https', tokens.seal('http://bucket.example/a.bin')],
    ['names the host as a user', tokens.seal('https://bucket.example@evil.example/a.bin')],
    ['brings a password along', tokens.seal('https://user:pw@bucket.example/a.bin')],
    ['names no URL', tokens.seal('a.bin')],
  ])('the store is not asked with a token that %s', async (_, token) => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => told(all));
    expect(await serviceWith({ fetch })(token)).toEqual(UNKNOWN);
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe.each(DIALECTS)('a file that was stored with a ticket of a %s platform', (dialect) => {
  test('is told with its size, checksum and address, though browsers reach the store at another', async () => {
    const { confirm, firmwareUrl } = await storeOne(dialect);
    expect(firmwareUrl).toMatch(/^https:\/\/bucket\.example\//);
    expect(await confirm()).toEqual(stored(CRC, firmwareUrl));
  });

  test('is told with another checksum once it was overwritten', async () => {
    const { confirm, post, firmwareUrl } = await storeOne(dialect);
    await post('987654321');
    expect(await confirm()).toEqual(stored(crc64(textBytes('987654321')), firmwareUrl));
  });

  test('is absent until it is there, and again when it was deleted', async () => {
    const { confirm, post, forget } = await storeOne(dialect, { isPosted: false });
    expect(await confirm()).toEqual(ABSENT);
    await post('123456789');
    expect(await confirm()).toMatchObject({ confirmation: 'stored' });
    forget();
    expect(await confirm()).toEqual(ABSENT);
  });

  test.each([301, 302, 307, 308])('is unknown when a %i points elsewhere', async (status) => {
    let visits = 0;
    const elsewhere = await listening(
      createServer((_, response) => {
        visits += 1;
        response.setHeader('x-oss-request-id', 'evil');
        response.setHeader('x-oss-hash-crc64ecma', CRC);
        response.setHeader('content-length', SIZE);
        response.end();
      }),
    );
    const headers = { location: `${elsewhere}/a.bin`, 'x-oss-request-id': 'moved' };
    const head = async () => new Response(null, { status, headers });
    const { confirm } = await storeOne(dialect, { head });
    expect(await confirm()).toEqual(UNKNOWN);
    expect(visits).toBe(0);
  });

  test('is unknown when the store says nothing in time', async () => {
    const world = { head: () => new Promise<Response>(() => {}), timeoutMs: 200 };
    const { confirm } = await storeOne(dialect, world);
    expect(await confirm()).toEqual(UNKNOWN);
  });

  test('is unknown when the store cannot be reached', async () => {
    const { confirm, close } = await storeOne(dialect);
    await close();
    expect(await confirm()).toEqual(UNKNOWN);
  });
});

type World = {
  readonly isPosted?: boolean;
  /** Answers HEAD instead of the store. */
  readonly head?: () => Promise<Response>;
  readonly timeoutMs?: number;
};

/** A ticket and a store on a real port, and then a service to ask about it. */
async function storeOne(dialect: Dialect, world: World = {}) {
  const { isPosted = true, head, timeoutMs } = world;
  const store = memoryStore();
  let isForgotten = false;
  const forgetful: ObjectStore = {
    ...store,
    find: async (key) => (isForgotten ? undefined : store.find(key)),
  };
  const { access, server } = await startPlatform(
    dialect,
    (answer, count) => (count > 1 && head !== undefined ? head() : answer()),
    { store: forgetful, origin: STORE },
  );
  const issue = createTicketService({
    platform: createPlatformClient({ access }),
    storeHosts: [STORE],
    sealToken: (url) => tokens.seal(url),
  });
  const answer = await issue({ fileSuffix: 'bin' }, new AbortController().signal);
  if (answer.kind === 'refused') throw new Error(answer.problem.message);
  const { data: ticket, confirmationToken: token = '' } = answer.envelope;
  const post = (content: string) => putObject(store, ticket.key, textBytes(content));
  if (isPosted) await post('123456789');

  const confirm = serviceWith({
    storeOrigin: access.endpoint,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return {
    confirm: () => confirm(token),
    firmwareUrl: ticket.firmwareUrl,
    post,
    forget: () => {
      isForgotten = true;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
