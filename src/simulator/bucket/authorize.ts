import type { BucketCredentials } from '../../contract/bucket/bucket-access.ts';
import { signPostPolicy } from '../../contract/bucket/post-signature.ts';
import { TIMESTAMP_TOLERANCE_MS } from '../../contract/limits.ts';
import { FORM_NAMES, type ObjectStorage } from '../../contract/post-form.ts';
import { readPolicy, type PostPolicy } from '../../contract/post-policy.ts';
import { equalInConstantTime } from '../../contract/rpc-signature.ts';
import type { FormFields } from './form-fields.ts';
import { OssRefusal } from './oss-refusal.ts';

export type AuthorizeRules = {
  readonly credentials: BucketCredentials;
  /** The dialect of its forms. */
  readonly storage: ObjectStorage;
  readonly now: () => number;
};

/** The policy, once its signature is known to be ours: it is not even decoded before. @throws OssRefusal */
export async function authorize(
  { credentials, storage, now }: AuthorizeRules,
  { byName, signed }: FormFields,
): Promise<PostPolicy> {
  const { accessKeyId, policy, scope, securityToken, signature } = signed;
  if (accessKeyId !== credentials.accessKeyId) {
    throw new OssRefusal(
      'InvalidAccessKeyId',
      'The OSS Access Key Id you provided does not exist in our records.',
    );
  }
  const { date, region } = scope ?? { date: new Date(now()), region: '' };
  if (Math.abs(date.getTime() - now()) > TIMESTAMP_TOLERANCE_MS) {
    throw new OssRefusal(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    );
  }
  const version = scope === undefined ? 'plain' : 'scoped';
  const access = { credentials, storage, region, signature: version } as const;
  const expected = await signPostPolicy(access, date, policy);
  if (!equalInConstantTime(signature, expected)) {
    throw new OssRefusal(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  if (securityToken !== credentials.securityToken) {
    throw new OssRefusal('InvalidSecurityToken', 'The security token you provided is invalid.');
  }
  const reading = readPolicy(policy);
  if (reading.kind === 'invalid') {
    throw new OssRefusal('InvalidPolicyDocument', `Invalid Policy: ${reading.detail}`, reading.ec);
  }
  refuseUnnamed(storage, version, byName, reading.policy);
  return reading.policy;
}

/** S3 wants every field named in the policy; OSS those of signature version 4. */
function refuseUnnamed(
  storage: ObjectStorage,
  version: 'plain' | 'scoped',
  byName: ReadonlyMap<string, string>,
  { conditions }: PostPolicy,
): void {
  const { own, accessKeyId, algorithmField, scopedSignature } = FORM_NAMES[storage];
  const named = new Set(conditions.flatMap((each) => (each.kind === 'size' ? [] : [each.field])));
  const unsigned = new Set(['policy', 'signature', accessKeyId.toLowerCase(), scopedSignature]);
  const ofScope = new Set([algorithmField, `${own}credential`, `${own}date`]);
  const mustBeNamed = (name: string) =>
    storage === 'S3'
      ? !unsigned.has(name) && !name.startsWith('x-ignore-')
      : version === 'scoped' && (ofScope.has(name) || name === `${own}security-token`);
  const unnamed = [...byName.keys()].find((name) => mustBeNamed(name) && !named.has(name));
  if (unnamed === undefined) return;
  throw new OssRefusal(
    'AccessDenied',
    `Invalid according to Policy: Extra input fields: ${unnamed}`,
    '0006-00000228',
  );
}
