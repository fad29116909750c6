import type { Failure } from '../../upload/failure.ts';

type Refused<Kind extends Failure['kind']> = Extract<Failure, { kind: Kind }>;

/** Why a ticket was refused, as far as a person can act on it. */
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
  | 'throttled'
  | 'sign-in'
  | 'bad-request'
  | 'forbidden'
  | 'platform-unreachable'
  | 'platform-malformed'
  | 'untrusted-host'
  | 'server-error'
  | 'unknown';

// Codes are compared in lower case: the platform prints `Iot.system.…` as well as `iot.system.…`. First match wins.
const BY_PREFIX: readonly (readonly [prefix: string, refusal: TicketRefusal])[] = [
  ['otadrop.badrequest', 'bad-request'],
  ['otadrop.forbidden', 'forbidden'],
  ['otadrop.platformunreachable', 'platform-unreachable'],
  ['otadrop.platformanswermalformed', 'platform-malformed'],
  ['otadrop.untrustedstorehost', 'untrusted-host'],
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
  ['signaturenonceused', 'throttled'],
  ['forbidden', 'permission'],
  ['nopermission', 'permission'],
  ['serviceunavailable', 'platform-down'],
  ['internalerror', 'platform-down'],
];

export function ticketRefusalOf({ status, problem }: Refused<'ticket-refused'>): TicketRefusal {
  const code = problem.code.toLowerCase();
  const known = BY_PREFIX.find(([prefix]) => code.startsWith(prefix));
  if (known !== undefined) return known[1];
  if (status === 429) return 'throttled';
  if (status === 401) return 'sign-in';
  if (status === 403) return 'forbidden';
  return status >= 500 ? 'server-error' : 'unknown';
}

/** Why the store refused, as far as a person can act on it. */
export type StoreRefusal = 'busy' | 'trouble' | 'too-slow' | 'proxy-limit' | 'account' | 'refused';

const BUSY = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'TotalQpsLimitExceeded',
  'QpsLimitExceeded',
  'UploadTrafficRateLimitExceeded',
]);
const ACCOUNT = new Set(['NoSuchBucket', 'UserDisable']);

export function storeRefusalOf({ status, error }: Refused<'store-refused'>): StoreRefusal {
  if (error === undefined && status === 413) return 'proxy-limit';
  if (error?.code === 'RequestTimeout') return 'too-slow';
  if (error !== undefined && ACCOUNT.has(error.code)) return 'account';
  if (status === 503 || (error !== undefined && BUSY.has(error.code))) return 'busy';
  return status >= 500 ? 'trouble' : 'refused';
}
