import type { Failure, Rejection } from '../../upload/model/failure.ts';
import type { StoreRefusal, TicketRefusal } from '../../upload/model/refusal.ts';

/** One of each, so that tests can say something about all of them. A kind, a refusal or a variant without one does not compile. */

type FailureOf<Kind extends Failure['kind']> = Extract<Failure, { kind: Kind }>;
type Plain = Exclude<Failure['kind'], 'ticket-refused' | 'store-refused'>;

const GIB = 1_073_741_824;
const half = { sent: GIB / 2, total: GIB };

function ticketRefused(status: number, code: string): FailureOf<'ticket-refused'> {
  const problem = { code, message: 'In the words of the platform', requestId: 'request-7da09949' };
  return { kind: 'ticket-refused', status, problem };
}

function storeRefused(status: number, code?: string): FailureOf<'store-refused'> {
  const requestId = '67E2A1B3C4';
  const error =
    code === undefined
      ? undefined
      : { code, ec: '0000-00000000', message: 'As it says', requestId };
  return { kind: 'store-refused', status, error, requestId };
}

export const TICKET_REFUSALS: Readonly<Record<TicketRefusal, FailureOf<'ticket-refused'>>> = {
  'platform-down': ticketRefused(502, 'iot.system.SystemException'),
  instance: ticketRefused(502, 'iot.system.InstanceNotFound'),
  account: ticketRefused(502, 'iot.system.UidNotFound'),
  bill: ticketRefused(502, 'iot.system.BillIsOverDue'),
  'illegal-request': ticketRefused(502, 'iot.system.IllegalRequest'),
  permission: ticketRefused(502, 'NoPermission'),
  suffix: ticketRefused(502, 'iot.check.InvalidFormattedParameter'),
  'not-supported': ticketRefused(502, 'iot.common.ApiNotSupportedInInstance'),
  key: ticketRefused(502, 'InvalidAccessKeyId.NotFound'),
  clock: ticketRefused(502, 'InvalidTimeStamp.Expired'),
  nonce: ticketRefused(502, 'SignatureNonceUsed'),
  throttled: ticketRefused(429, 'Throttling.User'),
  'sign-in': ticketRefused(401, ''),
  'in-between': ticketRefused(405, ''),
  'bad-request': ticketRefused(400, 'OtaDrop.BadRequest'),
  forbidden: ticketRefused(403, ''),
  'unknown-address': ticketRefused(421, 'OtaDrop.UnknownHost'),
  'platform-unreachable': ticketRefused(502, 'OtaDrop.PlatformUnreachable'),
  'platform-malformed': ticketRefused(502, 'OtaDrop.PlatformAnswerMalformed'),
  'storage-type': ticketRefused(502, 'OtaDrop.UnsupportedStorage'),
  'unsafe-address': ticketRefused(502, 'OtaDrop.UnsafeStoreAddress'),
  'untrusted-host': ticketRefused(502, 'OtaDrop.UntrustedStoreHost'),
  'server-error': ticketRefused(503, ''),
  unknown: ticketRefused(400, 'iot.ota.SomethingNew'),
};

export const STORE_REFUSALS: Readonly<Record<StoreRefusal, FailureOf<'store-refused'>>> = {
  busy: storeRefused(503, 'SlowDown'),
  trouble: storeRefused(500, 'InternalError'),
  'too-slow': storeRefused(400, 'RequestTimeout'),
  'broken-body': storeRefused(400, 'MalformedPOSTRequest'),
  full: storeRefused(507, 'InsufficientStorage'),
  'too-large': storeRefused(400, 'EntityTooLarge'),
  'too-small': storeRefused(400, 'EntityTooSmall'),
  exists: storeRefused(409, 'FileAlreadyExists'),
  'proxy-limit': storeRefused(413),
  account: storeRefused(404, 'NoSuchBucket'),
  key: storeRefused(403, 'SignatureDoesNotMatch'),
  policy: storeRefused(400, 'InvalidPolicyDocument'),
  refused: storeRefused(403, 'AccessDenied'),
};

const host = 'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com';
const requestId = 'request-7da09949';

