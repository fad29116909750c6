import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { signedTicketCall } from '../../contract/platform-call.ts';
import { DIALECTS } from '../../contract/dialect.ts';
import { readTicketAnswer } from '../../contract/ticket.ts';
import { postFormFields } from '../../contract/post-form.ts';
import { encodePolicy, signPolicy } from '../../contract/post-policy.ts';
import { createCloud, SAMPLE_CREDENTIALS, type CloudOptions } from '../cloud.ts';
import { OssRefusal, StoreFullError } from './oss-refusal.ts';
import { memoryStore, type ObjectDescription, type ObjectStore } from './store.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const NOW = Date.parse('2026-01-02T03:04:05.000Z');
const ORIGIN = 'http://127.0.0.1:8081';
const PAGE = 'http://127.0.0.1:8080';
const KEY = 'ota/firmware/a.bin';
const BYTES = text('0123456789');
const ANY_KEY = ['starts-with', '$key', ''];
const LIFE_MS = 60_000;

/** What differs from a form that is accepted. */
type Attempt = {
  /** Set over the four that are needed; undefined leaves one out. */
  readonly fields?: Readonly<Record<string, string | undefined>>;
  /** Appended as they are, after all others. */
  readonly more?: readonly (readonly [string, string])[];
  readonly conditions?: readonly unknown[];
  readonly expiresAt?: number;
  /** The policy's text, in place of `conditions` and `expiresAt`; signed like any other. */
  readonly policy?: string;
  readonly file?: AsyncIterable<Uint8Array> | Uint8Array | undefined;
  readonly fileName?: string;
  readonly cloud?: CloudOptions;
  readonly origin?: string | null;
  readonly store?: ObjectStore;
};

async function post(attempt: Attempt = {}) {
  const { store, kept, open } = watched(attempt.store ?? memoryStore());
  const cloud = createCloud({ now: () => NOW, origin: ORIGIN, ...attempt.cloud, store });
  const fields = { ...(await signedFields(attempt)), ...attempt.fields };
  const bytes = 'file' in attempt ? attempt.file : BYTES;
  const response = await cloud.postObject(
    { url: `${ORIGIN}/`, origin: attempt.origin === undefined ? PAGE : attempt.origin },
    {
      fields: [
        ...Object.entries(fields).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value] as const],
        ),
        ...(attempt.more ?? []),
      ],
      file: bytes && {
        fileName: attempt.fileName ?? 'a.bin',
        bytes: bytes instanceof Uint8Array ? pieces(bytes) : bytes,
      },
    },
  );
  const body = await response.text();
  const get = (key: string) => cloud.fetch(new Request(`${ORIGIN}/${encodeURIComponent(key)}`));
  return { response, body, error: readOssError(body), kept, open, get };
}

async function signedFields({ conditions, expiresAt, policy }: Attempt) {
  const document =
    policy ?? encodePolicy(new Date(expiresAt ?? NOW + LIFE_MS), conditions ?? [ANY_KEY]);
  return {
    key: KEY,
    policy: document,
    OSSAccessKeyId: SAMPLE_CREDENTIALS.accessKeyId,
    Signature: await signPolicy(SAMPLE_CREDENTIALS.accessKeySecret, document),
  };
}

/** What a refused attempt answers, and that nothing is left of it: neither an object nor staged bytes. */
async function refusal(attempt: Attempt): Promise<[status: number, code?: string, ec?: string]> {
  const { response, error, kept, open } = await post(attempt);
  expect(kept).toEqual([]);
  expect(open()).toBe(0);
  return error?.ec === undefined ? [response.status] : [response.status, error.code, error.ec];
}

async function acceptedKeys(attempt: Attempt): Promise<readonly string[]> {
  const { kept, open } = await post(attempt);
  expect(open()).toBe(0);
  return kept.map(({ key }) => key);
}

