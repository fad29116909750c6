import type { ObjectStorage } from '../post-form.ts';

/** One's own bucket and the key that may write to it. Lives on a server, never in a browser. */
export type BucketAccess = {
  readonly storage: ObjectStorage;
  /** Origin of the store, without the bucket. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Where the bucket's name stands: before the store's, or behind it as the first part of the path. */
  readonly style: 'virtual-host' | 'path';
  readonly region: string;
  readonly signature: SignatureVersion;
  readonly credentials: BucketCredentials;
};

/** `plain`: version 1 of OSS, version 2 of AWS. `scoped`: version 4 of both. */
export type SignatureVersion = 'plain' | 'scoped';

export type BucketCredentials = {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Of a temporary key (STS). */
  readonly securityToken?: string | undefined;
};

/** Where forms are posted to, and what comes before every key: `https://bucket.store` or `https://store/bucket`. */
export function bucketAddress({ endpoint, bucket, style }: BucketAccess): string {
  if (style === 'path') return `${endpoint}/${bucket}`;
  const { protocol, host } = new URL(endpoint);
  return `${protocol}//${bucket}.${host}`;
}

/** The object's name in an address that `bucketAddress` begins. */
export function keyIn(access: BucketAccess, firmwareUrl: string): string {
  return firmwareUrl.slice(bucketAddress(access).length + 1);
}
