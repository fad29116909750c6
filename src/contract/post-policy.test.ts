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

  test.each([
    ['no JSON', 'hello', '0006-00000206'],
    ['a list', '[]', '0006-00000206'],
    ['neither part', '{}', '0006-00000209'],
    ['no expiration', '{"conditions":[{"a":"b"}]}', '0006-00000208'],
    ['no conditions', '{"expiration":"2020-03-19T03:44:06Z"}', '0006-00000207'],
    ['a date of no kind', '{"expiration":"tomorrow","conditions":[{"a":"b"}]}', '0006-00000210'],
    ['no condition at all', condition(''), '0006-00000211'],
    ['two properties', condition('{"a":"b","c":"d"}'), '0006-00000215'],
    ['an unknown operator', condition('["like","$key","a"]'), '0006-00000216'],
    ['eq without value', condition('["eq","$key"]'), '0006-00000217'],
    ['a prefix of the bucket', condition('["starts-with","$bucket","a"]'), '0006-00000218'],
    ['a size that is text', condition('["content-length-range","0",10]'), '0006-00000219'],
    ['a size upside down', condition('["content-length-range",10,0]'), '0006-00000223'],
    ['in without list', condition('["in","$content-type","a"]'), '0006-00000224'],
  ])('%s is named by its EC', (_, json, ec) => {
    expect(readPolicy(btoa(json))).toMatchObject({ kind: 'invalid', ec });
  });

  test('text that is not base64 is an invalid policy, not an exception', () => {
    expect(readPolicy('%%%')).toMatchObject({ kind: 'invalid' });
  });
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

  test('operators and field names are read without case', () => {
    const policy = read(condition('["StArTs-WiTh","$KeY","a/"],["IN","$Content-Type",["x"]]'));
    expect(findUnmetCondition(policy, form({ key: 'a/b', 'content-type': 'x' }))).toBe(undefined);
    expect(findUnmetCondition(policy, form({ key: 'a/b', 'content-type': 'y' }))).toBe(
      '["in","$content-type",["x"]]',
    );
  });

  test('a field that a condition names has to be there, even for not-in', () => {
    const policy = read(condition('["not-in","$cache-control",["no-cache"]]'));
    expect(findUnmetCondition(policy, form({}))).toBe('["not-in","$cache-control",["no-cache"]]');
  });
});

function condition(json: string): string {
  return `{"expiration":"2020-03-19T03:44:06Z","conditions":[${json}]}`;
}