describe('an accepted form', () => {
  test('answers 204 without a body, with the checksum of what was stored', async () => {
    const { response, body, get } = await post();
    expect([response.status, body]).toEqual([204, '']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      server: 'AliyunOSS',
      etag: expect.stringMatching(/^"[0-9A-F]{32}"$/),
      'x-oss-hash-crc64ecma': crc64(BYTES),
      'x-oss-request-id': expect.stringMatching(/^[0-9A-F]{24}$/),
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.stringContaining('x-oss-hash-crc64ecma'),
    });
    const got = await get(KEY);
    expect(await got.text()).toBe('0123456789');
    expect(got.headers.get('etag')).toBe(response.headers.get('etag'));
  });

  test('may give its names in any case', async () => {
    const { key, policy, OSSAccessKeyId, Signature } = await signedFields({});
    const fields = {
      key: undefined,
      policy: undefined,
      OSSAccessKeyId: undefined,
      Signature: undefined,
      KEY: key,
      Policy: policy,
      ossAccessKeyID: OSSAccessKeyId,
      signature: Signature,
      SUCCESS_ACTION_STATUS: '200',
      'X-OSS-Meta-Version': '1.2.3',
    };
    const { response, get } = await post({ fields });
    expect(response.status).toBe(200);
    expect((await get(KEY)).headers.get('x-oss-meta-version')).toBe('1.2.3');
  });

  test('may have fields that nobody asked for', async () => {
    const more = [
      ['name', 'a.bin'],
      ['x:var', 'x'],
      ['submit', 'Upload'],
    ] as const;
    expect(await acceptedKeys({ more })).toEqual([KEY]);
  });

  test('is worth its key until it expires: the last one wins', async () => {
    const store = memoryStore();
    await post({ store, file: text('first') });
    const { get } = await post({ store, file: text('second') });
    expect(await (await get(KEY)).text()).toBe('second');
  });

  test('keeps what belongs to the object', async () => {
    const kept = {
      'Cache-Control': 'no-store',
      Expires: 'Fri, 02 Jan 2026 04:00:00 GMT',
      'Content-Encoding': 'identity',
      'x-oss-meta-product': 'lamp 7',
      'x-oss-meta-empty': '',
    };
    const { get } = await post({ fields: kept });
    const headers = (await get(KEY)).headers;
    for (const [name, value] of Object.entries(kept)) expect(headers.get(name)).toBe(value);
  });

  test('tells an encryption that was asked for', async () => {
    const { response } = await post({ fields: { 'x-oss-server-side-encryption': 'AES256' } });
    expect(response.headers.get('x-oss-server-side-encryption')).toBe('AES256');
  });

  test('to somebody without an origin carries no CORS headers', async () => {
    const { response } = await post({ origin: null });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  test.each(DIALECTS)('%s: made of a ticket, leads to the firmwareUrl', async (dialect) => {
    const cloud = createCloud({ dialect, origin: ORIGIN, now: () => NOW });
    const access = { dialect, endpoint: ORIGIN, credentials: SAMPLE_CREDENTIALS };
    const call = await signedTicketCall(access, 'tar.gz', { at: new Date(NOW), nonce: 'n' });
    const answer = readTicketAnswer(await (await cloud.fetch(call)).json());
    if (answer.kind !== 'issued') throw new Error(answer.kind);
    const { ticket } = answer;
    const file = { fileName: 'x', bytes: pieces(BYTES) };
    const head = { url: `${ticket.host}/`, origin: PAGE };
    const response = await cloud.postObject(head, { fields: postFormFields(ticket), file });
    expect(response.status).toBe(200);
    const stored = await cloud.fetch(new Request(ticket.firmwareUrl));
    expect(await stored.text()).toBe('0123456789');
  });
});

describe('what an accepted form is answered with', () => {
  test.each([
    ['200', 200],
    ['201', 201],
    ['204', 204],
    ['404', 204],
    ['', 204],
    ['OK', 204],
    [' 200', 204],
    [undefined, 204],
  ])('success_action_status %j means %i', async (success_action_status, status) => {
    const { response, body } = await post({ fields: { success_action_status } });
    expect(response.status).toBe(status);
    expect(body === '').toBe(status !== 201);
  });

  test('201 comes with a PostResponse that names the object', async () => {
    const key = 'ota/firmware/a & <b>.bin';
    const { response, body } = await post({ fields: { key, success_action_status: '201' } });
    const etag = response.headers.get('etag')?.replaceAll('"', '&quot;');
    expect(response.headers.get('content-type')).toBe('application/xml');
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        `<PostResponse><Bucket>ota-drop</Bucket><ETag>${etag}</ETag>` +
        '<Key>ota/firmware/a &amp; &lt;b&gt;.bin</Key>' +
        `<Location>${ORIGIN}/ota/firmware/a%20%26%20%3Cb%3E.bin</Location></PostResponse>\n`,
    );
    expect(response.headers.get('location')).toBe(`${ORIGIN}/ota/firmware/a%20%26%20%3Cb%3E.bin`);
  });

  test.each(['../../etc/passwd', 'a/./b', 'a//b', '%2e%2e/x', '固件.bin'])(
    'the Location of %j leads to the object',
    async (key) => {
      const { body, get } = await post({ fields: { key, success_action_status: '201' } });
      const location = /<Location>(.*)<\/Location>/.exec(body)?.[1] ?? '';
      expect(decodeURIComponent(new URL(location).pathname)).toBe(`/${key}`);
      expect((await get(key)).status).toBe(200);
    },
  );

  test('success_action_redirect goes before the status, and tells bucket, key and etag', async () => {
    const fields = {
      success_action_redirect: 'https://example.com/done?job=7',
      success_action_status: '200',
    };
    const { response, kept } = await post({ fields });
    expect(response.status).toBe(303);
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe('https://example.com/done');
    expect(Object.fromEntries(location.searchParams)).toEqual({
      job: '7',
      bucket: 'ota-drop',
      key: KEY,
      etag: kept[0]?.etag,
    });
  });

  test.each(['javascript:alert(1)', '/done', 'https://', 'ftp://example.com/'])(
    '%j is nowhere to redirect to',
    async (success_action_redirect) => {
      expect(await refusal({ fields: { success_action_redirect } })).toEqual([
        400,
        'InvalidArgument',
        '0002-00000701',
      ]);
    },
  );
});

