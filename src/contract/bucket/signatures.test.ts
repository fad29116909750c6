import { expect, test } from 'vitest';
import { signPolicy } from '../post-policy.ts';
import type { BucketAccess } from './bucket-access.ts';
import { signObjectRequest, signedHead } from './object-request.ts';
import { scopeText, scopeTime, signScoped } from './scoped-signature.ts';

const AWS: BucketAccess = {
  storage: 'S3',
  endpoint: 'https://s3.amazonaws.com',
  bucket: 'examplebucket',
  style: 'virtual-host',
  region: 'us-east-1',
  signature: 'scoped',
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    accessKeySecret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
};
const OSS: BucketAccess = {
  storage: 'OSS',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  bucket: 'examplebucket',
  style: 'virtual-host',
  region: 'cn-hangzhou',
  signature: 'scoped',
  credentials: { accessKeyId: 'ak', accessKeySecret: 'sk' },
};

test('a scope names the day, the region and the service', () => {
  const date = new Date('2024-07-13T13:34:14.999Z');
  expect(scopeTime(date)).toBe('20240713T133414Z');
  expect(scopeText({ date, region: 'us-west-1', storage: 'OSS' })).toBe(
    '20240713/us-west-1/oss/aliyun_v4_request',
  );
  expect(scopeText({ date, region: 'us-east-1', storage: 'S3' })).toBe(
    '20240713/us-east-1/s3/aws4_request',
  );
});

// A public test of an OSS client: cozy-elixir/alibaba_cloud_kit, post object version 4.
test('OSS4-HMAC-SHA256 of a form', async () => {
  const policy = btoa(
    '{"conditions":[{"bucket":"example-bucket"},{"x-oss-signature-version":"OSS4-HMAC-SHA256"},{"x-oss-credential":"access_key_id/20240713/us-west-1/oss/aliyun_v4_request"},{"x-oss-date":"20240713T133414Z"},["eq","$key","object/presign_post_object.png"],["eq","$x-oss-object-acl","private"],["content-length-range",1,104857600]],"expiration":"2024-07-13T14:34:14Z"}',
  );
  const scope = { date: new Date('2024-07-13T13:34:14Z'), region: 'us-west-1' };
  expect(await signScoped('access_key_secret', { ...scope, storage: 'OSS' }, policy)).toBe(
    '43fb9eb04136cdaaab110bfb33c4c7daba4beebdad63889e7f3a460242596d04',
  );
});

// AWS's documentation, "Browser-based upload using HTTP POST (using AWS Signature Version 4)".
test('AWS4-HMAC-SHA256 of a form', async () => {
  const policy = btoa(
    [
      '{ "expiration": "2015-12-30T12:00:00.000Z",',
      '  "conditions": [',
      '    {"bucket": "sigv4examplebucket"},',
      '    ["starts-with", "$key", "user/user1/"],',
      '    {"acl": "public-read"},',
      '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
      '    ["starts-with", "$Content-Type", "image/"],',
      '    {"x-amz-meta-uuid": "14365123651274"},',
      '    {"x-amz-server-side-encryption": "AES256"},',
      '    ["starts-with", "$x-amz-meta-tag", ""],',
      '',
      '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
      '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
      '    {"x-amz-date": "20151229T000000Z" }',
      '  ]',
      '}',
    ].join('\r\n'),
  );
  const scope = { date: new Date('2015-12-29T00:00:00Z'), region: 'us-east-1' };
  const { accessKeySecret } = AWS.credentials;
  expect(await signScoped(accessKeySecret, { ...scope, storage: 'S3' }, policy)).toBe(
    '8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e',
  );
});

// AWS's documentation, "Signature calculations for the authorization header", GET of a part of an object.
test('AWS4-HMAC-SHA256 of a request', async () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const { authorization } = await signObjectRequest(AWS, {
    method: 'GET',
    key: 'test.txt',
    at: new Date('2013-05-24T00:00:00Z'),
    headers: { range: 'bytes=0-9', 'x-amz-content-sha256': empty },
  });
  expect(authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

test('the older signature of a form is that of the policy with the secret itself', async () => {
  // AWS's documentation of signature version 2 prints no policy byte for byte; this is RFC 2202's HMAC-SHA1, case 2, in base64.
  expect(await signPolicy('Jefe', 'what do ya want for nothing?')).toBe(
    '7/zfauXrL6LSdBbV8YTfnCWafHk=',
  );
});

const AT = new Date('2024-07-13T13:34:14Z');
const KEY = 'ota/firmware/1.tar.gz';

// What ali-oss 6.23.0 sends for HEAD of this key at this moment.
test('OSS4-HMAC-SHA256 of a request', async () => {
  const headers = { 'content-type': 'application/gzip' };
  const request = { method: 'HEAD', key: KEY, at: AT, headers } as const;
  expect(await signObjectRequest(OSS, request)).toMatchObject({
    'x-oss-date': '20240713T133414Z',
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    authorization:
      'OSS4-HMAC-SHA256 Credential=ak/20240713/cn-hangzhou/oss/aliyun_v4_request,Signature=7479e4c63c331d63defb46fc631f30af3025334ac66fbfef75a4da4cf3be0bb0',
  });
});

// The same; it repeats the date in a header of its own, and signs that as well.
test('version 1 of OSS of a request', async () => {
  const headers = { 'content-type': 'application/gzip', 'x-oss-date': AT.toUTCString() };
  const request = { method: 'HEAD', key: KEY, at: AT, headers } as const;
  const signed = await signObjectRequest({ ...OSS, signature: 'plain' }, request);
  expect(signed['authorization']).toBe('OSS ak:Sf4R4LTPTUqskMVi/XkG9sa8COk=');
});

// AWS's documentation, "Signing and authenticating REST requests": GET of an object.
test('version 2 of AWS of a request', async () => {
  const access: BucketAccess = { ...AWS, bucket: 'awsexamplebucket1', signature: 'plain' };
  const headers = { date: 'Tue, 27 Mar 2007 19:36:42 +0000' };
  const request = { method: 'GET', key: 'photos/puppy.jpg', at: AT, headers } as const;
  const { authorization } = await signObjectRequest(access, request);
  expect(authorization).toBe('AWS AKIAIOSFODNN7EXAMPLE:qgk2+6Sv9/oM7G3qLEjTH1a1l1g=');
});

test('a temporary key is named in the request, and signed with it', async () => {
  const credentials = { ...OSS.credentials, securityToken: 'token' };
  const headers = await signedHead({ ...OSS, credentials }, KEY, AT);
  expect(headers['x-oss-security-token']).toBe('token');
  expect(headers['authorization']).not.toBe((await signedHead(OSS, KEY, AT))['authorization']);
});
