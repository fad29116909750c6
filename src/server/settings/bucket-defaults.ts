import { isIP } from 'node:net';
import type { BucketAccess } from '../../contract/bucket/bucket-access.ts';
import type { ObjectStorage } from '../../contract/post-form.ts';

export function usualStyle(storage: ObjectStorage, hostname: string): BucketAccess['style'] {
  return storage === 'OSS' || hostname.endsWith('.amazonaws.com') ? 'virtual-host' : 'path';
}

/** As the clouds name their endpoints. */
export function regionIn(hostname: string): string | undefined {
  const [, oss] = /^oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/.exec(hostname) ?? [];
  const [, s3] =
    /^s3[.-](?:dualstack\.)?([a-z]{2}-[a-z0-9-]+)\.amazonaws\.com$/.exec(hostname) ?? [];
  return oss ?? s3;
}

export function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}
