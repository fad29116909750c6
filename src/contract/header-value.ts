import { toldText } from './legible-text.ts';

/**
 * A response header as it was meant. Where something on the way has added one that was there already, both come as one text
 * with a comma in it; equal ones are one, and different ones stay as they are: nothing can read them.
 */
export function headerValue(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const [first = '', ...others] = text.split(',').map((part) => part.trim());
  return others.every((other) => other === first) ? first : text;
}

/** The request id in a header of a store; null when there is none. */
export function requestIdIn(text: string | null | undefined): string | null {
  const value = headerValue(text);
  return value === null ? null : toldText(value);
}

/** CRC-64 in a store's answer, as an unsigned decimal without leading zeros; null for what is none: then nothing is proved. */
export function checksumIn(text: string | null | undefined): string | null {
  const value = headerValue(text);
  if (value === null || !/^\d{1,20}$/.test(value)) return null;
  const number = BigInt(value);
  return number <= MAX_U64 ? number.toString() : null;
}

const MAX_U64 = 2n ** 64n - 1n;

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

/**
 * Reads `Retry-After`: seconds, or a date to be counted from `date`, the answer's own (the PC's clock may be anything).
 * In milliseconds; undefined when it says nothing.
 */
export function retryAfterIn(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const wait = Date.parse(text) - Date.parse(date ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
