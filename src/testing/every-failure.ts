import type { Failure, FailureKind, FailureOf, Rejection } from '../upload/model/failure.ts';
import { storeRefusalOf, ticketRefusalOf } from '../upload/model/refusal.ts';
import {
  ASKED,
  BY_STORE_REFUSAL,
  BY_TICKET_REFUSAL,
  GIB,
  half,
  requestId,
  SEND_WAITS,
  TICKET_WAITS,
  type Sample,
} from './refusal-samples.ts';

/** One of each failure. A kind or a refusal without a sample does not compile. */
type Samples<One> = readonly [Sample<One>, ...Sample<One>[]];

const host = 'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com';

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
