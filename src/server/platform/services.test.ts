import { createServer } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_REGION, DIALECT_RULES, DIALECTS, type Dialect } from '../../contract/dialect.ts';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import type { PlatformAccess } from '../../contract/platform-call.ts';
import { memoryStore, type ObjectStore } from '../../simulator/bucket/store.ts';
import { memoryPackages } from '../../simulator/platform/package-list.ts';
import {
  accessTo,
  listening,
  refusal,
  sealToken,
  startPlatform,
  STORE,
  ticketsOf,
  type Intercept,
} from '../../testing/server-world.ts';
import { putObject, textBytes } from '../../testing/test-objects.ts';
import { createPlatformClient, type PlatformClientOptions } from './platform-client.ts';
import { createPackageService, createTicketService } from './services.ts';

/** Tickets and packages from a platform on a real port. */

const IDS = { iotInstanceId: 'iot-1', regionId: 'cn-x' };
const { signal } = new AbortController();
const KEY = 'ota/firmware/a.bin';
const FIRMWARE: OtaFirmware = {
  destVersion: '1.4.2',
  firmwareName: '门铃(1)',
  firmwareUrl: `${STORE}/${KEY}`,
};

let store: ObjectStore;
let packages: ReturnType<typeof memoryPackages>;
beforeEach(async () => {
  store = memoryStore();
  packages = memoryPackages();
  await putObject(store, KEY, textBytes('firmware'));
});

const platformWith = (dialect: Dialect, intercept?: Intercept) =>
  startPlatform(dialect, intercept, { store, packages });

function packagesOf(access: PlatformAccess, options: Partial<PlatformClientOptions> = {}) {
  const platform = createPlatformClient({ access, ...options });
  const create = createPackageService({ platform, storeHosts: [STORE] });
  return (changes: Partial<OtaFirmware> = {}, own = signal) =>
    create({ ...FIRMWARE, ...changes }, own);
}

