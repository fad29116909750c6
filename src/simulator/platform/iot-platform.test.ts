import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILE_SUFFIXES } from '../../contract/file-suffix.ts';
import { FIRMWARE_MAX_BYTES, TIMESTAMP_TOLERANCE_MS } from '../../contract/limits.ts';
import { rpcTimestamp, signedTicketCall, type Credentials } from '../../contract/platform-call.ts';
import { DIALECTS, type Dialect } from '../../contract/dialect.ts';
import { readTicketAnswer, type Ticket } from '../../contract/ticket.ts';
import { policyLifeMs, readPolicy, signPolicy, sizeRange } from '../../contract/post-policy.ts';
import { signRpc, type RpcMethod } from '../../contract/rpc-signature.ts';
import { findAddressFault } from '../../contract/store-address.ts';
import { createCloud, type Cloud } from '../cloud.ts';
import { createIotPlatform } from './iot-platform.ts';
import { memoryPackages } from './package-list.ts';
import { memoryStore } from '../bucket/store.ts';

const NOW = Date.parse('2026-01-02T03:04:05.000Z');
const ORIGIN = 'http://127.0.0.1:8081';
const CREDENTIALS: Credentials = { accessKeyId: 'key-id', accessKeySecret: 'key-secret' };
const OPTIONS = { credentials: CREDENTIALS, origin: ORIGIN, now: () => NOW };

const REQUEST_ID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** A parameter that is undefined is left out. */
type Parameters = Readonly<Record<string, string | undefined>>;

const COMMON: Parameters = {
  Action: 'GenerateOTAUploadURL',
  AccessKeyId: CREDENTIALS.accessKeyId,
  FileSuffix: 'bin',
  SignatureMethod: 'HMAC-SHA1',
  Timestamp: rpcTimestamp(new Date(NOW)),
};
const OF_DIALECT: Readonly<Record<Dialect, Parameters>> = {
  tuya: COMMON,
  alibaba: {
    ...COMMON,
    Format: 'JSON',
    RegionId: 'cn-shanghai',
    SignatureVersion: '1.0',
    Version: '2018-01-20',
  },
};

const MANDATORY = ['Action', 'AccessKeyId', 'SignatureMethod', 'SignatureNonce', 'Timestamp'];

async function signed(
  parameters: Parameters,
  method: RpcMethod = 'GET',
  secret: string = CREDENTIALS.accessKeySecret,
): Promise<Record<string, string>> {
  const given: Record<string, string> = { SignatureNonce: crypto.randomUUID() };
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) delete given[name];
    else given[name] = value;
  }
  return { ...given, Signature: await signRpc(secret, method, given) };
}

function get(query: Record<string, string> | string): Request {
  return new Request(`${ORIGIN}/?${new URLSearchParams(query).toString()}`);
}

function post(query: Record<string, string>, body: Record<string, string>): Request {
  const search = new URLSearchParams(query).toString();
  return new Request(`${ORIGIN}/${search && '?'}${search}`, {
    method: 'POST',
    body: new URLSearchParams(body),
  });
}

async function read(response: Response) {
  return { status: response.status, answer: readTicketAnswer(await response.json()) };
}

async function ask(cloud: Cloud, request: Request): Promise<Ticket> {
  const { status, answer } = await read(await cloud.fetch(request));
  if (answer.kind !== 'issued') throw new Error(JSON.stringify(answer));
  expect(status).toBe(200);
  return answer.ticket;
}

/** Status and code of a refusal, or undefined for a ticket. */
async function refusal(cloud: Pick<Cloud, 'fetch'>, request: Request): Promise<string | undefined> {
  const { status, answer } = await read(await cloud.fetch(request));
  if (answer.kind === 'malformed') throw new Error(answer.detail);
  return answer.kind === 'refused' ? `${status} ${answer.problem.code}` : undefined;
}

