import { FORM_NAMES } from '../post-form.ts';
import { bucketAddress, type BucketAccess } from './bucket-access.ts';
import { encodeKey, linesOf } from './canonical-text.ts';
import type { ObjectRequest } from './object-request.ts';
import { scopeText, scopeTime, sha256Hex, signScoped } from './scoped-signature.ts';

const BODY = 'UNSIGNED-PAYLOAD';

/** Version 4. */
export async function signWithScope(access: BucketAccess, request: ObjectRequest) {
  const { storage, region, credentials } = access;
  const { own, algorithm } = FORM_NAMES[storage];
  const scope = { date: request.at, region, storage };
  const time = scopeTime(request.at);
  const headers = {
    ...request.headers,
    [`${own}date`]: time,
    [`${own}content-sha256`]: request.headers[`${own}content-sha256`] ?? BODY,
  };
  const { path, signed, listed, says } = canonicalParts(access, request.key, headers);
  const canonical = [
    request.method,
    path,
    '',
    ...linesOf(signed),
    '',
    listed,
    headers[`${own}content-sha256`],
  ].join('\n');
  const text = [algorithm, time, scopeText(scope), await sha256Hex(canonical)].join('\n');
  const signature = await signScoped(credentials.accessKeySecret, scope, text);
  const credential = `${credentials.accessKeyId}/${scopeText(scope)}`;
  const authorization = `${algorithm} Credential=${credential},${says}Signature=${signature}`;
  return { ...headers, authorization };
}

/** OSS signs the bucket's path and its own headers, whatever the address is; AWS what is sent, the host included. */
function canonicalParts(
  access: BucketAccess,
  key: string,
  headers: Readonly<Record<string, string>>,
) {
  const encoded = encodeKey(key);
  switch (access.storage) {
    case 'OSS':
      return { path: `/${access.bucket}/${encoded}`, signed: headers, listed: '', says: '' };
    case 'S3': {
      const { host, pathname } = new URL(bucketAddress(access));
      const signed: Record<string, string> = { ...headers, host };
      const listed = Object.keys(signed).toSorted().join(';');
      const path = `${pathname === '/' ? '' : pathname}/${encoded}`;
      return { path, signed, listed, says: `SignedHeaders=${listed},` };
    }
  }
}
