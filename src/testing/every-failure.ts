import type { Failure, FailureKind, FailureOf, Rejection } from '../upload/model/failure.ts';
import type { Asked, Leftover } from '../upload/model/failure-row.ts';
import {
  storeRefusalOf,
  ticketRefusalOf,
  type StoreRefusal,
  type TicketRefusal,
} from '../upload/model/refusal.ts';

/**
 * One of each failure, and what is expected of it: its code, what may be in the store, and how long its further attempts wait
 * at most, one after the other. A kind or a refusal without a sample does not compile.
 */
type Sample<One> = readonly [
  failure: One,
  code: string,
  leftover: Leftover,
  waitsMs?: readonly number[],
];
type Samples<One> = readonly [Sample<One>, ...Sample<One>[]];

const TICKET_WAITS = [500, 1_000, 2_000];
const SEND_WAITS = [1_000, 2_000, 4_000];

const GIB = 1_073_741_824;
const half = { sent: GIB / 2, total: GIB };
const host = 'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com';
const requestId = 'request-7da09949';

const untrusted = (fault: FailureOf<'address-untrusted'>['fault']) =>
  ({ kind: 'address-untrusted', fault, requestId }) as const;
const changed = (
  how: FailureOf<'file-changed'>['how'],
  noticed: FailureOf<'file-changed'>['noticed'],
) => ({ kind: 'file-changed', how, noticed }) as const;
const cut = (likely: FailureOf<'connection-lost'>['likely']) =>
  ({ kind: 'connection-lost', ...half, tookMs: 12_345.6, likely }) as const;
const closed = (access: FailureOf<'local-network-closed'>['access']) =>
  ({ kind: 'local-network-closed', host: 'http://192.168.1.7', access }) as const;
const expired: FailureOf<'policy-expired'> = {
  kind: 'policy-expired',
  status: 403,
  error: {
    code: 'AccessDenied',
    ec: '0006-00000213',
    message: 'Invalid according to Policy: Policy expired.',
    requestId: '67E2A1B3C4',
  },
  requestId: '67E2A1B3C4',
};

