/** What the page and the digest worker say to each other. */

export type DigestName = 'crc64' | 'md5' | 'sha256';

export type DigestJob = { readonly blob: Blob; readonly kinds: readonly DigestName[] };

export type DigestResult =
  /** CRC-64 as unsigned decimal, as OSS writes it; the others as lower-case hex. */
  | { readonly kind: 'digests'; readonly values: readonly (readonly [DigestName, string])[] }
  /** The blob could not be read to its end. */
  | { readonly kind: 'unreadable' };