describe('who posts', () => {
  const other = 'wrong-secret';

  test.each([
    ['no key', { key: undefined }, [400, 'InvalidArgument', '0002-00000701']],
    ['no policy', { policy: undefined }, [400, 'InvalidArgument', '0002-00000702']],
    ['an empty policy', { policy: '' }, [400, 'InvalidArgument', '0002-00000702']],
    ['no signature', { Signature: undefined }, [400, 'InvalidArgument', '0002-00000703']],
    ['an empty signature', { Signature: '' }, [400, 'InvalidArgument', '0002-00000704']],
    ['no key id', { OSSAccessKeyId: undefined }, [400, 'InvalidArgument', '0002-00000706']],
    ['an empty key id', { OSSAccessKeyId: '' }, [400, 'InvalidArgument', '0002-00000707']],
    [
      'the key id alone',
      { policy: undefined, Signature: undefined },
      [400, 'InvalidArgument', '0002-00000702'],
    ],
    [
      'nobody',
      { policy: undefined, Signature: undefined, OSSAccessKeyId: undefined },
      [403, 'AccessDenied', '0003-00000001'],
    ],
    ['a stranger', { OSSAccessKeyId: 'stranger' }, [403, 'InvalidAccessKeyId', '0002-00000901']],
    [
      'a signature of nothing',
      { Signature: 'eA==' },
      [403, 'SignatureDoesNotMatch', '0002-00000705'],
    ],
  ] as const)('%s', async (_, fields, expected) => {
    expect(await refusal({ fields })).toEqual(expected);
  });

  test('another secret', async () => {
    const { policy } = await signedFields({});
    const Signature = await signPolicy(other, policy);
    expect(await refusal({ fields: { Signature } })).toEqual([
      403,
      'SignatureDoesNotMatch',
      '0002-00000705',
    ]);
  });

  test('the secret with the & that RPC signatures have', async () => {
    const { policy } = await signedFields({});
    const Signature = await signPolicy(`${SAMPLE_CREDENTIALS.accessKeySecret}&`, policy);
    expect((await refusal({ fields: { Signature } }))[1]).toBe('SignatureDoesNotMatch');
  });

  test.each([
    ['a line end after it', (policy: string) => `${policy}\n`],
    ['a blank in it', (policy: string) => `${policy.slice(0, 8)} ${policy.slice(8)}`],
    ['no padding', (policy: string) => policy.replace(/=+$/, '').slice(0, -1)],
  ])('the signature is over the very text of the policy: %s', async (_, changed) => {
    const { policy } = await signedFields({});
    expect((await refusal({ fields: { policy: changed(policy) } }))[1]).toBe(
      'SignatureDoesNotMatch',
    );
  });

  test('a policy that says the same in other words is not signed', async () => {
    const conditions = [ANY_KEY, ['content-length-range', 0, 5]];
    const { policy } = await signedFields({ conditions: [ANY_KEY] });
    expect((await refusal({ conditions, fields: { policy } }))[1]).toBe('SignatureDoesNotMatch');
  });

  test('a policy is not even read before its signature is known to be right', async () => {
    const Signature = await signPolicy(other, 'garbage');
    expect((await refusal({ policy: 'garbage', fields: { Signature } }))[1]).toBe(
      'SignatureDoesNotMatch',
    );
  });

  test('a refusal of a signature tells neither the secret nor the right signature', async () => {
    const { body } = await post({ fields: { Signature: 'eA==' } });
    const { Signature } = await signedFields({});
    expect(body).not.toContain(Signature);
    expect(body).not.toContain(SAMPLE_CREDENTIALS.accessKeySecret);
  });
});

