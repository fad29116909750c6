import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import type { PlatformAccess } from '../../contract/platform-call.ts';
import { DIALECTS, type Dialect } from '../../contract/dialect.ts';
import { readTicketText } from '../../contract/platform.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';
import { memoryPackages } from '../../simulator/platform/package-list.ts';
import { memoryStore } from '../../simulator/bucket/store.ts';
import { formBody, BOUNDARY } from '../../testing/raw-post.ts';
import { createCloudServer } from '../embedded/cloud-server.ts';
import { createPackageService } from './packages.ts';
import { createPlatformClient, type PlatformClientOptions } from './platform-client.ts';
import { runServer, type RunningServer } from '../run-server.ts';
import { readSettings } from '../settings/settings.ts';

/** The desk in front of a platform on a real port, and the whole server. */

const STORE = 'http://127.0.0.1:8081';
const KEY = 'ota/firmware/a.bin';
const FIRMWARE: OtaFirmware = {
  destVersion: '1.4.2',
  firmwareName: '门铃(1)',
  firmwareUrl: `${STORE}/${KEY}`,
};
const open: Server[] = [];
const running: RunningServer[] = [];
const dirs: string[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all(running.splice(0).map((server) => server.close(0)));
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true, force: true });
});

async function listening(server: Server): Promise<string> {
  open.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://127.0.0.1:${address.port}`;
}

type Mood = (answer: () => Promise<Response>, count: number) => Promise<Response>;

async function platform(dialect: Dialect, mood: Mood = (answer) => answer(), now = Date.now) {
  const store = memoryStore();
  const staged = await store.stage();
  await staged.write(Uint8Array.of(1, 2, 3));
  await staged.commit(
    { key: KEY, size: 3, crc64: '1', etag: '"1"', storedAt: '2026-01-02', headers: {} },
    true,
  );
  const packages = memoryPackages();
  const cloud = createCloud({ dialect, origin: STORE, store, packages, now });
  const calls: string[] = [];
  const endpoint = await listening(
    createCloudServer({
      ...cloud,
      async fetch(request) {
        const body = await request.clone().text();
        calls.push(`${request.method} ${new URL(request.url).search}${body}`);
        return mood(() => cloud.fetch(request), calls.length);
      },
    }),
  );
  const access: PlatformAccess = { dialect, endpoint, credentials: SAMPLE_CREDENTIALS };
  return { access, calls, packages };
}

function creator(access: PlatformAccess, options: Partial<PlatformClientOptions> = {}) {
  const platform = createPlatformClient({ access, ...options });
  const desk = createPackageService({ platform, storeHosts: [STORE] });
  return (changes: Partial<OtaFirmware> = {}, signal = new AbortController().signal) =>
    desk.create({ ...FIRMWARE, ...changes }, signal);
}

const refusal = (code: string, init?: ResponseInit) =>
  Response.json({ code, errorMessage: `no: ${code}`, requestId: 'r-1', success: false }, init);

