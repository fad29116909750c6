import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksumIn, headerValue, requestIdIn, retryAfterIn, s3DigestsIn } from './header-value.ts';

test.each([
  [null, null],
  [undefined, null],
  ['', ''],
  ['id', 'id'],
  ['id, id', 'id'],
  ['id,id , id', 'id'],
  ['id, other', 'id, other'],
])('header %o: %o', (text, value) => {
  expect(headerValue(text)).toBe(value);
});

test('the request id in a header is clipped', () => {
  expect(requestIdIn('67E2A1B3C4, 67E2A1B3C4')).toBe('67E2A1B3C4');
  expect(requestIdIn('x'.repeat(60_000))).toBe(`${'x'.repeat(199)}…`);
  expect(requestIdIn(null)).toBe(null);
});

test.each([
  ['11051210869376104954', '11051210869376104954'],
  ['11051210869376104954, 11051210869376104954', '11051210869376104954'],
  ['0007', '7'],
  ['18446744073709551615', '18446744073709551615'],
  ['18446744073709551616', null],
  ['1, 2', null],
  ['995dc9bbdf1939fa', null],
  ['-7', null],
  ['', null],
  [null, null],
])('checksum %o: %o', (text, value) => {
  expect(checksumIn(text)).toBe(value);
});

test(
  'whatever a header holds, a checksum is a number of 64 bits or nothing',
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = checksumIn(text);
        expect(value === null || /^(?:0|[1-9]\d{0,19})$/.test(value)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  },
);

describe('what an S3 store tells of an object', () => {
  const MD5 = '598ed9004800b87fad35498e6590e844';
  const told = (headers: Record<string, string>) => s3DigestsIn((name) => headers[name]);
  // Of `123456789`, as AWS writes them.
  const NVME = 'rosUhgp5mIg=';
  const SHA256 = 'FeKw00+jQSQBo3s8A8/fXcPiGEoF4G8FERWRAGYCjiU=';

  test.each([
    ['nothing', {}, {}],
    ['its MD5 as ETag', { etag: `"${MD5}"` }, { md5: MD5 }],
    ['the same twice', { etag: `"${MD5}", "${MD5}"` }, { md5: MD5 }],
    ['an ETag of parts', { etag: `"${MD5}-2"` }, {}],
    ['an ETag of OSS', { etag: `"${MD5.toUpperCase()}"` }, {}],
    ['a weak ETag', { etag: `W/"${MD5}"` }, {}],
    ['a key of S3’s own', { etag: MD5, 'x-amz-server-side-encryption': 'AES256' }, { md5: MD5 }],
    ['a key of KMS', { etag: MD5, 'x-amz-server-side-encryption': 'aws:kms' }, {}],
    [
      'a key of the client’s',
      { etag: MD5, 'x-amz-server-side-encryption-customer-algorithm': 'AES256' },
      {},
    ],
    [
      'checksums of the whole',
      {
        'x-amz-checksum-crc64nvme': NVME,
        'x-amz-checksum-sha256': SHA256,
        'x-amz-checksum-type': 'FULL_OBJECT',
      },
      {
        crc64nvme: 'ae8b14860a799888',
        sha256: '15e2b0d34fa3412401a37b3c03cfdf5dc3e2184a05e06f051115910066028e25',
      },
    ],
    [
      'checksums of checksums',
      { 'x-amz-checksum-sha256': SHA256, 'x-amz-checksum-type': 'COMPOSITE' },
      {},
    ],
    ['a checksum with its parts', { 'x-amz-checksum-sha256': `${SHA256}-3` }, {}],
    ['a checksum of another length', { 'x-amz-checksum-crc64nvme': SHA256 }, {}],
  ])('%s', (_, headers, digests) => {
    expect(told(headers)).toEqual(digests);
  });
});

const DATE = 'Sun, 22 Nov 2026 12:00:00 GMT';

test.each([
  ['7', null, 7_000],
  [' 120 ', null, 120_000],
  ['0', DATE, 0],
  ['Sun, 22 Nov 2026 12:00:05 GMT', DATE, 5_000],
  // Over already.
  ['Sun, 22 Nov 2026 11:00:00 GMT', DATE, 0],
  // The PC's own clock has no say, so a date alone says nothing.
  ['Sun, 22 Nov 2026 12:00:05 GMT', null, undefined],
  ['Sun, 22 Nov 2026 12:00:05 GMT', 'yesterday', undefined],
  ['soon', DATE, undefined],
  ['', null, undefined],
  ['-5', null, undefined],
  ['1.5', null, undefined],
  [null, DATE, undefined],
])('Retry-After %o with the date %o is %o ms', (value, date, ms) => {
  expect(retryAfterIn(value, date)).toBe(ms);
});

test('whatever Retry-After holds, it is a wait or nothing', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.option(fc.string()), fc.option(fc.string()), (value, date) => {
      const ms = retryAfterIn(value, date);
      expect(ms === undefined || ms >= 0).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
