import { hmac } from '../crypto/hmac.ts';
import type { ObjectStorage } from '../post-form.ts';

/**
 * Signature version 4, of AWS and of OSS: HMAC-SHA256 with a key that is good for one day, one region and one service. The two
 * differ in a few words.
 */
export type Scope = {
  readonly date: Date;
  readonly region: string;
  readonly storage: ObjectStorage;
};

type ScopeWords = {
  readonly keyPrefix: string;
  readonly service: string;
  readonly end: string;
};

const WORDS: Readonly<Record<ObjectStorage, ScopeWords>> = {
  OSS: { keyPrefix: 'aliyun_v4', service: 'oss', end: 'aliyun_v4_request' },
  S3: { keyPrefix: 'AWS4', service: 's3', end: 'aws4_request' },
};

/** `20240713/us-west-1/oss/aliyun_v4_request`, which comes behind the key id. */
export function scopeText({ date, region, storage }: Scope): string {
  const { service, end } = WORDS[storage];
  return [scopeDay(date), region, service, end].join('/');
}

/** `20240713T133414Z`. */
export function scopeTime(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** Lower-case hex. */
export async function signScoped(secret: string, scope: Scope, text: string): Promise<string> {
  const { keyPrefix } = WORDS[scope.storage];
  let key = utf8.encode(keyPrefix + secret);
  for (const part of scopeText(scope).split('/')) key = await hmacSha256(key, part);
  return hex(await hmacSha256(key, text));
}

export async function sha256Hex(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))));
}

const utf8 = new TextEncoder();

function scopeDay(date: Date): string {
  return scopeTime(date).slice(0, 8);
}

function hmacSha256(key: Uint8Array<ArrayBuffer>, text: string) {
  return hmac('SHA-256', key, utf8.encode(text));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
