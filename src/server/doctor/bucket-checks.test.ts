import { expect, test } from 'vitest';
import type { BucketAccess } from '../../contract/bucket/bucket-access.ts';
import { startBucketStore, type BucketStoreRules } from '../../testing/bucket-store.ts';
import { examineAll } from './examine.ts';
import type { CheckName } from './finding.ts';

/** What the doctor finds of one's own bucket, which no platform stands before. */

async function examineBucket(rules: BucketStoreRules) {
  const { endpoint, asked } = await startBucketStore(rules);
  const access: BucketAccess = {
    storage: 'S3',
    endpoint,
    bucket: 'firmware',
    style: 'path',
    region: 'us-east-1',
    signature: 'scoped',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 'lent' },
  };
  const patient = {
    source: { kind: 'bucket', access, prefix: 'ota/', ticketLifeMs: 60_000 },
    storeHosts: [`${endpoint}/firmware`],
    storeOrigin: undefined,
    pageOrigin: 'http://localhost:8080',
    hasRelay: false,
    checkStore: undefined,
  } as const;
  const findings = await examineAll({ publicUrl: undefined, patients: [patient] }, false);
  return { asked, findings };
}

test('a bucket whose key may read has no finding, and is asked with the key and its token', async () => {
  const { asked, findings } = await examineBucket({});
  expect(findings).toEqual([]);
  expect(asked.filter(({ method }) => method === 'GET')).toEqual([
    expect.objectContaining({
      path: expect.stringMatching(/^\/firmware\/ota\/[0-9a-f-]{36}\.bin$/),
      authorization: expect.stringContaining('AWS4-HMAC-SHA256 Credential=id/'),
      securityToken: 'lent',
    }),
  ]);
});

test.for<[what: string, rules: BucketStoreRules, check: CheckName, mend: RegExp]>([
  ['a key that there is not', { refuses: 'InvalidAccessKeyId' }, 'key', /ACCESS_KEY_ID/],
  [
    'a wrong secret',
    { refuses: 'SignatureDoesNotMatch' },
    'key',
    /ACCESS_KEY_SECRET.*BUCKET_REGION/,
  ],
  ['a lent key that is over', { refuses: 'ExpiredToken' }, 'key', /has expired/],
  ['a bucket that there is not', { refuses: 'NoSuchBucket' }, 'store-reach', /BUCKET_ENDPOINT/],
  ['no right to read', { refuses: 'AccessDenied' }, 'store-read', /and list them/],
  ['a clock that is off', { aheadMs: 20 * 60_000 }, 'clock', /clock by the network/],
  [
    'a clock that is off, which the store refuses',
    { aheadMs: 20 * 60_000, refuses: 'RequestTimeTooSkewed' },
    'clock',
    /clock by the network/,
  ],
  ['no CORS rule', { isWithoutRule: true }, 'cors-origin', /CORS rule/],
])('%s', async ([, rules, check, mend]) => {
  const { findings } = await examineBucket(rules);
  expect(findings.map((finding) => finding.check)).toEqual([check]);
  expect(findings[0]?.mend).toMatch(mend);
});

test('the rule to paste for an S3 store exposes what such a store tells', async () => {
  const { findings } = await examineBucket({ isWithoutRule: true });
  expect(findings[0]?.paste).toContain('<ExposeHeader>ETag</ExposeHeader>');
  expect(findings[0]?.paste).not.toContain('oss');
});
