import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { Confirmation } from '../../contract/confirmation.ts';
import { crc64 } from '../../contract/crc64.ts';
import type { PlatformAccess } from '../../contract/platform-call.ts';
import { DIALECTS, type Dialect } from '../../contract/dialect.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';
import { memoryStore, type ObjectStore } from '../../simulator/bucket/store.ts';
import { createConfirmationTokens } from './confirmation-token.ts';
import { createConfirmationService, type ConfirmationServiceOptions } from './confirmations.ts';
import { createCloudServer } from '../embedded/cloud-server.ts';
import { createPlatformClient } from '../platform/platform-client.ts';
import { createTicketService } from '../platform/services.ts';

const STORE = 'https://bucket.example';
const URL_OF_ONE = `${STORE}/ota/firmware/a.bin`;
const BYTES = new TextEncoder().encode('123456789');
const SIZE = BYTES.length;
const CRC = '11051210869376104954';
const tokens = createConfirmationTokens('secret');

function deskWith(options: Partial<ConfirmationServiceOptions> = {}) {
  const desk = createConfirmationService({ tokens, storeHosts: [STORE], ...options });
  return (request: { token: string; size: number; crc64?: string | undefined }) =>
    desk.confirm(request, new AbortController().signal);
}

describe('what a store’s answer means', () => {
  const told = (headers: Record<string, string>, status = 200) =>
    new Response(null, { status, headers: { 'x-oss-request-id': 'r', ...headers } });
  const size = { 'content-length': '9' };
  const sum = { 'x-oss-hash-crc64ecma': CRC };

  test.each<[string, Response | Error, string | undefined, Confirmation, string | undefined]>([
    ['the same size and sum', told({ ...size, ...sum }), CRC, 'verified', CRC],
    [
      'the same sum, written with a zero more',
      told({ ...size, 'x-oss-hash-crc64ecma': '7' }),
      '07',
      'verified',
      '7',
    ],
    ['another sum', told({ ...size, 'x-oss-hash-crc64ecma': '7' }), CRC, 'mismatch', '7'],
    ['another size', told({ ...sum, 'content-length': '10' }), CRC, 'mismatch', CRC],
    ['another size and no sum', told({ 'content-length': '0' }), CRC, 'mismatch', undefined],
    ['no sum', told(size), CRC, 'unverified', undefined],
    [
      'a sum that is none',
      told({ ...size, 'x-oss-hash-crc64ecma': 'abc' }),
      CRC,
      'unverified',
      undefined,
    ],
    ['a sum, and we have none', told({ ...size, ...sum }), undefined, 'unverified', CRC],
    ['no size', told(sum), CRC, 'unknown', undefined],
    ['a size that is none', told({ ...sum, 'content-length': '9, 8' }), CRC, 'unknown', undefined],
    [
      'everything twice, and equal',
      told({ 'x-oss-hash-crc64ecma': `${CRC}, ${CRC}`, 'content-length': '9, 9' }),
      CRC,
      'verified',
      CRC,
    ],
    ['not there', told({}, 404), CRC, 'absent', undefined],
    [
      'not there, says somebody else',
      new Response(null, { status: 404 }),
      CRC,
      'unknown',
      undefined,
    ],
    [
      'there, says somebody else',
      new Response(null, { headers: { ...size, ...sum } }),
      CRC,
      'unknown',
      undefined,
    ],
    ['private', told({}, 403), CRC, 'unknown', undefined],
    ['moved', told({ location: URL_OF_ONE }, 302), CRC, 'unknown', undefined],
    ['a part', told({ ...size, ...sum }, 206), CRC, 'unknown', undefined],
    ['nothing to say', told({ ...size, ...sum }, 204), CRC, 'unknown', undefined],
    ['busy', told({}, 503), CRC, 'unknown', undefined],
    ['broken', told({}, 500), CRC, 'unknown', undefined],
    ['no answer', new TypeError('fetch failed'), CRC, 'unknown', undefined],
  ])('%s', async (_, answer, ours, confirmation, stored) => {
    const asked: [string, RequestInit | undefined][] = [];
    const confirm = deskWith({
      fetch: async (url, init) => {
        asked.push([new Request(url, init).url, init]);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    const findings = await confirm({ token: tokens.seal(URL_OF_ONE), size: SIZE, crc64: ours });
    expect(findings).toEqual({
      confirmation,
      ...(stored !== undefined && { crc64: stored }),
      // The address is told only where it may be used.
      ...((confirmation === 'verified' || confirmation === 'unverified') && {
        firmwareUrl: URL_OF_ONE,
      }),
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.[0]).toBe(URL_OF_ONE);
    expect(asked[0]?.[1]).toMatchObject({ method: 'HEAD', redirect: 'manual' });
    expect([...new Headers(asked[0]?.[1]?.headers).keys()]).toEqual(['accept-encoding']);
  });

  test.each([
    ['somebody else signed', createConfirmationTokens('other').seal(URL_OF_ONE)],
    ['was cut', tokens.seal(URL_OF_ONE).slice(0, -1)],
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
  ])('nobody is asked with a token that %s', async (_, token) => {
    let asked = 0;
    const confirm = deskWith({
      fetch: async () => {
        asked += 1;
        return told({ ...size, ...sum });
      },
    });
    expect(await confirm({ token, size: SIZE, crc64: CRC })).toEqual({ confirmation: 'unknown' });
    expect(asked).toBe(0);
  });
});

describe.each(DIALECTS)('a file that was stored with a ticket of a %s platform', (dialect) => {
  const right = { size: SIZE, crc64: CRC };

  test('is verified', async () => {
    const { confirm, firmwareUrl } = await storeOne(dialect);
    expect(await confirm(right)).toEqual({ confirmation: 'verified', crc64: CRC, firmwareUrl });
  });

  test('is verified where the server reaches the store at another address than browsers', async () => {
    const { confirm, firmwareUrl } = await storeOne(dialect, {
      publicOrigin: 'https://store.example',
    });
    expect(firmwareUrl).toMatch(/^https:\/\/store\.example\//);
    expect(await confirm(right)).toEqual({ confirmation: 'verified', crc64: CRC, firmwareUrl });
  });

  test('is unverified when we have no sum to compare', async () => {
    const { confirm, firmwareUrl } = await storeOne(dialect);
    const findings = { confirmation: 'unverified', crc64: CRC, firmwareUrl };
    expect(await confirm({ size: SIZE })).toEqual(findings);
  });

  test.each([
    ['one byte less', { size: SIZE - 1, crc64: CRC }],
    ['one byte more', { size: SIZE + 1, crc64: CRC }],
    ['another sum', { size: SIZE, crc64: '1' }],
  ])('is a mismatch for a file with %s', async (_, ours) => {
    const { confirm } = await storeOne(dialect);
    expect(await confirm(ours)).toEqual({ confirmation: 'mismatch', crc64: CRC });
  });

  test('is a mismatch once somebody has overwritten it', async () => {
    const { confirm, post } = await storeOne(dialect);
    await post('987654321');
    expect(await confirm(right)).toMatchObject({ confirmation: 'mismatch' });
  });

  test('is absent until it is there', async () => {
    const { confirm, post, firmwareUrl } = await storeOne(dialect, { isPosted: false });
    expect(await confirm(right)).toEqual({ confirmation: 'absent' });
    await post('123456789');
    expect(await confirm(right)).toEqual({ confirmation: 'verified', crc64: CRC, firmwareUrl });
  });

  test('is absent again when it was deleted', async () => {
    const { confirm, forget } = await storeOne(dialect);
    forget();
    expect(await confirm(right)).toEqual({ confirmation: 'absent' });
  });

  test('is unknown when the bucket is private', async () => {
    const { confirm } = await storeOne(dialect, {
      head: async () =>
        new Response(null, { status: 403, headers: { 'x-oss-request-id': 'private' } }),
    });
    expect(await confirm(right)).toEqual({ confirmation: 'unknown' });
  });

  test.each([301, 302, 307, 308])(
    'is unknown when a %i points elsewhere, and nobody goes there',
    async (status) => {
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
      const { confirm } = await storeOne(dialect, {
        head: async () =>
          new Response(null, {
            status,
            headers: { location: `${elsewhere}/a.bin`, 'x-oss-request-id': 'moved' },
          }),
      });
      expect(await confirm(right)).toEqual({ confirmation: 'unknown' });
      expect(visits).toBe(0);
    },
  );

  test('is unknown when the store says nothing in time', async () => {
    const { confirm } = await storeOne(dialect, {
      head: () => new Promise(() => {}),
      timeoutMs: 200,
    });
    expect(await confirm(right)).toEqual({ confirmation: 'unknown' });
  });

  test('is unknown when the store cannot be reached', async () => {
    const { confirm, close } = await storeOne(dialect);
    await close();
    expect(await confirm(right)).toEqual({ confirmation: 'unknown' });
  });

  test('is unknown to a server with another secret', async () => {
    const { confirm } = await storeOne(dialect, { secret: 'of another server' });
    expect(await confirm(right)).toEqual({ confirmation: 'unknown' });
  });
});

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(server: Server): Promise<string> {
  open.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://127.0.0.1:${address.port}`;
}

type World = {
  /** Where tickets say the store is; where it listens, unless given. */
  readonly publicOrigin?: string;
  readonly isPosted?: boolean;
  /** Answers HEAD instead of the store. */
  readonly head?: () => Promise<Response>;
  readonly timeoutMs?: number;
  readonly secret?: string;
};

/** A real ticket, a real POST to a real port, and then a desk to ask about it. */
async function storeOne(dialect: Dialect, world: World = {}) {
  const { publicOrigin, isPosted = true, head, timeoutMs, secret = 'secret' } = world;
  const store = memoryStore();
  let isForgotten = false;
  const forgetful: ObjectStore = {
    ...store,
    find: (key) => (isForgotten ? Promise.resolve(undefined) : store.find(key)),
  };
  let cloud = createCloud();
  const server = createCloudServer({
    fetch: (request) =>
      request.method === 'HEAD' && head !== undefined ? head() : cloud.fetch(request),
    postObject: (request, form) => cloud.postObject(request, form),
  });
  const local = await listening(server);
  const origin = publicOrigin ?? local;
  cloud = createCloud({ dialect, store: forgetful, origin });

  const access: PlatformAccess = { dialect, endpoint: local, credentials: SAMPLE_CREDENTIALS };
  const storeHosts = [origin];
  const issue = createTicketService({
    platform: createPlatformClient({ access }),
    storeHosts,
    sealToken: (url) => tokens.seal(url),
  });
  const answer = await issue({ fileSuffix: 'bin' }, new AbortController().signal);
  if (answer.kind === 'refused') throw new Error(answer.problem.message);
  const { data: ticket, confirmationToken: token = '' } = answer.envelope;

  const post = async (content: string) => {
    const form = new FormData();
    form.append('key', ticket.key);
    form.append('policy', ticket.policy);
    form.append('OSSAccessKeyId', ticket.OSSAccessKeyId);
    form.append('Signature', ticket.signature);
    form.append('file', new Blob([content]), 'firmware.bin');
    const response = await fetch(local, { method: 'POST', body: form });
    expect(response.status).toBe(204);
  };
  if (isPosted) await post('123456789');
  expect(crc64(BYTES)).toBe(CRC);

  const confirm = deskWith({
    tokens: createConfirmationTokens(secret),
    storeHosts,
    ...(publicOrigin !== undefined && { storeOrigin: local }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return {
    confirm: (ours: { size: number; crc64?: string }) => confirm({ token, ...ours }),
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
