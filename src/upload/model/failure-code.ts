import type { AddressFault } from '../../contract/store-address.ts';
import type { Failure, Rejection } from './failure.ts';
import {
  storeRefusalOf,
  ticketRefusalOf,
  type StoreRefusal,
  type TicketRefusal,
} from './refusal.ts';

/** The short code of a trouble: what a person reads out on the phone. One per row of the catalogue of failures. */
export function codeOf(trouble: Failure | Rejection): string {
  return `FW-${rowOf(trouble)}`;
}

function rowOf(trouble: Failure | Rejection): string {
  switch (trouble.kind) {
    case 'ticket-refused':
      return TICKET_ROWS[ticketRefusalOf(trouble)];
    case 'ticket-malformed':
      return trouble.part === 'answer' ? 'T04' : 'T05';
    case 'store-refused':
      return STORE_ROWS[storeRefusalOf(trouble)];
    case 'address-untrusted':
      return ADDRESS_ROWS[trouble.fault.kind];
    case 'file-changed':
      if (trouble.noticed === 'after-sending') return 'V04';
      return trouble.how === 'gone' ? 'P08' : 'P07';
    default:
      return ROWS[trouble.kind];
  }
}

const ROWS: Readonly<
  Record<
    Exclude<
      (Failure | Rejection)['kind'],
      'ticket-refused' | 'ticket-malformed' | 'store-refused' | 'address-untrusted' | 'file-changed'
    >,
    string
  >
> = {
  empty: 'P01',
  'too-large': 'P02',
  unreadable: 'P06',
  gone: 'P08',
  offline: 'U01',
  'ticket-unreachable': 'T01',
  'ticket-timeout': 'T15',
  'ticket-expired': 'T16',
  'address-insecure': 'U05',
  'size-not-allowed': 'U12',
  'already-uploading': 'B03',
  'file-unreadable': 'P09',
  'store-unreachable': 'U02',
  'local-network-closed': 'U41',
  'store-forbids-page': 'U03',
  'store-blocked': 'U04',
  stalled: 'U06',
  'connection-lost': 'U07',
  'store-keeps-refusing': 'U08',
  'network-limit': 'U09',
  'policy-expired': 'U10',
  'answer-from-elsewhere': 'U20',
  'answer-not-of-store': 'U21',
  'checksum-mismatch': 'V03',
  'answer-lost': 'V05',
  unexpected: 'B06',
};

const ADDRESS_ROWS: Readonly<Record<AddressFault['kind'], string>> = {
  'storage-type': 'T18',
  host: 'T19',
  key: 'T20',
  'firmware-url': 'T20',
};

const TICKET_ROWS: Readonly<Record<TicketRefusal, string>> = {
  'server-error': 'T02',
  'in-between': 'T21',
  'platform-unreachable': 'T02',
  'platform-down': 'T03',
  'platform-malformed': 'T05',
  throttled: 'T06',
  'sign-in': 'T07',
  forbidden: 'T08',
  'unknown-address': 'T08',
  key: 'T09',
  clock: 'T10',
  nonce: 'T11',
  instance: 'T12',
  account: 'T12',
  bill: 'T12',
  'illegal-request': 'T12',
  permission: 'T12',
  'not-supported': 'T12',
  unknown: 'T13',
  'bad-request': 'T14',
  suffix: 'T14',
  'storage-type': 'T18',
  'untrusted-host': 'T19',
  'unsafe-address': 'T20',
};

const STORE_ROWS: Readonly<Record<StoreRefusal, string>> = {
  refused: 'U11',
  key: 'U11',
  policy: 'U11',
  'too-large': 'U12',
  'too-small': 'U12',
  'proxy-limit': 'U13',
  'broken-body': 'U14',
  'too-slow': 'U15',
  busy: 'U16',
  trouble: 'U17',
  exists: 'U18',
  account: 'U19',
  full: 'S01',
};
