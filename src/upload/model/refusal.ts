import type { OssError } from '../../contract/oss-error.ts';
import type { Problem } from '../../contract/problem.ts';
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

type TicketRow = Row & {
  /** Beginnings of the codes that mean it, in lower case: the platform prints `Iot.system.…` as well as `iot.system.…`. */
  readonly says?: readonly string[];
  /** Tuya numbers its refusals. Source: Tuya Cube's list of error codes. */
  readonly numbers?: readonly string[];
};

/** Why a ticket was refused. */
const TICKET_ROWS = {
  'server-error': {
    code: 'T02',
    retry: ticketRetry(TICKET_RETRIES),
    says: ['otadrop.internalerror', 'otadrop.stopping'],
  },
  'platform-unreachable': {
    code: 'T02',
    retry: ticketRetry(TICKET_RETRIES),
    says: ['otadrop.platformunreachable'],
  },
  'platform-down': {
    code: 'T03',
    retry: ticketRetry(TICKET_RETRIES),
    says: ['iot.system.systemexception', 'serviceunavailable', 'internalerror'],
  },
  'platform-malformed': {
    code: 'T05',
    retry: ticketRetry(1),
    says: ['otadrop.platformanswermalformed'],
  },
  throttled: {
    code: 'T06',
    retry: ticketRetry(THROTTLED_RETRIES, 1_000),
    says: ['otadrop.toomanytickets', 'throttling'],
  },
  'sign-in': { code: 'T07', retry: 'stop' },
  forbidden: { code: 'T08', retry: 'stop' },
  /** Our server takes the page for another site's: it was not told the address that the page is opened at. */
  'unknown-address': {
    code: 'T08',
    retry: 'stop',
    says: ['otadrop.forbidden', 'otadrop.unknownhost'],
  },
  key: {
    code: 'T09',
    retry: 'stop',
    says: [
      'signaturedoesnotmatch',
      'incompletesignature',
      'invalidsignaturemethod',
      'invalidaccesskeyid',
    ],
    numbers: ['1001', '1004', '1005'],
  },
  clock: { code: 'T10', retry: 'stop', says: ['invalidtimestamp'], numbers: ['1013'] },
  nonce: { code: 'T11', retry: ticketRetry(1), says: ['signaturenonceused'] },
  instance: {
    code: 'T12',
    retry: 'stop',
    says: ['iot.system.instancenotfound', 'iot.sre.iotinstancenotfound'],
  },
  account: {
    code: 'T12',
    retry: 'stop',
    says: ['iot.system.uidnotfound', 'iot.common.invalidtenant'],
  },
  bill: { code: 'T12', retry: 'stop', says: ['iot.system.billisoverdue'] },
  'illegal-request': { code: 'T12', retry: 'stop', says: ['iot.system.illegalrequest'] },
  permission: {
    code: 'T12',
    retry: 'stop',
    says: [
      'iot.common.ramactionpermissiondeny',
      'iot.common.authactionpermissiondeny',
      'forbidden',
      'nopermission',
    ],
  },
  'not-supported': {
    code: 'T12',
    retry: 'stop',
    says: ['iot.common.apinotsupportedininstance', 'invalidapi.notfound'],
  },
  unknown: { code: 'T13', retry: ticketRetry(1) },
  'bad-request': { code: 'T14', retry: 'stop', says: ['otadrop.badrequest'] },
  suffix: {
    code: 'T14',
    retry: 'stop',
    says: ['iot.common.invalidformattedparameter', 'iot.check.invalidformattedparameter'],
  },
  'storage-type': { code: 'T18', retry: 'stop', says: ['otadrop.unsupportedstorage'] },
  'untrusted-host': { code: 'T19', retry: 'stop', says: ['otadrop.untrustedstorehost'] },
  'unsafe-address': { code: 'T20', retry: 'stop', says: ['otadrop.unsafestoreaddress'] },
  /** A proxy or a firewall before our server said no, in words of its own. */
  'in-between': { code: 'T21', retry: 'stop' },
} as const satisfies Record<string, TicketRow>;

export type TicketRefusal = keyof typeof TICKET_ROWS;
export const TICKET_REFUSALS: Readonly<Record<TicketRefusal, TicketRow>> = TICKET_ROWS;

export function ticketRefusalOf(refused: {
  readonly status: number;
  readonly problem: Problem;
}): TicketRefusal {
  const { status } = refused;
  const code = refused.problem.code.toLowerCase();
  const known = keysOf(TICKET_REFUSALS).find((refusal) => {
    const { says = [], numbers = [] } = TICKET_REFUSALS[refusal];
    return numbers.includes(code) || says.some((beginning) => code.startsWith(beginning));
  });
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