describe.each(DIALECTS)('the %s platform', (dialect) => {
  test('verifies the call for a ticket, which is answered in the documented envelope', async () => {
    const { access, calls } = await platformWith(dialect);
    const issue = ticketsOf({ ...access, ...IDS });
    const answer = await issue({ fileSuffix: 'tar.gz' }, signal);
    if (answer.kind !== 'good') throw new Error(answer.kind);
    const { data, confirmationToken } = answer.envelope;
    expect(answer.envelope).toMatchObject({ success: true, code: '' });
    expect(data).toMatchObject({
      host: STORE,
      objectStorage: 'OSS',
      key: expect.stringMatching(/\.tar\.gz$/),
    });
    expect(confirmationToken).toBe(sealToken(data.firmwareUrl));
    const names = [...(calls[0]?.parameters.keys() ?? [])];
    expect(names).toContain('IotInstanceId');
    for (const name of ['Version', 'Format', 'SignatureVersion', 'RegionId']) {
      expect(names.includes(name)).toBe(
        name in DIALECT_RULES[dialect].callParameters(DEFAULT_REGION),
      );
    }
  });

  test('verifies the call for a package and creates it; the call is a form', async () => {
    const { access, calls } = await platformWith(dialect);
    const answer = await packagesOf({ ...access, ...IDS })({ udi: '升'.repeat(4096) });
    expect(answer).toMatchObject({ kind: 'good', envelope: { success: true, code: '' } });
    expect(await packages.all()).toMatchObject([FIRMWARE]);
    expect(calls.map(({ method }) => method)).toEqual(['POST']);
    expect(calls[0]?.parameters.get('IotInstanceId')).toBe('iot-1');
  });

  test('creates a package whose answer is lost: not called again', async () => {
    const { access, calls, server } = await platformWith(dialect, async (answer) => {
      await answer();
      server.closeAllConnections();
      return new Promise(() => {});
    });
    expect(await packagesOf(access)()).toMatchObject({
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

  test('is late with a package: not called again, and heard to its end though the page has gone', async () => {
    let finish = () => {};
    const { access, calls } = await platformWith(dialect, async (answer) => {
      await new Promise<void>((resolve) => (finish = resolve));
      return answer();
    });
    const late = { status: 504, created: 'maybe' };
    expect(await packagesOf(access, { timeoutMs: 200 })()).toMatchObject(late);
    expect(calls).toHaveLength(1);
    const page = new AbortController();
    const asked = packagesOf(access)({}, page.signal);
    await expect.poll(() => calls.length).toBe(2);
    page.abort();
    finish();
    expect(await asked).toMatchObject({ kind: 'good' });
  });
});

const MALFORMED = 'OtaDrop.PlatformAnswerMalformed';
const EXCEPTION = 'iot.system.SystemException';
const html = (status: number, retryAfter?: string) =>
  new Response('<html>', {
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  });
const slowDown = (code: string, status: number, after: string) =>
  refusal(code, { status, headers: { 'retry-after': after } });
const inAMinute = () => new Date(Date.now() + 61_000).toUTCString();

test.each<[string, () => Response, number, string, number?]>([
  ['a page instead of an answer', () => html(200), 502, MALFORMED],
  ['429 and 7', () => html(429, '7'), 429, 'OtaDrop.TooManyTickets', 7],
  ['429 alone', () => html(429), 429, 'OtaDrop.TooManyTickets'],
  ['429 and an hour', () => html(429, '3600'), 429, 'OtaDrop.TooManyTickets', 30],
  ['429 and nonsense', () => html(429, 'soon'), 429, 'OtaDrop.TooManyTickets'],
  ['503 and 0', () => html(503, '0'), 503, 'OtaDrop.PlatformUnreachable', 1],
  ['503 and a date', () => html(503, inAMinute()), 503, 'OtaDrop.PlatformUnreachable', 30],
  ['502 and 7', () => html(502, '7'), 502, 'OtaDrop.PlatformUnreachable'],
  ['throttling', () => slowDown('Throttling.User', 400, '4'), 429, 'Throttling.User', 4],
  ['429 and some other code', () => slowDown('TooFast', 429, '5'), 429, 'TooFast', 5],
  ['503 and a code', () => slowDown('ServiceUnavailable', 503, '6'), 503, 'ServiceUnavailable', 6],
  ['a wrong key', () => refusal('SignatureDoesNotMatch'), 502, 'SignatureDoesNotMatch'],
  ['no such key', () => refusal('InvalidAccessKeyId.NotFound'), 502, 'InvalidAccessKeyId.NotFound'],
  ['an exception', () => refusal(EXCEPTION), 502, EXCEPTION],
])('no ticket: the platform answers %s', async (_, answer, status, code, retryAfterS) => {
  const { access, calls } = await startPlatform('tuya', async () => answer());
  const refused = await ticketsOf(access)({ fileSuffix: 'bin' }, signal);
  expect(refused).toMatchObject({ status, problem: { code }, retryAfterS, created: undefined });
  expect(calls).toHaveLength(1);
});

test('no ticket until a date: told in the seconds until then', async () => {
  const inTwentySeconds = new Date(Date.now() + 20_500).toUTCString();
  const { access } = await startPlatform('tuya', async () => html(503, inTwentySeconds));
  const answer = await ticketsOf(access)({ fileSuffix: 'bin' }, signal);
  if (answer.kind !== 'refused') throw new Error(answer.kind);
  // HTTP dates have whole seconds, and the answer was some time on its way.
  expect(answer.retryAfterS).toBeGreaterThan(10);
  expect(answer.retryAfterS).toBeLessThanOrEqual(21);
});

test.each<[string, () => Response, number, string, 'no' | 'maybe']>([
  ['a gateway’s 502', () => html(502), 502, MALFORMED, 'maybe'],
  ['a gateway’s 503', () => html(503, '7'), 502, MALFORMED, 'maybe'],
  ['a page instead of an answer', () => html(200), 502, MALFORMED, 'maybe'],
  ['no id', () => Response.json({ success: true, data: {} }), 502, MALFORMED, 'maybe'],
  ['another service', () => html(404), 502, MALFORMED, 'no'],
  ['too many', () => html(429), 429, 'OtaDrop.TooManyCalls', 'no'],
  ['throttling', () => refusal('Throttling.User', { status: 400 }), 429, 'Throttling.User', 'no'],
  ['an exception', () => refusal(EXCEPTION), 502, EXCEPTION, 'maybe'],
  ['500 and a code', () => refusal('Broken', { status: 500 }), 502, 'Broken', 'maybe'],
  ['503 and a code', () => slowDown('Busy', 503, '6'), 503, 'Busy', 'maybe'],
  ['a wrong key', () => refusal('SignatureDoesNotMatch'), 502, 'SignatureDoesNotMatch', 'no'],
])('no package: the platform answers %s', async (_, answer, status, code, created) => {
  const { access, calls } = await startPlatform('tuya', async () => answer());
  expect(await packagesOf(access)()).toMatchObject({ status, problem: { code }, created });
  expect(calls).toHaveLength(1);
});

test('a platform that cannot be reached at all has issued and created nothing', async () => {
  const gone = createServer();
  const access = accessTo(await listening(gone));
  await new Promise((resolve) => gone.close(resolve));
  const refused = { status: 502, problem: { code: 'OtaDrop.PlatformUnreachable' } };
  expect(await ticketsOf(access)({ fileSuffix: 'bin' }, signal)).toMatchObject(refused);
  expect(await packagesOf(access)()).toMatchObject({ ...refused, created: 'no' });
});

test('a connection that is taken and cut may have been heard', async () => {
  const access = accessTo(await listening(createServer(({ socket }) => socket.destroy())));
  expect(await packagesOf(access)()).toMatchObject({ created: 'maybe' });
});

test('a ticket for a store that is not on the list is refused, with what to put there', async () => {
  const platform = createPlatformClient({ access: (await startPlatform()).access });
  const issue = createTicketService({ platform, storeHosts: [], sealToken });
  expect(await issue({ fileSuffix: 'bin' }, signal)).toMatchObject({
    status: 502,
    problem: {
      code: 'OtaDrop.UntrustedStoreHost',
      message: expect.stringContaining(`STORE_HOSTS=${STORE}`),
    },
  });
});

test('a refused signature keeps its code, and nothing of what was signed is quoted', async () => {
  const { access } = await startPlatform();
  const credentials = { ...access.credentials, accessKeySecret: 'wrong' };
  const answer = await ticketsOf({ ...access, credentials })({ fileSuffix: 'bin' }, signal);
  expect(answer).toMatchObject({ problem: { code: 'SignatureDoesNotMatch' } });
  expect(JSON.stringify(answer)).not.toContain(access.credentials.accessKeyId);
  expect(JSON.stringify(answer)).not.toContain('string to sign');
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
])(
  'no package of %s: no ticket names such an address, and no call is made',
  async (firmwareUrl) => {
    const { access, calls } = await startPlatform();
    expect(await packagesOf(access)({ firmwareUrl })).toMatchObject({
      status: 400,
      created: 'no',
      problem: { code: 'OtaDrop.ForeignFirmwareUrl' },
    });
    expect(calls).toEqual([]);
  },
);