const OTHERS: { readonly [Kind in Plain]: readonly [FailureOf<Kind>, ...FailureOf<Kind>[]] } = {
  offline: [{ kind: 'offline' }],
  'ticket-unreachable': [{ kind: 'ticket-unreachable' }],
  'ticket-timeout': [{ kind: 'ticket-timeout', afterMs: 10_000 }],
  'ticket-malformed': [
    { kind: 'ticket-malformed', part: 'answer', status: 200, detail: 'not JSON' },
    { kind: 'ticket-malformed', part: 'ticket', status: 200, detail: 'data.key: missing' },
  ],
  'ticket-expired': [{ kind: 'ticket-expired', lifeMs: 1_000, leftMs: 312.4 }],
  'address-untrusted': [
    { kind: 'address-untrusted', fault: { kind: 'storage-type', objectStorage: 'S3' }, requestId },
    { kind: 'address-untrusted', fault: { kind: 'host', host: 'https://evil.test' }, requestId },
    { kind: 'address-untrusted', fault: { kind: 'key', key: '../x' }, requestId },
    {
      kind: 'address-untrusted',
      fault: { kind: 'firmware-url', firmwareUrl: 'https://evil.test/x' },
      requestId,
    },
  ],
  'address-insecure': [{ kind: 'address-insecure', host: 'http://bucket.test', requestId }],
  'size-not-allowed': [{ kind: 'size-not-allowed', min: 1, max: 10 }],
  'already-uploading': [{ kind: 'already-uploading' }],
  'file-unreadable': [{ kind: 'file-unreadable', sent: 500, total: 1_000 }],
  'file-changed': [
    { kind: 'file-changed', how: 'changed', noticed: 'before-sending' },
    { kind: 'file-changed', how: 'gone', noticed: 'before-sending' },
    { kind: 'file-changed', how: 'changed', noticed: 'after-sending' },
    { kind: 'file-changed', how: 'gone', noticed: 'after-sending' },
  ],
  'store-blocked': [{ kind: 'store-blocked', host }],
  'store-forbids-page': [{ kind: 'store-forbids-page', host, origin: 'https://ota.test' }],
  'store-unreachable': [{ kind: 'store-unreachable', host }],
  'local-network-closed': [
    { kind: 'local-network-closed', host: 'http://192.168.1.7', access: 'denied' },
    { kind: 'local-network-closed', host: 'http://192.168.1.7', access: 'prompt' },
  ],
  'connection-lost': [
    { kind: 'connection-lost', ...half, tookMs: 12_345.6, likely: 'network' },
    { kind: 'connection-lost', ...half, tookMs: 12_345.6, likely: 'offline' },
    { kind: 'connection-lost', ...half, tookMs: 12_345.6, likely: 'store-away' },
    { kind: 'connection-lost', ...half, tookMs: 12_345.6, likely: 'all-away' },
    { kind: 'connection-lost', ...half, tookMs: 61_000, likely: 'ticket-expired' },
  ],
  'network-limit': [{ kind: 'network-limit', ...half }],
  'store-keeps-refusing': [{ kind: 'store-keeps-refusing', sent: 65_536, total: GIB }],
  stalled: [{ kind: 'stalled', ...half, quietMs: 45_012 }],
  'answer-lost': [
    { kind: 'answer-lost', found: 'absent' },
    { kind: 'answer-lost', found: 'unknown' },
  ],
  'answer-not-of-store': [{ kind: 'answer-not-of-store', status: 200 }],
  'answer-from-elsewhere': [{ kind: 'answer-from-elsewhere' }],
  'policy-expired': [
    {
      kind: 'policy-expired',
      status: 403,
      error: {
        code: 'AccessDenied',
        ec: '0006-00000213',
        message: 'Invalid according to Policy: Policy expired.',
        requestId: '67E2A1B3C4',
      },
      requestId: '67E2A1B3C4',
    },
  ],
  'checksum-mismatch': [
    { kind: 'checksum-mismatch', ours: '11051210869376104954', theirs: '1105121086937610495' },
    { kind: 'checksum-mismatch', ours: '11051210869376104954', theirs: undefined },
  ],
  unexpected: [{ kind: 'unexpected', detail: 'TypeError: x is not a function' }],
};

const BY_REJECTION: { readonly [Kind in Rejection['kind']]: Extract<Rejection, { kind: Kind }> } = {
  empty: { kind: 'empty' },
  'too-large': { kind: 'too-large', limit: 1_048_576_000 },
  unreadable: { kind: 'unreadable' },
  gone: { kind: 'gone' },
};

/** What was learned by asking the store afterwards: each way, and each that is tried again by itself or is not. */
const ASKED: readonly FailureOf<'policy-expired' | 'store-refused'>[] = [
  { ...OTHERS['policy-expired'][0], asked: { insteadOfAnswer: 'cut', ...half } },
  { ...STORE_REFUSALS.refused, asked: { insteadOfAnswer: 'status', status: 502, found: 'absent' } },
  { ...STORE_REFUSALS.key, asked: { insteadOfAnswer: 'status', status: 503, found: 'unknown' } },
  { ...STORE_REFUSALS.account, asked: { insteadOfAnswer: 'silence', found: 'absent' } },
  { ...STORE_REFUSALS.busy, asked: { insteadOfAnswer: 'cut', ...half } },
];

export const EVERY_FAILURE: readonly Failure[] = [
  ...Object.values(OTHERS).flat(),
  ...Object.values(TICKET_REFUSALS),
  ...Object.values(STORE_REFUSALS),
  ...ASKED,
];

export const EVERY_TROUBLE: readonly (Failure | Rejection)[] = [
  ...EVERY_FAILURE,
  ...Object.values(BY_REJECTION),
];