const BY_KIND: {
  readonly [Kind in Exclude<FailureKind, 'ticket-refused' | 'store-refused'>]: Samples<
    FailureOf<Kind>
  >;
} = {
  offline: [[{ kind: 'offline' }, 'U01', 'nothing-sent', TICKET_WAITS]],
  'ticket-unreachable': [[{ kind: 'ticket-unreachable' }, 'T01', 'nothing-sent', TICKET_WAITS]],
  'ticket-timeout': [
    [{ kind: 'ticket-timeout', afterMs: 10_000 }, 'T15', 'nothing-sent', [500, 1_000]],
  ],
  'ticket-malformed': [
    [
      { kind: 'ticket-malformed', part: 'answer', status: 200, detail: 'not JSON' },
      'T04',
      'nothing-sent',
      [500],
    ],
    [
      { kind: 'ticket-malformed', part: 'ticket', status: 200, detail: 'data.key: missing' },
      'T05',
      'nothing-sent',
      [500],
    ],
  ],
  'ticket-expired': [
    [{ kind: 'ticket-expired', lifeMs: 1_000, leftMs: 312.4 }, 'T16', 'nothing-sent', [500, 1_000]],
  ],
  'address-untrusted': [
    [untrusted({ kind: 'storage-type', objectStorage: 'COS' }), 'T18', 'nothing-sent'],
    [untrusted({ kind: 'host', host: 'https://evil.test' }), 'T19', 'nothing-sent'],
    [untrusted({ kind: 'key', key: '../x' }), 'T20', 'nothing-sent'],
    [
      untrusted({ kind: 'firmware-url', firmwareUrl: 'https://evil.test/x' }),
      'T20',
      'nothing-sent',
    ],
  ],
  'address-insecure': [
    [{ kind: 'address-insecure', host: 'http://bucket.test', requestId }, 'U05', 'nothing-sent'],
  ],
  'size-not-allowed': [[{ kind: 'size-not-allowed', min: 1, max: 10 }, 'U12', 'nothing-sent']],
  'already-uploading': [[{ kind: 'already-uploading' }, 'B03', 'nothing-sent-here']],
  'file-unreadable': [
    [{ kind: 'file-unreadable', sent: 500, total: 1_000 }, 'P09', 'nothing-stored'],
  ],
  'file-changed': [
    [changed('changed', 'before-sending'), 'P07', 'nothing-sent'],
    [changed('gone', 'before-sending'), 'P08', 'nothing-sent'],
    [changed('changed', 'after-sending'), 'V04', 'mixed-copy'],
    [changed('gone', 'after-sending'), 'V04', 'maybe'],
  ],
  'store-blocked': [[{ kind: 'store-blocked', host }, 'U04', 'nothing-sent']],
  'store-forbids-page': [
    [{ kind: 'store-forbids-page', host, origin: 'https://ota.test' }, 'U03', 'nothing-sent'],
  ],
  'store-unreachable': [[{ kind: 'store-unreachable', host }, 'U02', 'nothing-sent', SEND_WAITS]],
  'local-network-closed': [
    [closed('denied'), 'U41', 'nothing-sent', SEND_WAITS],
    [closed('prompt'), 'U41', 'nothing-sent', SEND_WAITS],
  ],
  'connection-lost': [
    [cut('network'), 'U07', 'nothing-stored', SEND_WAITS],
    [cut('offline'), 'U07', 'nothing-stored', SEND_WAITS],
    [cut('store-away'), 'U07', 'nothing-stored', SEND_WAITS],
    [cut('all-away'), 'U07', 'nothing-stored', SEND_WAITS],
    [cut('ticket-expired'), 'U07', 'nothing-stored', SEND_WAITS],
  ],
  'network-limit': [[{ kind: 'network-limit', ...half }, 'U09', 'nothing-stored']],
  'store-keeps-refusing': [
    [{ kind: 'store-keeps-refusing', sent: 65_536, total: GIB }, 'U08', 'nothing-stored'],
  ],
  stalled: [[{ kind: 'stalled', ...half, quietMs: 45_012 }, 'U06', 'nothing-stored', SEND_WAITS]],
  'answer-lost': [
    [{ kind: 'answer-lost', found: 'absent' }, 'V05', 'nothing-stored', SEND_WAITS],
    [{ kind: 'answer-lost', found: 'unknown' }, 'V05', 'maybe', SEND_WAITS],
  ],
  'answer-not-of-store': [
    [{ kind: 'answer-not-of-store', status: 200 }, 'U21', 'maybe', [1_000, 2_000]],
  ],
  'not-handed-on': [
    [notHandedOn(401, 'OtaDrop.SignInRequired'), 'T07', 'nothing-stored'],
    [notHandedOn(302, ''), 'T07', 'maybe'],
    [notHandedOn(403, ''), 'T08', 'nothing-stored'],
    [notHandedOn(400, 'OtaDrop.UntrustedStoreHost'), 'T19', 'nothing-stored'],
    [notHandedOn(503, 'OtaDrop.AuditUnavailable'), 'T02', 'nothing-stored', TICKET_WAITS],
  ],
  'answer-from-elsewhere': [[{ kind: 'answer-from-elsewhere' }, 'U20', 'elsewhere']],
  'policy-expired': [
    [expired, 'U10', 'nothing-stored', SEND_WAITS],
    [{ ...expired, isEarly: true }, 'U10', 'nothing-stored', SEND_WAITS],
    [{ ...expired, asked: { insteadOfAnswer: 'cut', ...half } }, 'U10', 'nothing-stored'],
  ],
  'checksum-mismatch': [
    [
      { kind: 'checksum-mismatch', ours: '11051210869376104954', theirs: '1105121086937610495' },
      'V03',
      'wrong-copy',
      [1_000],
    ],
    [
      { kind: 'checksum-mismatch', ours: '11051210869376104954', theirs: undefined },
      'V03',
      'wrong-copy',
      [1_000],
    ],
  ],
  unexpected: [[{ kind: 'unexpected', detail: 'TypeError: x is not a function' }, 'B06', 'maybe']],
};

function notHandedOn(status: number, code: string): FailureOf<'not-handed-on'> {
  return { kind: 'not-handed-on', status, problem: { code, message: 'As it says', requestId } };
}

