import type { Failure } from './failure.ts';

type Refused<Kind extends Failure['kind']> = Extract<Failure, { kind: Kind }>;

/** Why a ticket was refused, as far as somebody can act on it. */
export type TicketRefusal =
  | 'platform-down'
  | 'instance'
  | 'account'
  | 'bill'
  | 'illegal-request'
  | 'permission'
  | 'suffix'
  | 'not-supported'
  | 'key'
  | 'clock'
  | 'nonce'
  | 'throttled'
  | 'sign-in'
  | 'bad-request'
  | 'forbidden'
  /** Our server takes the page for another site's: it was not told the address that the page is opened at. */
  | 'unknown-address'
  | 'platform-unreachable'
  | 'platform-malformed'
  | 'storage-type'
  | 'untrusted-host'
  | 'unsafe-address'
  | 'server-error'
  /** A proxy or a firewall before our server said no, in words of its own. */
  | 'in-between'
  | 'unknown';

// Codes are compared in lower case: the platform prints `Iot.system.…` as well as `iot.system.…`. First match wins.
const BY_PREFIX: readonly (readonly [prefix: string, refusal: TicketRefusal])[] = [
  ['otadrop.badrequest', 'bad-request'],
  ['otadrop.forbidden', 'unknown-address'],
  ['otadrop.unknownhost', 'unknown-address'],
  ['otadrop.platformunreachable', 'platform-unreachable'],
  ['otadrop.platformanswermalformed', 'platform-malformed'],
  ['otadrop.unsupportedstorage', 'storage-type'],
  ['otadrop.untrustedstorehost', 'untrusted-host'],
  ['otadrop.unsafestoreaddress', 'unsafe-address'],
  ['otadrop.internalerror', 'server-error'],
  ['otadrop.toomanytickets', 'throttled'],
  ['otadrop.stopping', 'server-error'],
  ['iot.system.systemexception', 'platform-down'],
  ['iot.system.instancenotfound', 'instance'],
  ['iot.sre.iotinstancenotfound', 'instance'],
  ['iot.system.uidnotfound', 'account'],
  ['iot.common.invalidtenant', 'account'],
  ['iot.system.billisoverdue', 'bill'],
  ['iot.system.illegalrequest', 'illegal-request'],
  ['iot.common.ramactionpermissiondeny', 'permission'],
  ['iot.common.authactionpermissiondeny', 'permission'],
  ['iot.common.invalidformattedparameter', 'suffix'],
  ['iot.check.invalidformattedparameter', 'suffix'],
  ['iot.common.apinotsupportedininstance', 'not-supported'],
  ['invalidapi.notfound', 'not-supported'],
  ['signaturedoesnotmatch', 'key'],
  ['incompletesignature', 'key'],
  ['invalidsignaturemethod', 'key'],
  ['invalidaccesskeyid', 'key'],
  ['invalidtimestamp', 'clock'],
  ['throttling', 'throttled'],
  ['signaturenonceused', 'nonce'],
  ['forbidden', 'permission'],
  ['nopermission', 'permission'],
  ['serviceunavailable', 'platform-down'],
  ['internalerror', 'platform-down'],
];

/** Tuya numbers its refusals. Source: Tuya Cube's list of error codes. */
const BY_NUMBER: Readonly<Record<string, TicketRefusal>> = {
  '1001': 'key',
  '1004': 'key',
  '1005': 'key',
  '1013': 'clock',
};

export function ticketRefusalOf({ status, problem }: Refused<'ticket-refused'>): TicketRefusal {
  const code = problem.code.toLowerCase();
  const known = BY_NUMBER[code] ?? BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1];
  if (known !== undefined) return known;
  if (status === 429) return 'throttled';
  // A redirect is not followed: it leads to a page, and no ticket comes from there.
  if (status === 401 || (status >= 300 && status < 400)) return 'sign-in';
  if (status === 403) return 'forbidden';
  // With a code our server has spoken, or the cloud; without one the status is all there is.
  if (code !== '') return 'unknown';
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