describe('the policy document', () => {
  test.each([
    ['no base64', '%%%', '0006-00000206'],
    ['no JSON', btoa('{"expiration"'), '0006-00000206'],
    ['no UTF-8', btoa('{"expiration":"\xff"}'), '0006-00000206'],
    ['no object', btoa('[]'), '0006-00000206'],
    ['no conditions', btoa('{"expiration":"2030-01-01T00:00:00Z"}'), '0006-00000207'],
    ['no expiration', btoa('{"conditions":[["starts-with","$key",""]]}'), '0006-00000208'],
    ['neither', btoa('{}'), '0006-00000209'],
    ['another date', documentOf('[["starts-with","$key",""]]', 'tomorrow'), '0006-00000210'],
    ['no list', documentOf('{"key":"a"}'), '0006-00000210'],
    ['an empty list', documentOf('[]'), '0006-00000211'],
    ['two names at once', documentOf('[{"a":"b","c":"d"}]'), '0006-00000215'],
    ['an unknown operator', documentOf('[["matches","$key",".*"]]'), '0006-00000216'],
    ['a size that is text', documentOf('[["content-length-range","0","9"]]'), '0006-00000219'],
    ['a size below nothing', documentOf('[["content-length-range",-1,9]]'), '0006-00000219'],
    ['a size upside down', documentOf('[["content-length-range",9,1]]'), '0006-00000223'],
    ['a set that is none', documentOf('[["in","$key","a"]]'), '0006-00000224'],
  ])('%s', async (_, policy, ec) => {
    expect(await refusal({ policy })).toEqual([400, 'InvalidPolicyDocument', ec]);
  });
});

describe('the expiration', () => {
  const expired = [403, 'AccessDenied', '0006-00000213'];

  test.each(['at-start', 'at-end'] as const)(
    '%s: its own millisecond is in time',
    async (expiry) => {
      expect(await acceptedKeys({ expiresAt: NOW, cloud: { expiry } })).toEqual([KEY]);
    },
  );

  test.each(['at-start', 'at-end'] as const)('%s: one later, no byte is read', async (expiry) => {
    const file = counted(BYTES);
    expect(await refusal({ expiresAt: NOW - 1, cloud: { expiry }, file })).toEqual(expired);
    expect(file.taken()).toBe(0);
  });

  test.each([
    ['at-start', [KEY]],
    ['at-end', []],
    [undefined, [KEY]],
  ] as const)('%s: a slow upload that outlives its policy', async (expiry, keys) => {
    let now = NOW;
    async function* slow() {
      yield text('01234');
      now += LIFE_MS + 1;
      yield text('56789');
    }
    const cloud = { now: () => now, ...(expiry && { expiry }) };
    const { kept, error, open } = await post({ file: slow(), cloud });
    expect(kept.map(({ key }) => key)).toEqual(keys);
    expect(error?.ec).toBe(expiry === 'at-end' ? expired[2] : undefined);
    expect(open()).toBe(0);
  });

  test('at-end: the last millisecond is in time', async () => {
    let now = NOW;
    async function* slow() {
      yield text('01234');
      now += LIFE_MS;
    }
    const cloud = { expiry: 'at-end', now: () => now } as const;
    expect(await acceptedKeys({ file: slow(), cloud })).toEqual([KEY]);
  });

  test('the message is the one that clients look for', async () => {
    const { error } = await post({ expiresAt: NOW - 1 });
    expect(error?.message).toBe('Invalid according to Policy: Policy expired.');
  });
});