function ticketRefused(
  status: number,
  problemCode: string,
  code: string,
  waitsMs: readonly number[] = [],
): Sample<FailureOf<'ticket-refused'>> {
  const problem = { code: problemCode, message: 'In the words of the platform', requestId };
  return [{ kind: 'ticket-refused', status, problem }, code, 'nothing-sent', waitsMs];
}

const BY_TICKET_REFUSAL: Readonly<Record<TicketRefusal, Sample<FailureOf<'ticket-refused'>>>> = {
  'server-error': ticketRefused(503, '', 'T02', TICKET_WAITS),
  'platform-unreachable': ticketRefused(502, 'OtaDrop.PlatformUnreachable', 'T02', TICKET_WAITS),
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

const BY_STORE_REFUSAL: Readonly<Record<StoreRefusal, StoreSample>> = {
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
const ASKED: readonly StoreSample[] = [
  askedAfter(
    'refused',
    { insteadOfAnswer: 'status', status: 502, found: 'absent' },
    'nothing-stored',
  ),
  askedAfter('key', { insteadOfAnswer: 'status', status: 503, found: 'unknown' }, 'maybe'),
  askedAfter('account', { insteadOfAnswer: 'silence', found: 'absent' }, 'nothing-stored'),
  askedAfter('busy', { insteadOfAnswer: 'cut', ...half }, 'nothing-stored', [2_000, 4_000, 8_000]),
];

const BY_REJECTION: { readonly [Kind in Rejection['kind']]: Extract<Rejection, { kind: Kind }> } = {
  empty: { kind: 'empty' },
  'too-large': { kind: 'too-large', limit: 1_048_576_000 },
  unreadable: { kind: 'unreadable' },
  gone: { kind: 'gone' },
};

export const FAILURE_SAMPLES: readonly Sample<Failure>[] = [
  ...Object.values(BY_KIND).flat(),
  ...Object.values(BY_TICKET_REFUSAL),
  ...Object.values(BY_STORE_REFUSAL),
  ...ASKED,
];
export const EVERY_FAILURE = FAILURE_SAMPLES.map(([failure]) => failure);
export const EVERY_REASON: readonly (Failure | Rejection)[] = [
  ...EVERY_FAILURE,
  ...Object.values(BY_REJECTION),
];

/** Refusals by the names that they are filed under. */
export const TICKET_REFUSED = failuresIn(BY_TICKET_REFUSAL);
export const STORE_REFUSED = failuresIn(BY_STORE_REFUSAL);

function failuresIn<Name extends string, One>(
  samples: Readonly<Record<Name, Sample<One>>>,
): readonly (readonly [name: string, failure: One])[] {
  return Object.entries<Sample<One>>(samples).map(([name, [failure]]) => [name, failure]);
}

/** Fields that make a variant of its own of a failure. */
const VARIANTS = new Set(['part', 'noticed', 'how', 'access', 'likely', 'found']);

/** A variant of one kind is a failure of its own. */
export function nameOf(reason: Failure | Rejection): string {
  const variants = Object.entries(reason).flatMap(([key, value]) =>
    VARIANTS.has(key) ? [String(value)] : [],
  );
  if (reason.kind === 'ticket-refused') variants.push(ticketRefusalOf(reason));
  if (reason.kind === 'not-handed-on') variants.push(ticketRefusalOf(reason), `${reason.status}`);
  if (reason.kind === 'store-refused') variants.push(storeRefusalOf(reason));
  if (reason.kind === 'address-untrusted') variants.push(reason.fault.kind);
  if (reason.kind === 'policy-expired' && reason.isEarly === true) variants.push('early');
  if (reason.kind === 'checksum-mismatch' && reason.theirs === undefined) variants.push('by size');
  if ('asked' in reason && reason.asked !== undefined) {
    variants.push(`asked after a ${reason.asked.insteadOfAnswer}`);
  }
  return [reason.kind, ...variants].join(' ');
}

export function failureNamed(name: string): Failure {
  const found = EVERY_FAILURE.find((failure) => nameOf(failure) === name);
  if (found === undefined) throw new Error(`no failure is named ${name}`);
  return found;
}
