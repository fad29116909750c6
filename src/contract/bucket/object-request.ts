import { FORM_NAMES } from '../post-form.ts';
import type { BucketAccess } from './bucket-access.ts';
import { signPlain } from './plain-request.ts';
import { signWithScope } from './scoped-request.ts';

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