describe('the conditions', () => {
  test.each([
    ['eq', ['eq', '$x-oss-meta-tag', 'abc'], meta('abc'), meta('abcd')],
    ['eq, as an object', { 'x-oss-meta-tag': 'abc' }, meta('abc'), meta('ABC')],
    ['eq, of a field that is missing', ['eq', '$x-oss-meta-tag', ''], meta(''), meta(undefined)],
    ['eq, in capitals', ['EQ', '$X-OSS-Meta-Tag', 'abc'], meta('abc'), meta('ab')],
    ['eq, of a $', ['eq', '$x-oss-meta-tag', String.raw`\$5`], meta('$5'), meta('5')],
    ['starts-with', ['starts-with', '$x-oss-meta-tag', 'ab'], meta('abc'), meta('xab')],
    ['starts-with anything', ['starts-with', '$x-oss-meta-tag', ''], meta(''), meta(undefined)],
    ['in', ['in', '$x-oss-meta-tag', ['a', 'b']], meta('b'), meta('ab')],
    ['not-in', ['not-in', '$x-oss-meta-tag', ['a', 'b']], meta('c'), meta('a')],
    ['not-in, missing', ['not-in', '$x-oss-meta-tag', ['a']], meta(''), meta(undefined)],
    ['the key', ['starts-with', '$key', 'ota/firmware/'], {}, { key: 'ota/other/a.bin' }],
    ['the key, in no other case', ['starts-with', '$key', 'ota/'], {}, { key: 'OTA/a.bin' }],
    [
      'the status',
      { success_action_status: '200' },
      { success_action_status: '200' },
      { success_action_status: '201' },
    ],
  ])('%s', async (_, condition, met, unmet) => {
    const conditions = [ANY_KEY, condition];
    expect(await acceptedKeys({ conditions, fields: met })).toEqual([KEY]);
    expect(await refusal({ conditions, fields: unmet })).toEqual([
      403,
      'AccessDenied',
      '0006-00000227',
    ]);
  });

  test('the bucket is the bucket, whatever a field of that name says', async () => {
    const conditions = [ANY_KEY, { bucket: 'ota-drop' }];
    const others = [ANY_KEY, { bucket: 'other' }];
    expect(await acceptedKeys({ conditions })).toEqual([KEY]);
    expect(await acceptedKeys({ conditions, fields: { bucket: 'other' } })).toEqual([KEY]);
    expect((await refusal({ conditions: others, fields: { bucket: 'other' } }))[2]).toBe(
      '0006-00000227',
    );
  });

  test('every one has to be met, and the first that is not is quoted', async () => {
    const { error } = await post({
      conditions: [
        ANY_KEY,
        ['eq', '$key', KEY],
        { 'x-oss-meta-a': '<1>' },
        { 'x-oss-meta-b': '2' },
      ],
    });
    expect(error?.message).toBe(
      'Invalid according to Policy: Policy Condition failed: ["eq","$x-oss-meta-a","<1>"]',
    );
  });

  test('an unmet condition is found before any byte is read', async () => {
    const file = counted(BYTES);
    await refusal({ conditions: [['eq', '$key', 'other']], file });
    expect(file.taken()).toBe(0);
  });
});

