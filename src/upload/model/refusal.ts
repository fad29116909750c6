import type { OssError } from '../../contract/oss-error.ts';
import { platformRefusal, type PlatformRefusal } from '../../contract/platform-refusal.ts';
import type { Problem } from '../../contract/envelope.ts';
import type { AddressFault } from '../../contract/store-address.ts';
import {
  sendRetry,
  SEND_RETRIES,
  THROTTLED_RETRIES,
  ticketRetry,
  TICKET_RETRIES,
  type RetryRule,
} from './failure-row.ts';

/** Refusals, as far as it makes a difference for what to do: one row each, with its short code and whether it is tried again. */
type Row = { readonly code: string; readonly retry: RetryRule };

/** Why a ticket was refused: what its code says, or the status where there is none. */
export type TicketRefusal =
  | PlatformRefusal
  | 'forbidden'
  /** A proxy or a firewall before our server said no, in words of its own. */
  | 'in-between'
  | 'unknown';

const TICKET_REFUSALS: Readonly<Record<TicketRefusal, Row>> = {
  'server-error': { code: 'T02', retry: ticketRetry(TICKET_RETRIES) },
  'platform-unreachable': { code: 'T02', retry: ticketRetry(TICKET_RETRIES) },
  'store-away': { code: 'T02', retry: ticketRetry(TICKET_RETRIES) },
  'platform-down': { code: 'T03', retry: ticketRetry(TICKET_RETRIES) },
  'platform-malformed': { code: 'T05', retry: ticketRetry(1) },
  throttled: { code: 'T06', retry: ticketRetry(THROTTLED_RETRIES, 1_000) },
  'sign-in': { code: 'T07', retry: 'stop' },
  'user-share': { code: 'T23', retry: 'stop' },
  forbidden: { code: 'T08', retry: 'stop' },
  'unknown-address': { code: 'T08', retry: 'stop' },
  key: { code: 'T09', retry: 'stop' },
  clock: { code: 'T10', retry: 'stop' },
  nonce: { code: 'T11', retry: ticketRetry(1) },
  instance: { code: 'T12', retry: 'stop' },
  account: { code: 'T12', retry: 'stop' },
  bill: { code: 'T12', retry: 'stop' },
  'illegal-request': { code: 'T12', retry: 'stop' },
  permission: { code: 'T12', retry: 'stop' },
  'not-supported': { code: 'T12', retry: 'stop' },
  unknown: { code: 'T13', retry: ticketRetry(1) },
  'bad-request': { code: 'T14', retry: 'stop' },
  suffix: { code: 'T14', retry: 'stop' },
  'storage-type': { code: 'T18', retry: 'stop' },
  'untrusted-host': { code: 'T19', retry: 'stop' },
  'unsafe-address': { code: 'T20', retry: 'stop' },
  'in-between': { code: 'T21', retry: 'stop' },
};

export type Refused = {
  readonly status: number;
  readonly problem: Problem;
  readonly retryAfterMs?: number;
};

/** What follows for a ticket that is refused, and for a form that is refused on its way through our server. */
export const BY_TICKET_REFUSAL = {
  code: (refused: Refused) => TICKET_REFUSALS[ticketRefusalOf(refused)].code,
  retry: (refused: Refused) => TICKET_REFUSALS[ticketRefusalOf(refused)].retry,
};

export function ticketRefusalOf({
  status,
  problem,
}: Pick<Refused, 'status' | 'problem'>): TicketRefusal {
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

type StoreRow = Row & {
  readonly says?: readonly string[];
  /**
   * What it says in answer to a ticket's form without the file: something of the `ticket`, of the store as it is `now`, or
   * nothing of either.
   */
  readonly asked: 'ticket' | 'now' | 'nothing';
};

/** Why the store refused. */
const STORE_ROWS = {
  refused: { code: 'U11', retry: sendRetry(1), asked: 'ticket' },
  // A ticket may have been spoilt, or its key changed a moment ago: another one is worth a try.
  key: {
    code: 'U11',
    retry: sendRetry(1),
    says: ['SignatureDoesNotMatch', 'InvalidAccessKeyId', 'InvalidSecurityToken'],
    asked: 'ticket',
  },
  policy: { code: 'U11', retry: sendRetry(1), says: ['InvalidPolicyDocument'], asked: 'ticket' },
  'too-large': { code: 'U12', retry: 'stop', says: ['EntityTooLarge'], asked: 'nothing' },
  'too-small': { code: 'U12', retry: 'stop', says: ['EntityTooSmall'], asked: 'nothing' },
  'proxy-limit': { code: 'U13', retry: 'stop', asked: 'nothing' },
  'broken-body': {
    code: 'U14',
    retry: sendRetry(1),
    says: ['MalformedPOSTRequest', 'IncompleteBody'],
    asked: 'nothing',
  },
  'too-slow': { code: 'U15', retry: sendRetry(2), says: ['RequestTimeout'], asked: 'nothing' },
  busy: {
    code: 'U16',
    retry: sendRetry(SEND_RETRIES, 2_000),
    says: [
      'SlowDown',
      'ServiceUnavailable',
      'TotalQpsLimitExceeded',
      'QpsLimitExceeded',
      'UploadTrafficRateLimitExceeded',
    ],
    asked: 'now',
  },
  'store-error': { code: 'U17', retry: sendRetry(SEND_RETRIES), asked: 'nothing' },
  exists: { code: 'U18', retry: sendRetry(1), says: ['FileAlreadyExists'], asked: 'nothing' },
  account: { code: 'U19', retry: 'stop', says: ['NoSuchBucket', 'UserDisable'], asked: 'ticket' },
  full: { code: 'S01', retry: 'stop', says: ['InsufficientStorage'], asked: 'now' },
} as const satisfies Record<string, StoreRow>;

export type StoreRefusal = keyof typeof STORE_ROWS;
export const STORE_REFUSALS: Readonly<Record<StoreRefusal, StoreRow>> = STORE_ROWS;

export function storeRefusalOf({
  status,
  error,
}: {
  readonly status: number;
  readonly error: OssError | undefined;
}): StoreRefusal {
  if (error === undefined && status === 413) return 'proxy-limit';
  const known = keysOf(STORE_REFUSALS).find(
    (refusal) => error !== undefined && STORE_REFUSALS[refusal].says?.includes(error.code),
  );
  if (known !== undefined) return known;
  // Its code, AccessDenied, stands for every other refusal too.
  if (error?.message.startsWith('Invalid according to Policy') === true) return 'policy';
  if (status === 507) return 'full';
  if (status === 503 || status === 429) return 'busy';
  return status >= 500 ? 'store-error' : 'refused';
}

const ADDRESS_CODES: Readonly<Record<AddressFault['kind'], string>> = {
  'storage-type': 'T18',
  host: 'T19',
  key: 'T20',
  'firmware-url': 'T20',
};

export function addressCodeOf({ kind }: AddressFault): string {
  return ADDRESS_CODES[kind];
}

/** What the ticket has in place of one that is trusted. */
export function addressIn(fault: AddressFault): string {
  switch (fault.kind) {
    case 'storage-type':
      return fault.objectStorage;
    case 'host':
      return fault.host;
    case 'key':
      return fault.key;
    case 'firmware-url':
      return fault.firmwareUrl;
  }
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[];
function keysOf(table: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(table);
}