describe.each(DIALECTS)('a %s platform', (dialect) => {
  test('verifies the call and makes the package; nothing of the call is in an address', async () => {
    const { access, calls, packages } = await platform(dialect);
    const ids = { iotInstanceId: 'iot-1', regionId: 'cn-x' };
    const answer = await creator({ ...access, ...ids })({ udi: '升'.repeat(4096) });
    expect(answer).toMatchObject({ kind: 'created', envelope: { success: true, code: '' } });
    expect(await packages.all()).toMatchObject([FIRMWARE]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(/^POST [^?]/);
    expect(calls[0]).toContain('IotInstanceId=iot-1');
  });

  test('that has seen the nonce, or has another time, is called once more and makes one package', async () => {
    const { access, calls, packages } = await platform(dialect, (answer, count) =>
      count === 1 ? Promise.resolve(refusal('SignatureNonceUsed', { status: 400 })) : answer(),
    );
    const create = creator(access, { now: () => Date.now() + 16 * 60_000 });
    expect((await create()).kind).toBe('created');
    expect(calls).toHaveLength(3);
    expect(await packages.all()).toHaveLength(1);
  });

  test('says that a name is taken, in its own code', async () => {
    const { access, packages } = await platform(dialect);
    const create = creator(access);
    await create();
    expect(await create()).toMatchObject({
      kind: 'refused',
      status: 502,
      created: 'no',
      problem: { code: 'iot.ota.FirmwareNameExisted', requestId: expect.stringMatching(/./) },
    });
    expect(await packages.all()).toHaveLength(1);
  });

  test('whose answer gets lost is not called again: a package may be there', async () => {
    const { access, calls, packages } = await platform(dialect, async (answer) => {
      await answer();
      for (const server of open) server.closeAllConnections();
      return new Promise(() => {});
    });
    expect(await creator(access)()).toMatchObject({
      status: 502,
      created: 'maybe',
      problem: {
        code: 'OtaDrop.PlatformAnswerLost',
        message: expect.stringContaining('It may have been created'),
      },
    });
    expect(calls).toHaveLength(1);
    expect(await packages.all()).toHaveLength(1);
  });

  test('that is late is not called again, and is heard to its end though the page has gone', async () => {
    let finish = () => {};
    const { access, calls } = await platform(dialect, async (answer) => {
      await new Promise<void>((resolve) => (finish = resolve));
      return answer();
    });
    expect(await creator(access, { timeoutMs: 200 })()).toMatchObject({
      status: 504,
      created: 'maybe',
    });
    expect(calls).toHaveLength(1);
    const page = new AbortController();
    const asked = creator(access)({}, page.signal);
    await expect.poll(() => calls.length).toBe(2);
    page.abort();
    finish();
    expect((await asked).kind).toBe('created');
  });
});

test.each<[string, () => Response, number, 'no' | 'maybe']>([
  ['a gateway’s 502', () => new Response('<html>', { status: 502 }), 502, 'maybe'],
  ['a page instead of an answer', () => new Response('<html>'), 502, 'maybe'],
  ['no id', () => Response.json({ success: true, data: {} }), 502, 'maybe'],
  ['another service', () => new Response('<html>', { status: 404 }), 502, 'no'],
  ['too many', () => new Response('', { status: 429 }), 429, 'no'],
  ['throttled', () => refusal('Throttling.User', { status: 400 }), 429, 'no'],
  ['an exception', () => refusal('iot.system.SystemException'), 502, 'maybe'],
  ['a wrong key', () => refusal('SignatureDoesNotMatch', { status: 400 }), 502, 'no'],
])('%s is answered with %i, created: %s, after one call', async (_, answer, status, created) => {
  const { access, calls } = await platform('tuya', async () => answer());
  expect(await creator(access)()).toMatchObject({ kind: 'refused', status, created });
  expect(calls).toHaveLength(1);
});

test('a platform that cannot be reached at all has made nothing', async () => {
  const gone = createServer();
  const endpoint = await listening(gone);
  await new Promise((resolve) => gone.close(resolve));
  const access = { dialect: 'tuya', endpoint, credentials: SAMPLE_CREDENTIALS } as const;
  expect(await creator(access)()).toMatchObject({
    status: 502,
    created: 'no',
    problem: { code: 'OtaDrop.PlatformUnreachable' },
  });
});

test('a connection that is taken and cut may have been heard', async () => {
  const cut: RequestListener = (request) => request.socket.destroy();
  const endpoint = await listening(createServer(cut));
  const access = { dialect: 'tuya', endpoint, credentials: SAMPLE_CREDENTIALS } as const;
  expect(await creator(access)()).toMatchObject({ created: 'maybe' });
});

test.each([
  'http://127.0.0.1:9999/ota/firmware/a.bin',
  'https://elsewhere.example/a.bin',
  `${STORE}@elsewhere.example/a.bin`,
  `${STORE}/`,
  `${STORE}/a/../b.bin`,
  `${STORE}/a.bin?x=1`,
  `${STORE}/a.bin#x`,
  `HTTP://127.0.0.1:8081/a.bin`,
])('%s is no address a ticket of this server names: no call', async (firmwareUrl) => {
  const { access, calls } = await platform('tuya');
  expect(await creator(access)({ firmwareUrl })).toMatchObject({
    status: 400,
    created: 'no',
    problem: { code: 'OtaDrop.ForeignFirmwareUrl' },
  });
  expect(calls).toEqual([]);
});

describe('the whole server', () => {
  async function start(dir: string) {
    const reading = readSettings({ PORT: '0', CLOUD_PORT: '0', DATA_DIR: dir });
    if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
    const server = await runServer(reading.settings, new Map());
    running.push(server);
    const post = (path: string, body: object) =>
      fetch(server.listeningUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    return { ...server, post };
  }
  async function upload({ post }: Awaited<ReturnType<typeof start>>): Promise<string> {
    const answer = readTicketText(await (await post('/api/tickets', { fileSuffix: 'bin' })).text());
    if (answer.kind !== 'issued') throw new Error(answer.kind);
    const { host, key, policy, OSSAccessKeyId, signature, firmwareUrl } = answer.ticket;
    const fields = { key, policy, OSSAccessKeyId, Signature: signature };
    const stored = await fetch(host, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
      body: new Uint8Array(formBody(Object.entries(fields), Uint8Array.of(1, 2, 3))),
    });
    expect(stored.ok).toBe(true);
    return firmwareUrl;
  }

  test('makes a package of an uploaded file, and knows it after a restart', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'ota-drop-firmware-'));
    dirs.push(dir);
    const server = await start(dir);
    expect(await (await fetch(`${server.listeningUrl}/config.json`)).json()).toMatchObject({
      firmwareEndpoint: 'api/firmware',
      platformDialect: 'tuya',
    });
    const request = { ...FIRMWARE, firmwareUrl: await upload(server) };
    const response = await server.post('/api/firmware', request);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      success: true,
      data: { firmwareId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    await server.close(0);
    const again = await start(dir);
    const taken = await again.post('/api/firmware', {
      ...request,
      firmwareUrl: await upload(again),
    });
    expect(taken.status).toBe(502);
    expect(await taken.json()).toMatchObject({
      success: false,
      created: 'no',
      code: 'iot.ota.FirmwareNameExisted',
    });
  });

  test('names every wrong field at once, whatever is missing', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'ota-drop-firmware-'));
    dirs.push(dir);
    const { post } = await start(dir);
    const { firmwareUrl } = FIRMWARE;
    const wrong = { firmwareUrl, type: 0, srcVersion: '1.0', firmwareSize: 0, firmwareSign: 'ab' };
    const refused = await post('/api/firmware', wrong);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      code: 'OtaDrop.BadRequest',
      errorMessage: expect.stringMatching(
        /^destVersion is missing; firmwareName is missing; firmwareSign .+; firmwareSize .+; srcVersion .+\. No package was created/,
      ),
    });
  });

  test('refuses what the API would refuse, with the field and the reason', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'ota-drop-firmware-'));
    dirs.push(dir);
    const { post } = await start(dir);
    const refused = await post('/api/firmware', { ...FIRMWARE, firmwareName: '_a' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      code: 'OtaDrop.BadRequest',
      errorMessage: expect.stringMatching(/^firmwareName has to start .*No package was created/),
    });
    const long = await post('/api/firmware', { ...FIRMWARE, udi: 'u'.repeat(40_000) });
    expect(long.status).toBe(413);
  });

  test('takes no orders from another page', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'ota-drop-firmware-'));
    dirs.push(dir);
    const { listeningUrl } = await start(dir);
    const response = await fetch(`${listeningUrl}/api/firmware`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://elsewhere.example' },
      body: JSON.stringify(FIRMWARE),
    });
    expect(response.status).toBe(403);
  });
});