describe('the size', () => {
  const range = (min: number, max: number) => [ANY_KEY, ['content-length-range', min, max]];

  test.each([
    ['the least', range(10, 20), 10],
    ['the most', range(0, 10), 10],
    ['nothing, where nothing is allowed', range(0, 10), 0],
    ['exactly one size', range(10, 10), 10],
    ['anything, where nobody says', [ANY_KEY], 100_000],
  ])('%s is accepted', async (_, conditions, size) => {
    const { kept } = await post({ conditions, file: new Uint8Array(size) });
    expect(kept.map((object) => object.size)).toEqual([size]);
  });

  test.each([
    ['one byte less than the least', range(10, 20), 9, [400, 'EntityTooSmall', '0006-00000004']],
    ['nothing', range(1, 20), 0, [400, 'EntityTooSmall', '0006-00000004']],
    ['one byte more than the most', range(0, 10), 11, [400, 'EntityTooLarge', '0006-00000003']],
    [
      'what one of two ranges forbids',
      [...range(0, 100), ['content-length-range', 0, 10]],
      11,
      [400, 'EntityTooLarge', '0006-00000003'],
    ],
  ])('%s is refused', async (_, conditions, size, expected) => {
    expect(await refusal({ conditions, file: new Uint8Array(size) })).toEqual(expected);
  });

  test('a file without end is left as soon as it is too large', async () => {
    let taken = 0;
    let isLeft = false;
    async function* endless() {
      try {
        for (;;) {
          taken += 1;
          yield new Uint8Array(1000);
        }
      } finally {
        isLeft = true;
      }
    }
    expect((await refusal({ conditions: range(0, 10_000), file: endless() }))[1]).toBe(
      'EntityTooLarge',
    );
    expect([taken, isLeft]).toEqual([11, true]);
  });
});

describe('the key', () => {
  test('${filename} is the name of the file, which the policy has not seen', async () => {
    const key = 'ota/firmware/${filename}';
    const conditions = [['eq', '$key', String.raw`ota/firmware/\${filename}`]];
    expect(await acceptedKeys({ conditions, fields: { key }, fileName: '固件 1.bin' })).toEqual([
      'ota/firmware/固件 1.bin',
    ]);
  });

  test.each(['$&', '$$', '$1', '${filename}'])('a file named %j is just that', async (fileName) => {
    const fields = { key: 'a/${filename}/${filename}' };
    expect(await acceptedKeys({ fields, fileName })).toEqual([`a/${fileName}/${fileName}`]);
  });

  test.each([
    ['nothing', ''],
    ['a slash first', '/a.bin'],
    ['a backslash first', '\\a.bin'],
    ['what no address leads to', '.'],
    ['what no address leads to either', '..'],
    ['1024 bytes', 'k'.repeat(1024)],
    ['1024 bytes of unicode', `${'固'.repeat(341)}k`],
  ])('may not be: %s', async (_, key) => {
    expect(await refusal({ fields: { key } })).toEqual([400, 'InvalidObjectName', '0006-00000111']);
  });

  test('may not become so by the name of the file', async () => {
    for (const fileName of ['/etc/passwd', '\\a', '', 'k'.repeat(1024)]) {
      const outcome = await refusal({ fields: { key: '${filename}' }, fileName });
      expect(outcome[1]).toBe('InvalidObjectName');
    }
  });

  test.each(['k'.repeat(1023), '固'.repeat(341), '../../etc/passwd', '__proto__', 'a b+c%2F&.bin'])(
    'may be %j',
    async (key) => {
      const { get } = await post({ fields: { key } });
      expect(await (await get(key)).text()).toBe('0123456789');
    },
  );
});

