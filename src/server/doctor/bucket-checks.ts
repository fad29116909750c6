import type { BucketAccess } from '../../contract/bucket/bucket-access.ts';
import { signObjectRequest } from '../../contract/bucket/object-request.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { clockFault, clockFinding } from './clock-finding.ts';
import type { Finding } from './finding.ts';
import { isOfStore, probe, type ProbeAnswer } from './probe.ts';

type Answered = Extract<ProbeAnswer, { kind: 'answer' }>;

export type OwnBucket = {
  readonly access: BucketAccess;
  /** This machine's clock, in milliseconds since the epoch. */
  readonly now: () => number;
};

/**
 * One's own bucket asks no platform: its key, its clock and its rights are known by a signed request for an object. GET, since an
 * answer to HEAD does not say why it refuses.
 * @param url of the object, as this machine reaches it
 * @param isPosted whether it is there
 */
export async function examineOwnBucket(
  { access, now }: OwnBucket,
  url: string,
  key: string,
  isPosted: boolean,
): Promise<readonly Finding[]> {
  const at = new Date(now());
  const headers = await signObjectRequest(access, { method: 'GET', key, at, headers: {} });
  const answer = await probe(url, { method: 'GET', headers });
  if (answer.kind === 'failed') return [];
  const clock = clockFinding(aheadIn(answer, now()), 'the store’s clock');
  if (isOfStore(answer.headers) && answer.status === (isPosted ? 200 : 404)) {
    const error = readOssError(answer.text);
    return error?.code === 'NoSuchBucket' ? [...clock, noBucket(access)] : clock;
  }
  const refused = refusedFinding(access, answer);
  // A clock that is off is the cause of the refusal.
  return clock.length > 0 && refused.check !== 'store-read' ? clock : [...clock, refused];
}

function aheadIn({ headers }: Answered, now: number): number | undefined {
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? undefined : at - now;
}

function refusedFinding(access: BucketAccess, { status, text }: Answered): Finding {
  const error = readOssError(text);
  const code = error?.code ?? `status ${status}`;
  switch (code) {
    case 'InvalidAccessKeyId':
      return keyFault(
        code,
        'ACCESS_KEY_ID is no key of this store, or is switched off there.',
        'ACCESS_KEY_ID=LTAI...',
      );
    case 'SignatureDoesNotMatch':
      return keyFault(
        code,
        'ACCESS_KEY_SECRET does not belong to ACCESS_KEY_ID, or BUCKET_REGION is another one.',
        `ACCESS_KEY_SECRET_FILE=/run/secrets/access_key_secret\nBUCKET_REGION=${access.region}`,
      );
    case 'ExpiredToken':
    case 'InvalidToken':
    case 'InvalidSecurityToken':
    case 'SecurityTokenExpired':
      return keyFault(
        code,
        'The key was lent for a while, and that is over. Let it be lent anew, with its token:',
        'SECURITY_TOKEN_FILE=/run/secrets/security_token',
      );
    case 'RequestTimeTooSkewed':
      return clockFault(`The store says so (${code}).`);
    case 'NoSuchBucket':
      return noBucket(access);
    default:
      return {
        check: 'store-read',
        severity: 'warning',
        what: `The key may not look at an object of the bucket (${code}): an upload whose answer is lost cannot be confirmed.`,
        mend: 'Let the key read these objects; without the right to list, a store says of one that is not there that it is forbidden:',
        paste: policyFor(access),
      };
  }
}

function keyFault(code: string, mend: string, paste: string): Finding {
  return {
    check: 'key',
    severity: 'fault',
    what: `The store refuses the key (${code}).`,
    mend,
    paste,
  };
}

function noBucket({ bucket, endpoint }: BucketAccess): Finding {
  return {
    check: 'store-reach',
    severity: 'fault',
    what: `The store at ${endpoint} has no bucket ${bucket} (NoSuchBucket).`,
    mend: 'Make it there, or correct BUCKET, BUCKET_ENDPOINT or BUCKET_STYLE:',
    paste: `BUCKET=${bucket}`,
  };
}

function policyFor({ storage, bucket }: BucketAccess): string {
  const [service, version, arn] =
    storage === 'OSS' ? ['oss', '1', 'acs:oss:*:*:'] : ['s3', '2012-10-17', 'arn:aws:s3:::'];
  return JSON.stringify({
    Version: version,
    Statement: [
      {
        Effect: 'Allow',
        Action: [`${service}:PutObject`, `${service}:GetObject`],
        Resource: [`${arn}${bucket}/*`],
      },
      {
        Effect: 'Allow',
        Action: [storage === 'OSS' ? 'oss:ListObjects' : 's3:ListBucket'],
        Resource: [`${arn}${bucket}`],
      },
    ],
  });
}
