import { FIRMWARE_MAX_BYTES } from '../limits.ts';
import { FORM_NAMES } from '../post-form.ts';
import { encodePolicy } from '../post-policy.ts';
import type { Ticket } from '../ticket.ts';
import { bucketAddress, type BucketAccess } from './bucket-access.ts';
import { signPostPolicy } from './post-signature.ts';
import { scopeText, scopeTime } from './scoped-signature.ts';

export type BucketTicketRequest = {
  /** A name that no object has. */
  readonly key: string;
  readonly at: Date;
  readonly lifeMs: number;
};

/** With 201 S3 answers a document that tells the ETag, which Ceph's gateway has in no header of this answer. */
const SUCCESS_STATUS = { OSS: '200', S3: '201' } as const;

/**
 * A ticket for one's own bucket. Its policy allows one form: this very key, a size that a firmware may have, and every further
 * field with the value it has here.
 */
export async function issueBucketTicket(
  access: BucketAccess,
  { key, at, lifeMs }: BucketTicketRequest,
): Promise<Ticket> {
  const { credentials, storage } = access;
  const host = bucketAddress(access);
  const extraFields = ownFields(access, at);
  const policy = encodePolicy(new Date(at.getTime() + lifeMs), [
    { bucket: access.bucket },
    ['eq', '$key', key],
    ['content-length-range', 1, FIRMWARE_MAX_BYTES],
    ['eq', '$success_action_status', SUCCESS_STATUS[storage]],
    ...Object.entries(extraFields).map(([name, value]) => ['eq', `$${name}`, value]),
  ]);
  return {
    firmwareUrl: `${host}/${key}`,
    host,
    key,
    OSSAccessKeyId: credentials.accessKeyId,
    objectStorage: storage,
    policy,
    signature: await signPostPolicy(access, at, policy),
    utcCreate: at.toISOString(),
    extraFields,
  };
}

function ownFields(access: BucketAccess, date: Date): Readonly<Record<string, string>> {
  const { credentials, region, signature, storage } = access;
  const { own, algorithm, algorithmField } = FORM_NAMES[storage];
  const { accessKeyId, securityToken } = credentials;
  const scope = scopeText({ date, region, storage });
  return {
    ...(signature === 'scoped' && {
      [algorithmField]: algorithm,
      [`${own}credential`]: `${accessKeyId}/${scope}`,
      [`${own}date`]: scopeTime(date),
    }),
    ...(securityToken !== undefined && { [`${own}security-token`]: securityToken }),
    // S3 has no such field for forms: there the key alone, which no object has, keeps others whole.
    ...(storage === 'OSS' && { 'x-oss-forbid-overwrite': 'true' }),
  };
}