describe('the fields', () => {
  test.each(['key', 'KEY', 'Policy', 'x-oss-meta-a'])('%s may not be given twice', async (name) => {
    const more = [[name, 'other'] as const];
    expect(await refusal({ fields: { 'x-oss-meta-a': '1' }, more })).toEqual([
      400,
      'InvalidArgument',
      '0002-00000701',
    ]);
  });

  test.each([
    ['a name of 8 KiB', 'n'.repeat(8192), '', undefined],
    ['a name of more', 'n'.repeat(8193), '', 'FieldItemTooLong'],
    ['a value of 2 MiB', 'name', 'v'.repeat(2 * 1024 ** 2), undefined],
    ['a value of more', 'name', 'v'.repeat(2 * 1024 ** 2 + 1), 'FieldItemTooLong'],
    ['a value of more, in bytes', 'name', '固'.repeat(700_000), 'FieldItemTooLong'],
  ])('%s', async (_, name, value, code) => {
    const { error, kept } = await post({ more: [[name, value]] });
    expect([error?.code, kept.length]).toEqual([code, code === undefined ? 1 : 0]);
  });

  test('may have 8 MiB together and no more', async () => {
    const more = Array.from({ length: 4 }, (_, i) => [`n${i}`, 'v'.repeat(2 * 1024 ** 2)] as const);
    expect(await refusal({ more })).toEqual([
      400,
      'MaxPOSTPreDataLengthExceededError',
      '0006-00000112',
    ]);
    expect(await acceptedKeys({ more: more.slice(1) })).toEqual([KEY]);
  });

  test('may give 8 KiB of metadata and no more', async () => {
    const name = 'x-oss-meta-a';
    const most = 'v'.repeat(8192 - name.length);
    expect(await acceptedKeys({ fields: { [name]: most } })).toEqual([KEY]);
    expect((await refusal({ fields: { [name]: `${most}v` } }))[1]).toBe('InvalidArgument');
  });

  test.each([
    [{ 'x-oss-object-acl': 'public' }, 400, 'InvalidArgument'],
    [{ 'x-oss-storage-class': 'standard' }, 400, 'InvalidArgument'],
    [{ 'x-oss-forbid-overwrite': 'yes' }, 400, 'InvalidArgument'],
    [{ 'x-oss-tagging': 'a=b' }, 400, 'InvalidArgument'],
    [{ 'x-oss-server-side-encryption': 'DES' }, 400, 'InvalidEncryptionAlgorithmError'],
    [{ 'x-oss-meta-a': 'one\r\ntwo: 2' }, 400, 'InvalidArgument'],
    [{ 'x-oss-meta-a b': '1' }, 400, 'InvalidArgument'],
    [{ 'Cache-Control': 'a\u0000b' }, 400, 'InvalidArgument'],
    [{ callback: 'e30=' }, 501, 'NotImplemented'],
    [{ 'x-oss-signature-version': 'OSS4-HMAC-SHA256' }, 501, 'NotImplemented'],
  ])('%j is not taken', async (fields, status, code) => {
    expect((await refusal({ fields })).slice(0, 2)).toEqual([status, code]);
  });

  test.each([
    { 'x-oss-object-acl': 'public-read' },
    { 'x-oss-storage-class': 'IA' },
    { 'x-oss-forbid-overwrite': 'false' },
    { 'x-oss-server-side-encryption': 'KMS' },
    { 'x-oss-content-type': 'text/html' },
  ])('%j is', async (fields) => {
    expect(await acceptedKeys({ fields })).toEqual([KEY]);
  });
});

describe('a key that is taken', () => {
  test('stays, if overwriting is forbidden', async () => {
    const store = memoryStore();
    await post({ store, file: text('first') });
    const fields = { 'x-oss-forbid-overwrite': 'true' };
    const again = { store, fields, file: text('second') };
    expect(await refusal(again)).toEqual([409, 'FileAlreadyExists', '0026-00000002']);
    const { get } = await post(again);
    expect(await (await get(KEY)).text()).toBe('first');
  });

  test('may be taken first by a form that forbids overwriting', async () => {
    expect(await acceptedKeys({ fields: { 'x-oss-forbid-overwrite': 'true' } })).toEqual([KEY]);
  });
});