describe('how a call may come', () => {
  test.each(DIALECTS)('%s: as our own server signs it', async (dialect) => {
    const access = { dialect, endpoint: ORIGIN, credentials: CREDENTIALS };
    const stamp = { at: new Date(NOW), nonce: 'n' };
    const call = await signedTicketCall(access, 'tar.gz', stamp);
    expect((await ask(createCloud({ ...OPTIONS, dialect }), call)).key).toMatch(/\.tar\.gz$/);
  });

  test.each<[string, () => Promise<Request>]>([
    ['a GET with everything in the query', async () => get(await signed(COMMON))],
    ['a POST with everything in the body', async () => post({}, await signed(COMMON, 'POST'))],
    [
      'a POST with parameters in both',
      async () => {
        const { Action = '', Signature = '', ...rest } = await signed(COMMON, 'POST');
        return post({ Action, Signature }, rest);
      },
    ],
    ['a POST with an empty form', async () => post(await signed(COMMON, 'POST'), {})],
    [
      'a POST without a body',
      async () => new Request(get(await signed(COMMON, 'POST')).url, { method: 'POST' }),
    ],
    [
      'a media type in any case',
      async () =>
        new Request(`${ORIGIN}/`, {
          method: 'POST',
          headers: { 'content-type': 'Application/X-WWW-Form-URLEncoded; charset=UTF-8' },
          body: new URLSearchParams(await signed(COMMON, 'POST')).toString(),
        }),
    ],
  ])('as %s', async (_, call) => {
    expect(await refusal(createCloud(OPTIONS), await call())).toBe(undefined);
  });

  test('but by no other method', async () => {
    const platform = createIotPlatform({
      dialect: 'tuya',
      credentials: CREDENTIALS,
      storeOrigin: ORIGIN,
      ticketLifeMs: 1000,
      store: memoryStore(),
      packages: memoryPackages(),
      digestBytes: undefined,
      now: () => NOW,
    });
    const call = new Request(get(await signed(COMMON)).url, { method: 'PUT' });
    expect(await refusal(platform, call)).toBe('400 UnsupportedHTTPMethod');
  });

  test('not with a form body of more than any call needs', async () => {
    const call = post({}, { ...(await signed(COMMON, 'POST')), padding: 'x'.repeat(70_000) });
    expect(await refusal(createCloud(OPTIONS), call)).toBe('400 InvalidParameter.Format');
  });
});

