import type { FailureOf } from '../upload/model/failure.ts';
import type { Asked, Leftover } from '../upload/model/failure-row.ts';
import type { StoreRefusal, TicketRefusal } from '../upload/model/refusal.ts';

/**
 * A failure, and what is expected of it: its code, what may be in the store, and how long its further attempts wait at most, one after
 * the other.
 */
export type Sample<One> = readonly [
  failure: One,
  code: string,
  leftover: Leftover,
  waitsMs?: readonly number[],
];

export const TICKET_WAITS = [500, 1_000, 2_000];
export const SEND_WAITS = [1_000, 2_000, 4_000];

export const GIB = 1_073_741_824;
export const half = { sent: GIB / 2, total: GIB };
export const requestId = 'request-7da09949';

function ticketRefused(
  status: number,
  problemCode: string,
  code: string,
  waitsMs: readonly number[] = [],
): Sample<FailureOf<'ticket-refused'>> {
  const problem = { code: problemCode, message: 'In the words of the platform', requestId };
  return [{ kind: 'ticket-refused', status, problem }, code, 'nothing-sent', waitsMs];
}

/** A refusal without a sample does not compile. */
export const BY_TICKET_REFUSAL: Readonly<
  Record<TicketRefusal, Sample<FailureOf<'ticket-refused'>>>
> = {
  'server-error': ticketRefused(503, '', 'T02', TICKET_WAITS),
  'platform-unreachable': ticketRefused(502, 'OtaDrop.PlatformUnreachable', 'T02', TICKET_WAITS),
  'store-away': ticketRefused(503, 'OtaDrop.StoreAway', 'T02', TICKET_WAITS),
  'platform-down': ticketRefused(502, 'iot.system.SystemException', 'T03', TICKET_WAITS),
  'platform-malformed': ticketRefused(502, 'OtaDrop.PlatformAnswerMalformed', 'T05', [500]),
  throttled: ticketRefused(429, 'Throttling.User', 'T06', [1_000, 2_000, 4_000, 8_000, 8_000]),
  'sign-in': ticketRefused(401, '', 'T07'),
  'user-share': ticketRefused(429, 'OtaDrop.UserShareTaken', 'T23'),
  'in-between': ticketRefused(405, '', 'T21'),
  forbidden: ticketRefused(403, '', 'T08'),
  'unknown-address': ticketRefused(421, 'OtaDrop.UnknownHost', 'T08'),
  key: ticketRefused(502, 'InvalidAccessKeyId.NotFound', 'T09'),
  clock: ticketRefused(502, 'InvalidTimeStamp.Expired', 'T10'),
  nonce: ticketRefused(502, 'SignatureNonceUsed', 'T11', [500]),
  instance: ticketRefused(502, 'iot.system.InstanceNotFound', 'T12'),
  account: ticketRefused(502, 'iot.system.UidNotFound', 'T12'),
  bill: ticketRefused(502, 'iot.system.BillIsOverDue', 'T12'),
  'illegal-request': ticketRefused(502, 'iot.system.IllegalRequest', 'T12'),
  permission: ticketRefused(502, 'NoPermission', 'T12'),
  'not-supported': ticketRefused(502, 'iot.common.ApiNotSupportedInInstance', 'T12'),
  unknown: ticketRefused(400, 'iot.ota.SomethingNew', 'T13', [500]),
  'bad-request': ticketRefused(400, 'OtaDrop.BadRequest', 'T14'),
  suffix: ticketRefused(502, 'iot.check.InvalidFormattedParameter', 'T14'),
  'storage-type': ticketRefused(502, 'OtaDrop.UnsupportedStorage', 'T18'),
  'untrusted-host': ticketRefused(502, 'OtaDrop.UntrustedStoreHost', 'T19'),
  'unsafe-address': ticketRefused(502, 'OtaDrop.UnsafeStoreAddress', 'T20'),
};

type StoreSample = Sample<FailureOf<'store-refused'>>;

function storeRefused(
  status: number,
  errorCode: string | undefined,
  code: string,
  waitsMs: readonly number[] = [],
  leftover: Leftover = 'nothing-stored',
): StoreSample {
  const error =
    errorCode === undefined
      ? undefined
      : { code: errorCode, ec: '0000-00000000', message: 'As it says', requestId: '67E2A1B3C4' };
  const refused = { kind: 'store-refused', status, error, requestId: '67E2A1B3C4' } as const;
  return [refused, code, leftover, waitsMs];
}

export const BY_STORE_REFUSAL: Readonly<Record<StoreRefusal, StoreSample>> = {
  refused: storeRefused(403, 'AccessDenied', 'U11', [1_000]),
  key: storeRefused(403, 'SignatureDoesNotMatch', 'U11', [1_000]),
  policy: storeRefused(400, 'InvalidPolicyDocument', 'U11', [1_000]),
  'too-large': storeRefused(400, 'EntityTooLarge', 'U12'),
  'too-small': storeRefused(400, 'EntityTooSmall', 'U12'),
  'proxy-limit': storeRefused(413, undefined, 'U13'),
  'broken-body': storeRefused(400, 'MalformedPOSTRequest', 'U14', [1_000]),
  'too-slow': storeRefused(400, 'RequestTimeout', 'U15', [1_000, 2_000]),
  busy: storeRefused(503, 'SlowDown', 'U16', [2_000, 4_000, 8_000]),
  'store-error': storeRefused(500, 'InternalError', 'U17', SEND_WAITS, 'maybe'),
  exists: storeRefused(409, 'FileAlreadyExists', 'U18', [1_000], 'maybe'),
  account: storeRefused(404, 'NoSuchBucket', 'U19'),
  full: storeRefused(507, 'InsufficientStorage', 'S01'),
};

function askedAfter(
  refusal: StoreRefusal,
  asked: Asked,
  leftover: Leftover,
  waitsMs: readonly number[] = [],
): StoreSample {
  const [refused, code] = BY_STORE_REFUSAL[refusal];
  return [{ ...refused, asked }, code, leftover, waitsMs];
}

/** Of a reason that was learned by asking the store afterwards: each way, and each that is tried again by itself or is not. */
export const ASKED: readonly StoreSample[] = [
  askedAfter(
    'refused',
    { insteadOfAnswer: 'status', status: 502, found: 'absent' },
    'nothing-stored',
  ),
  askedAfter('key', { insteadOfAnswer: 'status', status: 503, found: 'unknown' }, 'maybe'),
  askedAfter('account', { insteadOfAnswer: 'silence', found: 'absent' }, 'nothing-stored'),
  askedAfter('busy', { insteadOfAnswer: 'cut', ...half }, 'nothing-stored', [2_000, 4_000, 8_000]),
];
