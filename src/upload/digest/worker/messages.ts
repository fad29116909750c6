/** What the page and the digest workers say to each other. */

export type DigestName = 'crc64' | 'md5' | 'sha256' | 'crc64nvme';

export type DigestJob = {
  readonly kinds: readonly DigestName[];
  readonly source: DigestSource;
  /** Hands the bytes on to the worker that computes the slower digests, so that one read of the file serves both. */
  readonly next: MessagePort | undefined;
};

export type DigestSource =
  | { readonly kind: 'blob'; readonly blob: Blob }
  /** The other end of an earlier worker's `next`. */
  | { readonly kind: 'relay'; readonly port: MessagePort };

/** A worker has one job at a time; `pause` and `resume` are meant for that one. */
export type DigestRequest =
  | ({ readonly kind: 'digest' } & DigestJob)
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' };

export type DigestResult =
  /** CRC-64/XZ as unsigned decimal, as OSS writes it; the others as lower-case hex. */
  | { readonly kind: 'digests'; readonly values: readonly (readonly [DigestName, string])[] }
  /** The blob could not be read to its end. */
  | { readonly kind: 'unreadable' };
