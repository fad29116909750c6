import type { BucketAccess } from '../../contract/bucket/bucket-access.ts';
import { signObjectRequest } from '../../contract/bucket/object-request.ts';
import { readOssError } from '../../contract/oss-error.ts';
import type { Ticket } from '../../contract/ticket.ts';
import { readRule } from './bucket-rules.ts';
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
 * @param store where this machine reaches the bucket
 * @param isPosted whether the object is there
 */
export async function examineOwnBucket(
  { access, now }: OwnBucket,
  store: string,
  ticket: Ticket,
  isPosted: boolean,
): Promise<readonly Finding[]> {
  const { key } = ticket;
  const at = new Date(now());
  const headers = await signObjectRequest(access, { method: 'GET', key, at, headers: {} });
  const answer = await probe(`${store}/${key}`, { method: 'GET', headers });
  if (answer.kind === 'failed') return [];
  const clock = clockFinding(aheadIn(answer, now()), 'the store’s clock');
  if (isOfStore(answer.headers) && answer.status === (isPosted ? 200 : 404)) {
    const error = readOssError(answer.text);
    return error?.code === 'NoSuchBucket' ? [...clock, noBucket(access)] : clock;
  }
  const refused = refusedFinding(access, ticket, answer);
  // A clock that is off is the cause of the refusal.
  return clock.length > 0 && refused.check !== 'store-read' ? clock : [...clock, refused];
}

function aheadIn({ headers }: Answered, now: number): number | undefined {
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? undefined : at - now;
}

function refusedFinding(access: BucketAccess, ticket: Ticket, { status, text }: Answered): Finding {
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
        'The key was temporary and has expired. Get a new one, with its token:',
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
        ...readRule(ticket, true),
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
