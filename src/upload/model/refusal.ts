import { platformRefusal, type PlatformRefusal } from '../../contract/platform-refusal.ts';
import type { Failure } from './failure.ts';

type Refused<Kind extends Failure['kind']> = Extract<Failure, { kind: Kind }>;

/** Why a ticket was refused: what its code says, or the status where there is none. */
export type TicketRefusal =
  | PlatformRefusal
  | 'sign-in'
  | 'forbidden'
  /** A proxy or a firewall before our server said no, in words of its own. */
  | 'in-between'
  | 'unknown';

export function ticketRefusalOf({ status, problem }: Refused<'ticket-refused'>): TicketRefusal {
  const known = platformRefusal(problem.code);
  if (known !== undefined) return known;
  if (status === 429) return 'throttled';
  // A redirect is not followed: it leads to a page, and no ticket comes from there.
  if (status === 401 || (status >= 300 && status < 400)) return 'sign-in';
  if (status === 403) return 'forbidden';
  // With a code our server has spoken, or the cloud; without one the status is all there is.
  if (problem.code !== '') return 'unknown';
  if (status >= 500 || status === 408) return 'server-error';
  return status >= 400 ? 'in-between' : 'unknown';
}

/** Why the store refused, as far as somebody can act on it. */
export type StoreRefusal =
  | 'busy'
  | 'trouble'
  | 'too-slow'
  | 'broken-body'
  | 'full'
  | 'too-large'
  | 'too-small'
  | 'exists'
  | 'proxy-limit'
  | 'account'
  /** The key that the ticket was signed with. */
  | 'key'
  /** What the ticket allows. */
  | 'policy'
  | 'refused';

const BY_CODE: Readonly<Record<string, StoreRefusal>> = {
  SlowDown: 'busy',
  ServiceUnavailable: 'busy',
  TotalQpsLimitExceeded: 'busy',
  QpsLimitExceeded: 'busy',
  UploadTrafficRateLimitExceeded: 'busy',
  RequestTimeout: 'too-slow',
  MalformedPOSTRequest: 'broken-body',
  IncompleteBody: 'broken-body',
  InsufficientStorage: 'full',
  EntityTooLarge: 'too-large',
  EntityTooSmall: 'too-small',
  FileAlreadyExists: 'exists',
  NoSuchBucket: 'account',
  UserDisable: 'account',
  SignatureDoesNotMatch: 'key',
  InvalidAccessKeyId: 'key',
  InvalidSecurityToken: 'key',
  InvalidPolicyDocument: 'policy',
};

export function storeRefusalOf({ status, error }: Refused<'store-refused'>): StoreRefusal {
  if (error === undefined && status === 413) return 'proxy-limit';
  const known = error === undefined ? undefined : BY_CODE[error.code];
  if (known !== undefined) return known;
  // Its code, AccessDenied, stands for every other refusal too.
  if (error?.message.startsWith('Invalid according to Policy') === true) return 'policy';
  if (status === 507) return 'full';
  if (status === 503 || status === 429) return 'busy';
  return status >= 500 ? 'trouble' : 'refused';
}