describe('a signature', () => {
  const secret = CREDENTIALS.accessKeySecret;
  const changed = (change: Parameters, method?: RpcMethod) => async () =>
    get(await signed({ ...COMMON, ...change }, method));
  /** Changed after it was signed. */
  const forged = (change: (all: Record<string, string>) => Record<string, string>) => async () => {
    const all = await signed(COMMON);
    return get({ ...all, ...change(all) });
  };

  test.each<[string, () => Promise<Request>]>([
    ['another secret', async () => get(await signed(COMMON, 'GET', 'other-secret'))],
    ['the & of the signing key', async () => get(await signed(COMMON, 'GET', `${secret}&`))],
    ['a GET signature on a POST', async () => post({}, await signed(COMMON, 'GET'))],
    ['a POST signature on a GET', changed({}, 'POST')],
    ['a signature of nothing', forged(() => ({ Signature: 'bm90aGluZw==' }))],
    [
      'a signature with one character in the other case',
      forged(({ Signature = '' }) => ({ Signature: Signature.replace(/[a-z]/i, swapCase) })),
    ],
    ['a parameter changed after signing', forged(() => ({ FileSuffix: 'apk' }))],
    [
      'a parameter of a form changed after signing',
      async () => post({}, { ...(await signed(COMMON, 'POST')), FileSuffix: 'apk' }),
    ],
    ['a parameter added after signing', forged(() => ({ Extra: '' }))],
  ])('%s does not match', async (_, call) => {
    expect(await refusal(createCloud(OPTIONS), await call())).toBe('400 SignatureDoesNotMatch');
  });

  test.each<[expected: string, () => Promise<Request>]>([
    ['400 MissingSignature', forged(() => ({ Signature: '' }))],
    ['404 InvalidAccessKeyId.NotFound', changed({ AccessKeyId: 'other' })],
    ['400 InvalidSignatureMethod', changed({ SignatureMethod: 'HMAC-SHA256' })],
    ['400 InvalidSignatureVersion', changed({ SignatureVersion: '2.0' })],
    ['404 InvalidApi.NotFound', changed({ Action: 'DeleteEverything' })],
    ['404 InvalidApi.NotFound', changed({ Action: 'generateotauploadurl' })],
    // Given twice in the query, or in the query and in the body.
    [
      '400 InvalidParameter.Format',
      async () => get(`${new URLSearchParams(await signed(COMMON)).toString()}&FileSuffix=apk`),
    ],
    [
      '400 InvalidParameter.Format',
      async () => post({ FileSuffix: 'bin' }, await signed(COMMON, 'POST')),
    ],
  ])('%s', async (expected, call) => {
    expect(await refusal(createCloud(OPTIONS), await call())).toBe(expected);
  });

  test('what every parameter may hold is signed as it is', async () => {
    const cloud = createCloud(OPTIONS);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (extra) => {
        const all = await signed({ ...COMMON, Extra: `+ %20&=*'()~${extra}` }, 'POST');
        expect(await refusal(cloud, post({}, all))).toBe(undefined);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ...[...MANDATORY, 'Signature'].map((name) => ['tuya', name] as const),
    ...[...MANDATORY, 'Signature', 'Version', 'RegionId', 'SignatureVersion'].map(
      (name) => ['alibaba', name] as const,
    ),
  ])(
    '%s: a call without %s is refused by name, as is one with an empty one',
    async (dialect, name) => {
      const cloud = createCloud({ ...OPTIONS, dialect });
      const { [name]: _, ...missing } = await signed({ ...OF_DIALECT[dialect], [name]: undefined });
      const empty = { ...(await signed({ ...OF_DIALECT[dialect], [name]: '' })), [name]: '' };
      for (const all of [missing, empty]) {
        expect(await refusal(cloud, get(all))).toBe(`400 Missing${name}`);
      }
    },
  );
});

describe('when a call is made', () => {
  test.each([
    [-TIMESTAMP_TOLERANCE_MS, undefined],
    [TIMESTAMP_TOLERANCE_MS, undefined],
    [-TIMESTAMP_TOLERANCE_MS - 1000, '400 InvalidTimeStamp.Expired'],
    [TIMESTAMP_TOLERANCE_MS + 1000, '400 InvalidTimeStamp.Expired'],
  ])('%i ms from now', async (offset, expected) => {
    const Timestamp = rpcTimestamp(new Date(NOW + offset));
    const call = get(await signed({ ...COMMON, Timestamp }));
    expect(await refusal(createCloud(OPTIONS), call)).toBe(expected);
  });

  test.each([
    ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05+00:00', '2026-01-02T03:04:05'],
    ['2026-01-02 03:04:05Z', '2026-13-02T03:04:05Z', '2026-01-02T03:04:05Z\n'],
    ['Fri, 02 Jan 2026 03:04:05 GMT', '1767323045', 'now'],
  ])('neither %j nor %j nor %j is a time stamp', async (...texts) => {
    for (const Timestamp of texts) {
      const call = get(await signed({ ...COMMON, Timestamp }));
      expect(await refusal(createCloud(OPTIONS), call)).toBe('400 InvalidTimeStamp.Format');
    }
  });
});

describe('a nonce', () => {
  test('is taken once, whatever else the second call asks for, and by whichever method', async () => {
    const cloud = createCloud(OPTIONS);
    await ask(cloud, get(await signed({ ...COMMON, SignatureNonce: 'n' })));
    const again = { ...COMMON, FileSuffix: 'apk', SignatureNonce: 'n' };
    expect(await refusal(cloud, post({}, await signed(again, 'POST')))).toBe(
      '400 SignatureNonceUsed',
    );
  });

  test('is not burnt by a call that was signed wrongly', async () => {
    const cloud = createCloud(OPTIONS);
    const parameters = { ...COMMON, SignatureNonce: 'n' };
    const forged = get(await signed(parameters, 'GET', 'other-secret'));
    expect(await refusal(cloud, forged)).toBe('400 SignatureDoesNotMatch');
    expect(await refusal(cloud, get(await signed(parameters)))).toBe(undefined);
  });

  test('of twenty calls at the same time lets one through', async () => {
    const cloud = createCloud(OPTIONS);
    const all = await signed(COMMON);
    const calls = Array.from({ length: 20 }, () => refusal(cloud, get(all)));
    const through = (await Promise.all(calls)).filter((outcome) => outcome === undefined);
    expect(through).toHaveLength(1);
  });

  test('is remembered for as long as any time stamp it came with is good, and then forgotten', async () => {
    let now = NOW;
    const cloud = createCloud({ ...OPTIONS, now: () => now });
    const stamped = { ...COMMON, SignatureNonce: 'n' };
    const Timestamp = rpcTimestamp(new Date(NOW + TIMESTAMP_TOLERANCE_MS));
    const ahead = await signed({ ...stamped, Timestamp });
    await ask(cloud, get(ahead));
    now = NOW + 2 * TIMESTAMP_TOLERANCE_MS;
    expect(await refusal(cloud, get(ahead))).toBe('400 SignatureNonceUsed');
    now += 1000;
    expect(await refusal(cloud, get(ahead))).toBe('400 InvalidTimeStamp.Expired');
    const renewed = await signed({ ...stamped, Timestamp: rpcTimestamp(new Date(now)) });
    expect(await refusal(cloud, get(renewed))).toBe(undefined);
  });
});

describe('the suffix asked for', () => {
  test.each(FILE_SUFFIXES)('%s is the end of the key, in lower case', async (suffix) => {
    const cloud = createCloud(OPTIONS);
    for (const FileSuffix of [suffix, suffix.toUpperCase()]) {
      const { key } = await ask(cloud, get(await signed({ ...COMMON, FileSuffix })));
      const [, name, ending] = /^ota\/firmware\/([0-9a-f-]{36})\.(.*)$/.exec(key) ?? [];
      expect([name?.length, ending]).toEqual([36, suffix]);
    }
  });

  test('is bin if nothing is asked for', async () => {
    const call = get(await signed({ ...COMMON, FileSuffix: undefined }));
    expect((await ask(createCloud(OPTIONS), call)).key).toMatch(/^ota\/firmware\/[^./]+\.bin$/);
  });

  test.each(['tgz', 'tar.xz', 'exe', '.bin', 'bin ', 'bin/../../x', 'tar..gz', 'constructor'])(
    '%j is a business error: it comes with 200',
    async (FileSuffix) => {
      const call = get(await signed({ ...COMMON, FileSuffix }));
      expect(await refusal(createCloud(OPTIONS), call)).toBe(
        '200 iot.common.InvalidFormattedParameter',
      );
    },
  );
});

describe('the ticket', () => {
  test.each([1000, 60_000, 3_600_000, undefined])('lives %s ms', async (life) => {
    const ticket = await newTicket('tuya', life);
    expect(ticket.utcCreate).toBe('2026-01-02T03:04:05.000Z');
    expect(policyLifeMs(policyOf(ticket), ticket.utcCreate)).toBe(life ?? 60_000);
  });

  test.each(DIALECTS)('%s: allows what the published sample allows, no more', async (dialect) => {
    const ticket = await newTicket(dialect);
    const policy = policyOf(ticket);
    expect(sizeRange(policy)).toEqual({ min: 0, max: FIRMWARE_MAX_BYTES });
    expect(policy.conditions).toEqual([
      { kind: 'size', min: 0, max: 1_048_576_000 },
      { kind: 'starts-with', field: 'key', prefix: 'ota/firmware/' },
    ]);
    expect(ticket.OSSAccessKeyId).toBe(CREDENTIALS.accessKeyId);
    expect(ticket.signature).toBe(await signPolicy(CREDENTIALS.accessKeySecret, ticket.policy));
    expect(JSON.stringify(ticket) + atob(ticket.policy)).not.toContain(CREDENTIALS.accessKeySecret);
  });

  test('has an address that the uploader trusts, and is the only one of its kind', async () => {
    const cloud = createCloud(OPTIONS);
    const keys = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const ticket = await ask(cloud, get(await signed(COMMON)));
      expect(findAddressFault(ticket, [ORIGIN])).toBe(undefined);
      keys.add(ticket.key);
    }
    expect(keys.size).toBe(20);
  });
});

