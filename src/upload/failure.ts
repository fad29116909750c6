import type { OssError } from '../contract/oss-error.ts';
import type { Problem } from '../contract/problem.ts';
import type { AddressFault } from '../contract/store-address.ts';

/** Why a firmware was refused before anything was sent. */
export type Rejection =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'unreadable' };

/** Why an attempt ended. Data, not words: the app has a sentence for each kind in every language. */
export type Failure =
  /** Our server did not answer; nothing was sent. */
  | { readonly kind: 'ticket-unreachable' }
  /** Our server, or the platform behind it, said no. */
  | { readonly kind: 'ticket-refused'; readonly status: number; readonly problem: Problem }
  /** What came is not the documented envelope: a sign-in page, a proxy, another version. */
  | { readonly kind: 'ticket-malformed'; readonly status: number; readonly detail: string }
  /** The ticket's life was over before the first byte could be sent. `lifeMs` is how long it was to live. */
  | { readonly kind: 'ticket-expired'; readonly lifeMs: number }
  /** The ticket names a place that firmware may not be sent to. */
  | {
      readonly kind: 'address-untrusted';
      readonly fault: AddressFault;
      readonly requestId: string;
    }
  /** This ticket's policy takes `min` to `max` bytes, and the firmware has another size. */
  | { readonly kind: 'size-not-allowed'; readonly min: number; readonly max: number }
  /** No answer from the store: `sent` of `total` bytes had left the browser. */
  | { readonly kind: 'store-unreachable'; readonly sent: number; readonly total: number }
  /** The store took the request and said no; `error` is missing when the answer is not OSS XML. */
  | {
      readonly kind: 'store-refused';
      readonly status: number;
      readonly error: OssError | undefined;
      readonly requestId: string | undefined;
    }
  /** Somebody answered with success, but not in the way of a store: a proxy or a sign-in page. */
  | { readonly kind: 'answer-not-of-store'; readonly status: number }
  /** The store said that the ticket's policy had expired. */
  | {
      readonly kind: 'policy-expired';
      readonly status: number;
      readonly error: OssError;
      readonly requestId: string | undefined;
    }
  /** The store holds other bytes than the file: its address must not be used. CRC-64s as unsigned decimals. */
  | { readonly kind: 'checksum-mismatch'; readonly ours: string; readonly theirs: string }
  /** The file was changed, moved or deleted after it was chosen; `noticed` says whether bytes had been sent by then. */
  | { readonly kind: 'file-changed'; readonly noticed: 'before-sending' | 'after-sending' }
  /** A mistake in this program, or a browser that lacks something. */
  | { readonly kind: 'unexpected'; readonly detail: string };

/** What has to be different before another attempt can succeed. */
export type Remedy =
  /** Nothing of the person's: a new attempt takes a new ticket. */
  | 'new-attempt'
  /** The file has to be chosen again. */
  | 'choose-again'
  /** A setting or an account; trying again before that is allowed but will not help. */
  | 'administrator';

const REMEDIES: Readonly<Record<Failure['kind'], Remedy>> = {
  'ticket-unreachable': 'new-attempt',
  'ticket-refused': 'administrator',
  'ticket-malformed': 'administrator',
  'ticket-expired': 'new-attempt',
  'address-untrusted': 'administrator',
  'size-not-allowed': 'choose-again',
  'store-unreachable': 'new-attempt',
  'answer-not-of-store': 'new-attempt',
  'store-refused': 'administrator',
  'policy-expired': 'new-attempt',
  'checksum-mismatch': 'new-attempt',
  'file-changed': 'choose-again',
  unexpected: 'new-attempt',
};

export function remedyFor(failure: Failure): Remedy {
  return REMEDIES[failure.kind];
}

/** Short codes: what a person reads out on the phone, one per row of the failure catalogue. */
const CODES: Readonly<Record<Failure['kind'] | Rejection['kind'], string>> = {
  empty: 'FW-P01',
  'too-large': 'FW-P02',
  unreadable: 'FW-P06',
  'file-changed': 'FW-P07',
  'ticket-unreachable': 'FW-T01',
  'ticket-malformed': 'FW-T04',
  'ticket-refused': 'FW-T13',
  'ticket-expired': 'FW-T16',
  'address-untrusted': 'FW-T19',
  'store-unreachable': 'FW-U07',
  'policy-expired': 'FW-U10',
  'answer-not-of-store': 'FW-U21',
  'store-refused': 'FW-U11',
  'size-not-allowed': 'FW-U12',
  'checksum-mismatch': 'FW-V03',
  unexpected: 'FW-B06',
};

export function codeOf(trouble: Failure | Rejection): string {
  return CODES[trouble.kind];
}
