import { FORM_NAMES } from '../post-form.ts';
import { hmacSha1Base64 } from '../rpc-signature.ts';
import type { BucketAccess } from './bucket-access.ts';
import { encodeKey, linesOf } from './canonical-text.ts';
import type { ObjectRequest } from './object-request.ts';

/** Version 1 of OSS and version 2 of AWS are the same but for their names. */
export async function signPlain(
  { storage, bucket, credentials }: BucketAccess,
  { method, key, at, headers }: ObjectRequest,
) {
  const { own } = FORM_NAMES[storage];
  const date = headers['date'] ?? at.toUTCString();
  const lines = linesOf(headers).filter((line) => line.startsWith(own));
  const type = headers['content-type'] ?? '';
  const text = [method, '', type, date, ...lines, `/${bucket}/${encodeKey(key)}`].join('\n');
  const signature = await hmacSha1Base64(credentials.accessKeySecret, text);
  const name = storage === 'OSS' ? 'OSS' : 'AWS';
  return { ...headers, date, authorization: `${name} ${credentials.accessKeyId}:${signature}` };
}