describe('tuya', () => {
  const cloud = createCloud(OPTIONS);

  test('answers the documented envelope, camelCase, with code ""', async () => {
    const response = await cloud.fetch(get(await signed(COMMON)));
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const body = asRecord(await response.json());
    expect(Object.keys(body).toSorted()).toEqual(['code', 'data', 'requestId', 'success']);
    expect(body).toMatchObject({ code: '', success: true });
    expect(body['requestId']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(Object.keys(asRecord(body['data'])).toSorted().join(' ')).toBe(
      'OSSAccessKeyId firmwareUrl host key objectStorage policy signature utcCreate',
    );
  });

  test('refuses in the same envelope, without data', async () => {
    const response = await cloud.fetch(get({ Action: 'GenerateOTAUploadURL' }));
    const body = asRecord(await response.json());
    expect(body).toEqual({
      code: 'MissingAccessKeyId',
      errorMessage: expect.stringContaining('AccessKeyId'),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      success: false,
    });
  });

  test.each([
    { Version: '2018-01-20' },
    { Version: '2022-01-01' },
    { Version: 'anything' },
    { RegionId: 'cn-shanghai' },
    { RegionId: 'anything', Version: '2018-01-20', SignatureVersion: '1.0', Format: 'JSON' },
    { Format: 'json' },
    { IotInstanceId: 'iot-1234' },
  ])('stays tuya for a client that adds %j', async (added) => {
    const response = await cloud.fetch(get(await signed({ ...COMMON, ...added })));
    expect(await response.json()).toMatchObject({ success: true, data: { objectStorage: 'OSS' } });
  });

  test.each(['XML', 'xml'])('answers %s when it is asked for', async (Format) => {
    const response = await cloud.fetch(get(await signed({ ...COMMON, Format })));
    expect(response.headers.get('content-type')).toMatch(/^text\/xml/);
    expect(await response.text()).toContain('<success>true</success>');
  });
});

describe('alibaba', () => {
  const cloud = createCloud({ ...OPTIONS, dialect: 'alibaba' });
  const call = async (changed: Parameters) =>
    cloud.fetch(get(await signed({ ...OF_DIALECT.alibaba, ...changed })));

  test('answers PascalCase with an upper-case request id', async () => {
    const body = asRecord(await (await call({})).json());
    expect(Object.keys(body).toSorted()).toEqual(['Data', 'RequestId', 'Success']);
    expect(body['RequestId']).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    expect(Object.keys(asRecord(body['Data'])).toSorted().join(' ')).toBe(
      'FirmwareUrl Host Key OSSAccessKeyId ObjectStorage Policy Signature UtcCreate',
    );
  });

  test('refuses with what makes a gateway error and what makes a business error', async () => {
    expect(await (await call({ FileSuffix: 'exe' })).json()).toEqual({
      RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
      HostId: '127.0.0.1:8081',
      Success: false,
      Code: 'iot.common.InvalidFormattedParameter',
      Message: expect.stringContaining('FileSuffix'),
      ErrorMessage: expect.stringContaining('FileSuffix'),
    });
  });

  test.each(['2018-01-21', '2022-01-01', '2018-01-20 '])('knows no Version %j', async (Version) => {
    expect(await codeInAnyFormat(await call({ Version }))).toBe('400 InvalidVersion');
  });

  test.each(['JSON', 'json', 'Json'])('answers JSON for Format %s', async (Format) => {
    expect((await read(await call({ Format }))).answer.kind).toBe('issued');
  });

  test.each(['XML', 'xml', undefined])('answers XML for Format %s', async (Format) => {
    const response = await call({ Format });
    expect(response.headers.get('content-type')).toMatch(/^text\/xml/);
    const body = await response.text();
    expect(body).toMatch(
      /^<\?xml [^>]*\?>\n<GenerateOTAUploadURLResponse>.*<Success>true<\/Success>/,
    );
    expect(xmlText(body, 'FirmwareUrl')).toBe(`${xmlText(body, 'Host')}/${xmlText(body, 'Key')}`);
    const policy = xmlText(body, 'Policy');
    expect(xmlText(body, 'Signature')).toBe(await signPolicy(CREDENTIALS.accessKeySecret, policy));
  });

  test('escapes what a refusal in XML quotes', async () => {
    const all = await signed(
      { ...OF_DIALECT.alibaba, Format: undefined, Extra: '<&>' },
      'GET',
      'x',
    );
    const body = await (await cloud.fetch(get(all))).text();
    expect(xmlText(body, 'Code')).toBe('SignatureDoesNotMatch');
    expect(xmlText(body, 'Message')).toContain('GET&amp;%2F&amp;');
    expect(body.replaceAll(/&(amp|lt|gt|quot);/g, '')).not.toContain('&');
  });
});

test('whatever is asked, the answer is a ticket or a refusal that the contract understands', async () => {
  const names = [...Object.keys(OF_DIALECT.alibaba), 'SignatureNonce', 'Signature', '__proto__'];
  const changes = fc.dictionary(
    fc.constantFrom(...names.filter((name) => name !== 'Format')),
    fc.oneof(fc.constantFrom('', 'JSON', '1.0', 'toString', '<&>'), fc.string()),
    { maxKeys: 3 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...DIALECTS),
      changes,
      fc.boolean(),
      async (dialect, changed, resigned) => {
        const parameters = { ...OF_DIALECT[dialect], ...changed };
        const all = resigned
          ? await signed(parameters)
          : { ...(await signed(OF_DIALECT[dialect])), ...changed };
        const response = await createCloud({ ...OPTIONS, dialect }).fetch(get(all));
        const { answer } = await read(response);
        const understood = {
          issued: { kind: 'issued', requestId: expect.stringMatching(REQUEST_ID) },
          refused: {
            problem: {
              code: expect.stringMatching(/^[A-Za-z.]+$/),
              message: expect.stringMatching(/./),
              requestId: expect.stringMatching(REQUEST_ID),
            },
          },
          malformed: { kind: 'never' },
        };
        expect(answer).toMatchObject(understood[answer.kind]);
      },
    ),
  );
});

async function newTicket(dialect: Dialect, ticketLifeMs?: number): Promise<Ticket> {
  const cloud = createCloud({ ...OPTIONS, dialect, ...(ticketLifeMs && { ticketLifeMs }) });
  return ask(cloud, get(await signed(OF_DIALECT[dialect])));
}

function policyOf(ticket: Ticket) {
  const reading = readPolicy(ticket.policy);
  if (reading.kind === 'invalid') throw new Error(reading.detail);
  return reading.policy;
}

async function codeInAnyFormat(response: Response): Promise<string> {
  const body = await response.text();
  const code = /<[Cc]ode>([^<]*)</.exec(body) ?? /"[Cc]ode":"([^"]*)"/.exec(body);
  return `${response.status} ${code?.[1]}`;
}

function xmlText(body: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? '';
}

function swapCase(letter: string): string {
  return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('not an object');
  return Object.fromEntries(Object.entries(value));
}
