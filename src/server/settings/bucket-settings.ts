import * as v from 'valibot';
import { OBJECT_STORAGES } from '../../contract/post-form.ts';
import { exactOrigin, isBucketName, isKeyPrefix } from '../../contract/store-address.ts';
import { isLoopback } from '../process/loopback.ts';
import { keyFileSetting, keySetting } from './key-setting.ts';

/** One's own bucket, without an IoT platform. Rows of the one table. */

const endpoint = v.pipe(
  v.string(),
  v.transform((url) => url.replace(/\/$/, '')),
  v.check((url) => exactOrigin(url) !== undefined),
  // Firmware goes there: on its way to another machine http can be read and changed.
  v.check((url) => url.startsWith('https:') || isLoopback(new URL(url).hostname)),
);

export const BUCKET_SETTINGS = {
  BUCKET: {
    schema: v.optional(v.pipe(v.string(), v.check(isBucketName))),
    expected:
      'the name of a bucket is expected: 3 to 63 lower-case letters, digits, dots and hyphens',
    example: 'my-firmware',
    meaning: 'name of your own bucket; required for `bucket`, as the next one',
  },
  BUCKET_ENDPOINT: {
    schema: v.optional(endpoint),
    expected: 'an https origin without the bucket is expected (http only on loopback)',
    example: 'https://s3.eu-central-1.amazonaws.com',
    meaning:
      'origin of the store without the bucket, as browsers reach it, https unless on this machine, for example `https://oss-cn-hangzhou.aliyuncs.com`',
  },
  BUCKET_STORE: {
    schema: v.optional(v.pipe(v.string(), v.toUpperCase(), v.picklist(OBJECT_STORAGES)), 'S3'),
    expected: 'OSS or S3 is expected',
    example: 'S3',
    meaning: 'what the store speaks: `S3` (AWS, Ceph, MinIO and others) or `OSS` (Alibaba Cloud)',
  },
  BUCKET_STYLE: {
    schema: v.optional(v.picklist(['virtual-host', 'path'])),
    expected: 'virtual-host or path is expected',
    example: 'path',
    meaning:
      'where the bucket’s name stands: `virtual-host` (`https://BUCKET.store`) or `path` (`https://store/BUCKET`)',
    usual: '`virtual-host` (OSS, AWS), `path` (other S3 stores)',
  },
  BUCKET_REGION: {
    schema: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{1,31}$/))),
    expected: 'the id of a region is expected',
    example: 'eu-central-1',
    meaning: 'region of the bucket, which signature version 4 covers',
    usual: 'as the endpoint says (OSS, AWS), `us-east-1` (other S3 stores)',
  },
  BUCKET_SIGNATURE: {
    schema: v.optional(v.picklist(['4', '2', '1']), '4'),
    expected: '4, or 2 (S3) or 1 (OSS), is expected',
    example: '4',
    meaning: 'version of the signature: `4`, or for older stores `2` (S3) or `1` (OSS)',
  },
  BUCKET_PREFIX: {
    schema: v.optional(v.pipe(v.string(), v.check(isKeyPrefix)), 'ota/firmware/'),
    expected: 'a prefix that ends with / is expected: letters, digits, - _ ~ . and /',
    example: 'ota/firmware/',
    meaning: 'what the name of every object in the bucket begins with',
  },
  SECURITY_TOKEN: keySetting(
    'ExampleToken0123456789',
    'token of a temporary key (STS); for `bucket`. A new key and token are read from their files when those change',
  ),
  SECURITY_TOKEN_FILE: keyFileSetting('SECURITY_TOKEN'),
};
