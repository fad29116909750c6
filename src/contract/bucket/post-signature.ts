import { signPolicy } from '../post-policy.ts';
import type { BucketAccess } from './bucket-access.ts';
import { signScoped } from './scoped-signature.ts';

/** The signature of a form: of the policy's base64 text. */
export function signPostPolicy(
  {
    signature,
    storage,
    region,
    credentials,
  }: Pick<BucketAccess, 'signature' | 'storage' | 'region' | 'credentials'>,
  date: Date,
  policy: string,
): Promise<string> {
  const { accessKeySecret } = credentials;
  switch (signature) {
    case 'plain':
      return signPolicy(accessKeySecret, policy);
    case 'scoped':
      return signScoped(accessKeySecret, { date, region, storage }, policy);
  }
}