describe('the file', () => {
  test('has to be there', async () => {
    expect(await refusal({ file: undefined })).toEqual([
      400,
      'IncorrectNumberOfFilesInPOSTRequest',
      '0006-00000107',
    ]);
  });

  test.each([
    ['before its first byte', []],
    ['in its middle', [text('01234')]],
    ['after its last byte', [BYTES, new Uint8Array(0)]],
  ])('that is refused %s leaves nothing', async (_, before) => {
    const cut = new OssRefusal('MalformedPOSTRequest', 'Cut.');
    expect(await refusal({ file: failingAfter(cut, ...before) })).toEqual([
      400,
      'MalformedPOSTRequest',
      '0006-00000104',
    ]);
  });

  test('that breaks leaves nothing, and the break is not quoted', async () => {
    const file = failingAfter(new Error('EPIPE /home/somebody'), BYTES);
    expect(await refusal({ file })).toEqual([500, 'InternalError', '0000-00000001']);
    expect((await post({ file: failingAfter(new Error('EPIPE'), BYTES) })).body).not.toContain(
      'EPIPE',
    );
  });

  test('that breaks leaves what was stored before', async () => {
    const store = memoryStore();
    await post({ store, file: text('before') });
    const { get } = await post({ store, file: failingAfter(new Error('reset'), BYTES) });
    expect(await (await get(KEY)).text()).toBe('before');
  });

  test('that finds the disk full is told so', async () => {
    const store = failing(new StoreFullError('ENOSPC'));
    expect(await refusal({ store })).toEqual([507, 'InsufficientStorage', '0000-00000507']);
  });

  test('that is known not to fit is told how much would', async () => {
    const store = failing(new StoreFullError('quota', { free: 1_234_567, needed: 2_345_678 }));
    expect((await post({ store })).error?.message).toBe(
      'This store has room for 1,234,567 bytes, and this upload needs 2,345,678 bytes. Nothing of this upload was kept; free some space and upload again.',
    );
  });

  test('that the store cannot write is an internal error', async () => {
    expect((await refusal({ store: failing(new Error('EIO')) }))[1]).toBe('InternalError');
  });

  test('of any bytes in any chunks is read back as it was, under its checksum', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(chunks, async (all) => {
        const whole = Uint8Array.from(all.flatMap((chunk) => [...chunk]));
        const { response, kept, get } = await post({ file: pieces(...all) });
        expect(response.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(whole));
        expect(kept).toMatchObject([{ size: whole.length, crc64: crc64(whole) }]);
        const got = await get(KEY);
        expect(got.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(whole));
        expect(new Uint8Array(await got.arrayBuffer())).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a refusal', () => {
  test('can be read by a page: XML, request id, EC and the CORS headers', async () => {
    const { response, error, body } = await post({ fields: { Signature: 'eA==' } });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/xml',
      'x-oss-ec': '0002-00000705',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.stringContaining('x-oss-ec'),
    });
    expect(error?.requestId).toBe(response.headers.get('x-oss-request-id'));
    expect(body).toContain('<HostId>127.0.0.1:8081</HostId>');
    expect(response.headers.has('etag')).toBe(false);
  });

  test('that the parser found is answered in the same way', async () => {
    const head = { url: `${ORIGIN}/`, origin: PAGE };
    const found = new OssRefusal('MissingContentLength', 'How long?');
    const response = await createCloud().postObject(head, found);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
      411,
      '*',
    ]);
    expect(readOssError(await response.text())).toMatchObject({
      code: 'MissingContentLength',
      ec: '0006-00000102',
      message: 'How long?',
    });
  });

  test('quotes what was sent without becoming another document', async () => {
    const name = '</Message><Code>Fine</Code>';
    const { error } = await post({
      more: [
        [name, '1'],
        [name, '2'],
      ],
    });
    expect(error).toMatchObject({
      code: 'InvalidArgument',
      message: `The field '${name}' is given twice.`,
    });
  });
});

function meta(value: string | undefined) {
  return { 'x-oss-meta-tag': value };
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

async function* failingAfter(
  error: Error,
  ...before: readonly Uint8Array[]
): AsyncGenerator<Uint8Array> {
  yield* before;
  throw error;
}

function counted(bytes: Uint8Array): AsyncIterable<Uint8Array> & { taken(): number } {
  let taken = 0;
  return {
    taken: () => taken,
    async *[Symbol.asyncIterator]() {
      taken += 1;
      yield bytes;
    },
  };
}

/** A policy that is well signed and in time, with its conditions written by hand. */
function documentOf(conditions: string, expiration = '2030-01-01T00:00:00.000Z'): string {
  return btoa(`{"expiration":"${expiration}","conditions":${conditions}}`);
}

/** A store that tells what was committed and how much is staged still. */
function watched(inner: ObjectStore): {
  store: ObjectStore;
  kept: ObjectDescription[];
  open: () => number;
} {
  const kept: ObjectDescription[] = [];
  const open = new Set<object>();
  const store: ObjectStore = {
    find: (key) => inner.find(key),
    async stage() {
      const staged = await inner.stage();
      open.add(staged);
      return {
        write: (chunk) => staged.write(chunk),
        async commit(description, overwrite) {
          const outcome = await staged.commit(description, overwrite);
          if (outcome === 'stored') kept.push(description);
          return outcome;
        },
        async discard() {
          open.delete(staged);
          await staged.discard();
        },
      };
    },
  };
  return { store, kept, open: () => open.size };
}

function failing(error: Error): ObjectStore {
  const fail = async (): Promise<never> => {
    throw error;
  };
  return {
    find: async () => undefined,
    stage: async () => ({ write: fail, commit: fail, discard: async () => {} }),
  };
}
