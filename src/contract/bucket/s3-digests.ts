import { headerValue } from '../header-value.ts';

/** What an S3 store says that it keeps of an object, as far as it is told and can be compared. */
export type S3Digests = {
  /** CRC-64/NVME, sixteen digits of lower-case hex. */
  readonly crc64nvme?: string;
  /** Lower-case hex. */
  readonly sha256?: string;
  /** Lower-case hex: the ETag, where nothing says that it is something else. */
  readonly md5?: string;
};

/**
 * Of the headers of an answer. The ETag of an object that was sent in one piece is its MD5, unless it is encrypted with a key
 * of KMS or of the client; one that was put together of parts has a number behind it. An OSS store makes ETags otherwise, and
 * its answer must not be read with this.
 */
export function s3DigestsIn(header: (name: string) => string | null | undefined): S3Digests {
  const value = (name: string) => headerValue(header(name)) ?? '';
  const isWhole = value('x-amz-checksum-type').toUpperCase() !== 'COMPOSITE';
  const crc64nvme = isWhole ? hexOfBase64(value('x-amz-checksum-crc64nvme'), 8) : undefined;
  const sha256 = isWhole ? hexOfBase64(value('x-amz-checksum-sha256'), 32) : undefined;
  const [, md5] = /^"?([0-9a-f]{32})"?$/.exec(value('etag')) ?? [];
  const encryption = value('x-amz-server-side-encryption');
  const isDigest =
    (encryption === '' || encryption === 'AES256') &&
    value('x-amz-server-side-encryption-customer-algorithm') === '';
  return {
    ...(crc64nvme !== undefined && { crc64nvme }),
    ...(sha256 !== undefined && { sha256 }),
    ...(md5 !== undefined && isDigest && { md5 }),
  };
}

function hexOfBase64(text: string, bytes: number): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const raw = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (raw.length !== bytes) return undefined;
  return Array.from(raw, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
