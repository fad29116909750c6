import { describe, expect, test } from 'vitest';
import { s3DigestsIn } from './s3-digests.ts';

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
