import { FORM_NAMES } from '../post-form.ts';
import { hmacSha1Base64, percentEncode } from '../rpc-signature.ts';
import { bucketAddress, type BucketAccess } from './bucket-access.ts';
import { scopeText, scopeTime, sha256Hex, signScoped } from './scoped-signature.ts';

/** The headers of a signed request for one object, without a body. */
export type ObjectRequest = {
  readonly method: 'GET' | 'HEAD';
  readonly key: string;
  readonly at: Date;
  /** Lower-case names; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
};

/** HEAD of an object, with a wish to hear the checksums that the store keeps of it. */
export function signedHead(
  access: BucketAccess,
  key: string,
  at: Date,
): Promise<Readonly<Record<string, string>>> {
  // Without being asked S3 does not tell them. OSS tells its CRC-64 to everyone.
  const headers: Record<string, string> =
    access.storage === 'S3' ? { 'x-amz-checksum-mode': 'ENABLED' } : {};
  return signObjectRequest(access, { method: 'HEAD', key, at, headers });
}

export function signObjectRequest(
  access: BucketAccess,
  request: ObjectRequest,
): Promise<Readonly<Record<string, string>>> {
  const { own } = FORM_NAMES[access.storage];
  const { securityToken } = access.credentials;
  const headers =
    securityToken === undefined
      ? request.headers
      : { ...request.headers, [`${own}security-token`]: securityToken };
  switch (access.signature) {
    case 'plain':
      return signPlain(access, { ...request, headers });
    case 'scoped':
      return signWithScope(access, { ...request, headers });
  }
}

/** Version 1 of OSS and version 2 of AWS are the same but for their names. */
async function signPlain(
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

const BODY = 'UNSIGNED-PAYLOAD';

async function signWithScope(access: BucketAccess, request: ObjectRequest) {
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

/** `name:value`, in the order of the names. */
function linesOf(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(headers)
    .toSorted()
    .map((name) => `${name}:${headers[name] ?? ''}`);
}

function encodeKey(key: string): string {
  return key.split('/').map(percentEncode).join('/');
}
