import { describe, expect, test } from 'vitest';
import {
  encodePolicy,
  findUnmetCondition,
  policyLifeMs,
  readPolicy,
  signPolicy,
  sizeRange,
  type PostPolicy,
} from './post-policy.ts';

const P1 = String.raw`{"expiration":"2020-03-19T03:44:06.476Z","conditions":[{"bucket":"gen-post-policy"},["eq","$key","user\/eric\/\\${'$'}{filename}"],["starts-with","$key","user\/eric"],["starts-with","$x-oss-meta-tag","dummy_etag"],["content-length-range",1,1024]]}`;
const P2 = String.raw`{"expiration":"2020-03-19T03:44:06.476Z","conditions":[{"bucket":"gen-post-policy"},["starts-with","$key","user\/eric"],["starts-with","$x-oss-meta-tag","dummy_etag"],["content-length-range",1,1024],["in","$content-type",["image\/jpg","image\/png"]],["not-in","$cache-control",["no-cache"]]]}`;
const P3 = `{"conditions":[{"bucket":"example-bucket"},["eq","$key","object/presign_post_object.png"],["eq","$x-oss-object-acl","private"],["content-length-range",1,104857600]],"expiration":"2024-07-13T14:34:14Z"}`;
const SAMPLE = `{"expiration":"2024-11-20T00:11:18.560Z","conditions":[["content-length-range",0,1048576000],["starts-with","$key","ota/firmware/"]]}`;

const read = (json: string): PostPolicy => {
  const reading = readPolicy(btoa(json));
  if (reading.kind === 'invalid') throw new Error(reading.detail);
  return reading.policy;
};

describe('post policy signatures', () => {
  test.each([
    ['B1', P1, 'B'.repeat(30), '9fs2TRS2W2k5hV8mLsvqZBnlC2M='],
    ['B2', P2, 'B'.repeat(30), '/yrk/7alTmdIh9a3YOkkIcKYlbA='],
    ['B3', P3, 'access_key_secret', 'rOLRLFOeZRsJ+8WA6wAiPLCda14='],
    ['B4', SAMPLE, 'testsecret', '4C7aQIr8fy2luXaeF0tNoojoRRA='],
  ])('%s signs as published', async (_, json, secret, signature) => {
    expect(await signPolicy(secret, btoa(json))).toBe(signature);
  });
});

describe('reading a policy', () => {
  test('the published sample lives one second and takes 0 to 1,048,576,000 bytes', () => {
    const policy = read(SAMPLE);
    expect(policyLifeMs(policy, '2024-11-20T00:11:17.560Z')).toBe(1000);
    expect(sizeRange(policy)).toEqual({ min: 0, max: 1_048_576_000 });
  });

  test('of several sizes the tightest counts on each side', () => {
    const policy = encodePolicy(new Date(0), [
      ['content-length-range', 0, 20],
      ['content-length-range', 5, 30],
    ]);
    const reading = readPolicy(policy);
    if (reading.kind === 'invalid') throw new Error(reading.detail);
    expect(sizeRange(reading.policy)).toEqual({ min: 5, max: 20 });
  });

  test('what was encoded is read back', () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    const reading = readPolicy(encodePolicy(at, [['starts-with', '$key', '固件/']]));
    expect(reading).toEqual({
      kind: 'policy',
      policy: {
        expiresAt: at.getTime(),
        conditions: [{ kind: 'starts-with', field: 'key', prefix: '固件/' }],
      },
    });
  });
});

test('sizes that are written as text are numbers where the store reads them so', () => {
  const policy = encodePolicy(new Date(0), [['content-length-range', '1', '0020']]);
  expect(readPolicy(policy)).toMatchObject({ kind: 'invalid', ec: '0006-00000219' });
  const reading = readPolicy(policy, 'numbers-or-text');
  expect(reading).toMatchObject({ policy: { conditions: [{ kind: 'size', min: 1, max: 20 }] } });
  for (const bound of ['', ' 1', '1.5', '-1', '9'.repeat(20), null, true]) {
    const odd = encodePolicy(new Date(0), [['content-length-range', 0, bound]]);
    expect(readPolicy(odd, 'numbers-or-text').kind).toBe('invalid');
  }
});

describe('holding a form against a policy', () => {
  const form = (fields: Record<string, string>) => new Map(Object.entries(fields));

  test('P1 and P2: every kind of condition, met', () => {
    const common = { bucket: 'gen-post-policy', 'x-oss-meta-tag': 'dummy_etag_1' };
    expect(findUnmetCondition(read(P1), form({ ...common, key: 'user/eric/${filename}' }))).toBe(
      undefined,
    );
    const p2 = { ...common, key: 'user/eric/x', 'content-type': 'image/png' };
    expect(findUnmetCondition(read(P2), form({ ...p2, 'cache-control': 'max-age=1' }))).toBe(
      undefined,
    );
  });

  test.each([
    ['another bucket', { bucket: 'other' }, '["eq","$bucket","gen-post-policy"]'],
    ['another prefix', { key: 'user/ericson'.slice(0, 8) }, '["starts-with","$key","user/eric"]'],
    [
      'not in the set',
      { 'content-type': 'text/html' },
      '["in","$content-type",["image/jpg","image/png"]]',
    ],
    [
      'in the forbidden set',
      { 'cache-control': 'no-cache' },
      '["not-in","$cache-control",["no-cache"]]',
    ],
  ])('%s is quoted', (_, changed, quoted) => {
    const good = {
      bucket: 'gen-post-policy',
      key: 'user/eric/x',
      'x-oss-meta-tag': 'dummy_etag',
      'content-type': 'image/jpg',
      'cache-control': 'private',
    };
    expect(findUnmetCondition(read(P2), form({ ...good, ...changed }))).toBe(quoted);
  });
});
