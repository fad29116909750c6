import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bucketAddress, type BucketAccess } from '../../contract/bucket/bucket-access.ts';
import { issueBucketTicket } from '../../contract/bucket/bucket-ticket.ts';
import { signPostPolicy } from '../../contract/bucket/post-signature.ts';
import { postFormFields } from '../../contract/post-form.ts';
import { encodePolicy } from '../../contract/post-policy.ts';
import { createCloud, SAMPLE_CREDENTIALS, type CloudOptions } from '../cloud.ts';

/** Forms of signature version 4, and of S3: taken as they are documented, and nothing else. */

const NOW = Date.UTC(2026, 0, 1, 12);
const BYTES = '0123456789';
const LENT = { ...SAMPLE_CREDENTIALS, securityToken: 'token' };

const access = (change: Partial<BucketAccess>): BucketAccess => ({
  storage: 'OSS',
  endpoint: 'https://oss.example',
  bucket: 'ota-drop',
  style: 'virtual-host',
  region: 'cn-hangzhou',
  signature: 'scoped',
  credentials: SAMPLE_CREDENTIALS,
  ...change,
});

const createMd5 = () => {
  const hash = createHash('md5');
  return { update: (bytes: Uint8Array) => void hash.update(bytes), hex: () => hash.digest('hex') };
};

type Change = (fields: Map<string, string>) => void;

async function post(its: BucketAccess, change: Change = () => {}, options: CloudOptions = {}) {
  const { storage, credentials } = its;
  const cloud = createCloud({
    now: () => NOW,
    credentials,
    storage,
    ...(storage === 'S3' && { createMd5 }),
    ...options,
  });
  const at = new Date(NOW);
  const ticket = await issueBucketTicket(its, { key: 'ota/1.bin', at, lifeMs: 60_000 });
  const fields = new Map(postFormFields(ticket));
  change(fields);
  async function* bytes() {
    yield new TextEncoder().encode(BYTES);
  }
  const head = { url: `${bucketAddress(its)}/`, origin: 'https://page.example' };
  const form = { fields: [...fields], file: { fileName: 'x.bin', bytes: bytes() } };
  const response = await cloud.postObject(head, form);
  const text = await response.text();
  const [, code = ''] = /<Code>(\w+)/.exec(text) ?? [];
  const stored = await cloud.fetch(new Request(ticket.firmwareUrl));
  const kept = stored.ok ? await stored.text() : undefined;
  return { response, text, said: `${response.status} ${code}`.trim(), stored, kept };
}

const KINDS: readonly [string, BucketAccess][] = [
  ['OSS, version 4', access({})],
  ['OSS, version 4, a lent key', access({ credentials: LENT })],
  ['OSS, version 1, a lent key', access({ signature: 'plain', credentials: LENT })],
  ['S3, version 4', access({ storage: 'S3' })],
  ['S3, version 4, a lent key', access({ storage: 'S3', credentials: LENT })],
  ['S3, version 2', access({ storage: 'S3', signature: 'plain' })],
];

test.each(KINDS)('%s: the form of a ticket is stored', async (_, its) => {
  const { said, kept } = await post(its);
  expect([said, kept]).toEqual([its.storage === 'S3' ? '201' : '200', BYTES]);
});

test.each(KINDS)('%s: every field that is changed is refused', async (_, its) => {
  const terms = { key: 'k', at: new Date(NOW), lifeMs: 1 };
  const names = postFormFields(await issueBucketTicket(its, terms)).map(([name]) => name);
  for (const name of names) {
    const { response, kept } = await post(its, (fields) =>
      fields.set(name, `${fields.get(name)}0`),
    );
    expect([name, response.status >= 400, kept]).toEqual([name, true, undefined]);
  }
});

describe('version 4', () => {
  const OSS = access({});
  test.each<[string, Change, string]>([
    ['another day', (f) => f.set('x-oss-date', '20260102T120000Z'), '400 InvalidArgument'],
    ['no time', (f) => f.set('x-oss-date', '20260101T120000'), '400 InvalidArgument'],
    [
      'a minute that there is not',
      (f) => f.set('x-oss-date', '20260101T126000Z'),
      '400 InvalidArgument',
    ],
    ['no credential', (f) => f.delete('x-oss-credential'), '400 InvalidArgument'],
    ['no signature', (f) => f.delete('x-oss-signature'), '400 InvalidArgument'],
    [
      'a signature of version 1 beside none',
      (f) => {
        f.delete('x-oss-signature');
        f.set('Signature', 'x');
      },
      '400 InvalidArgument',
    ],
    [
      'a token that was not issued',
      (f) => f.set('x-oss-security-token', 'x'),
      '403 InvalidSecurityToken',
    ],
    [
      'another key',
      (f) => f.set('x-oss-credential', `x${f.get('x-oss-credential')}`),
      '403 InvalidAccessKeyId',
    ],
  ])('with %s is refused', async (_, change, said) => {
    expect((await post(OSS, change)).said).toBe(said);
  });

  test('is not older than a quarter of an hour', async () => {
    const late = { now: () => NOW + 16 * 60_000 };
    expect((await post(OSS, undefined, late)).said).toBe('403 RequestTimeTooSkewed');
  });

  test('is named in its policy', async () => {
    const policy = encodePolicy(new Date(NOW + 60_000), [['eq', '$key', 'ota/1.bin']]);
    const signature = await signPostPolicy(OSS, new Date(NOW), policy);
    const { said, text } = await post(OSS, (fields) => {
      fields.set('policy', policy).set('x-oss-signature', signature);
    });
    expect([said, text]).toEqual([
      '403 AccessDenied',
      expect.stringContaining('Extra input fields'),
    ]);
  });
});

describe('S3', () => {
  const S3 = access({ storage: 'S3' });

  test('tells the MD5 as ETag, in the document too, and nothing of OSS’s own', async () => {
    const { response, text, stored } = await post(S3);
    const md5 = createHash('md5').update(BYTES).digest('hex');
    expect(response.headers.get('etag')).toBe(`"${md5}"`);
    expect(text).toContain(md5);
    expect(stored.headers.get('etag')).toBe(`"${md5}"`);
    for (const { headers } of [response, stored]) {
      expect(headers.get('x-amz-request-id')).toMatch(/^\w+$/);
      expect([...headers.keys()].filter((name) => name.startsWith('x-oss-'))).toEqual([]);
    }
  });

  test.each<[string, Change]>([
    ['a field that the policy does not name', (f) => f.set('x-amz-meta-a', 'b')],
    ['one of OSS’s', (f) => f.set('x-oss-object-acl', 'private')],
  ])('refuses %s', async (_, change) => {
    expect((await post(S3, change)).text).toContain('Extra input fields');
  });

  test('takes a field that is to be ignored', async () => {
    expect((await post(S3, (fields) => fields.set('x-ignore-this', '1'))).said).toBe('201');
  });

  test.each(['plain', 'scoped'] as const)('takes no form of OSS, %s', async (signature) => {
    const its = access({ signature });
    expect((await post(its, undefined, { storage: 'S3' })).response.status).toBeGreaterThanOrEqual(
      400,
    );
  });
});
