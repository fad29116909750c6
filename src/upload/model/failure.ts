import type { OssError } from '../../contract/oss-error.ts';
import type { Problem } from '../../contract/envelope.ts';
import type { AddressFault } from '../../contract/store-address.ts';
import type { LocalAccess } from './local-network.ts';

/** Why a firmware was refused before anything was sent. */
export type Rejection =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'unreadable' }
  /** Moved, deleted, or its drive was pulled, since it was chosen. */
  | { readonly kind: 'gone' };

/** Why an attempt ended. Data, not words: the app has a sentence for each kind in every language. Bytes are the file's. */
export type Failure =
  /** The browser knows of no network; nothing was sent. */
  | { readonly kind: 'offline' }
  /** Our server did not answer; nothing was sent. */
  | { readonly kind: 'ticket-unreachable' }
  /** Our server took longer than `afterMs`; nothing was sent. */
  | { readonly kind: 'ticket-timeout'; readonly afterMs: number }
  /** Our server, or the platform behind it, said no. */
  | {
      readonly kind: 'ticket-refused';
      readonly status: number;
      readonly problem: Problem;
      /** How long it asked to be left alone. */
      readonly retryAfterMs?: number;
    }
  /** What came is not the documented envelope (a sign-in page, a proxy), or its ticket lacks something. */
  | {
      readonly kind: 'ticket-malformed';
      readonly part: 'answer' | 'ticket';
      readonly status: number;
      readonly detail: string;
    }
  /** Too little of the ticket's life was left to send with it: `leftMs` of `lifeMs`. */
  | { readonly kind: 'ticket-expired'; readonly lifeMs: number; readonly leftMs: number }
  /** The ticket names a place that firmware may not be sent to. */
  | { readonly kind: 'address-untrusted'; readonly fault: AddressFault; readonly requestId: string }
  /** The page came by https and the ticket names an http address, which no browser would post to. */
  | { readonly kind: 'address-insecure'; readonly host: string; readonly requestId: string }
  /** This ticket's policy takes `min` to `max` bytes, and the firmware has another size. */
  | { readonly kind: 'size-not-allowed'; readonly min: number; readonly max: number }
  /** Another tab of this browser is sending the same file. */
  | { readonly kind: 'already-uploading' }
  /** The file is no longer what was chosen; `noticed` says whether bytes had been sent by then. */
  | {
      readonly kind: 'file-changed';
      readonly how: 'changed' | 'gone';
      readonly noticed: 'before-sending' | 'after-sending';
    }
  /** The file begins well and cannot be read to its end: a failing drive, or one that was unplugged. */
  | ({ readonly kind: 'file-unreadable' } & Sent)
  /** The page's own security policy does not let it reach the store: a setting of ours. Certain: the browser said so. */
  | { readonly kind: 'store-blocked'; readonly host: string }
  /** The store is there, but no page of `origin` may read it: its CORS rule is missing. Nothing was sent. */
  | { readonly kind: 'store-forbids-page'; readonly host: string; readonly origin: string }
  /** Our server answers and the store does not: a firewall, DNS or a certificate. Nothing was sent. */
  | { readonly kind: 'store-unreachable'; readonly host: string }
  /** The store is on a nearer network than the page, and the browser has no leave of the user for that. Nothing was sent. */
  | {
      readonly kind: 'local-network-closed';
      readonly host: string;
      readonly access: Exclude<LocalAccess, 'free'>;
    }
  /** The connection broke off before everything was sent. `likely` is a guess, and is worded as one. */
  | ({
      readonly kind: 'connection-lost';
      readonly tookMs: number;
      readonly likely:
        | 'network'
        | 'offline'
        | 'ticket-expired'
        /** The store does not answer any more, our server does. */
        | 'store-away'
        /** Neither does. */
        | 'all-away';
    } & Sent)
  /** Cut at the same place again: something on the way allows no more than that. */
  | ({ readonly kind: 'network-limit' } & Sent)
  /** Cut soon after the start again and again: a refusal whose words do not get through. */
  | ({ readonly kind: 'store-keeps-refusing' } & Sent)
  /** Nothing moved for `quietMs`, so the connection was given up. */
  | ({ readonly kind: 'stalled'; readonly quietMs: number } & Sent)
  /** Everything was sent and no answer came; the store, asked about the object, said this. */
  | { readonly kind: 'answer-lost'; readonly found: 'absent' | 'unknown' }
  /** The store took the request and said no; `error` is missing when the answer is not OSS XML. */
  | {
      readonly kind: 'store-refused';
      readonly status: number;
      readonly error: OssError | undefined;
      readonly requestId: string | undefined;
      readonly retryAfterMs?: number;
      readonly asked?: Asked;
    }
  /** Somebody answered with success, but not in the way of a store: a proxy or a sign-in page. */
  | { readonly kind: 'answer-not-of-store'; readonly status: number }
  /** The request was sent on to another address, which is not trusted. */
  | { readonly kind: 'answer-from-elsewhere' }
  /** The store said that the ticket's policy had expired. */
  | {
      readonly kind: 'policy-expired';
      readonly status: number;
      readonly error: OssError;
      readonly requestId: string | undefined;
      readonly asked?: Asked;
    }
  /**
   * The store holds other bytes than the file: its address must not be used. CRC-64s as unsigned decimals; missing when
   * the size alone differs.
   */
  | {
      readonly kind: 'checksum-mismatch';
      readonly ours: string | undefined;
      readonly theirs: string | undefined;
    }
  /** A mistake in this program, or a browser that lacks something. */
  | { readonly kind: 'unexpected'; readonly detail: string };

/**
 * The store's answer to the transfer did not get through: its reason was learned afterwards, by asking it with the ticket's
 * form without the file. What came instead of the answer:
 */
export type Asked =
  /** Nothing: the connection broke off before everything was sent. */
  | ({ readonly insteadOfAnswer: 'cut' } & Sent)
  /** Nothing that this page may read, after everything was sent. */
  | ({ readonly insteadOfAnswer: 'silence' } & Sought)
  /** This status, of something in between, after everything was sent. */
  | ({ readonly insteadOfAnswer: 'status'; readonly status: number } & Sought);

/** What our server found when it was asked about the object. */
type Sought = { readonly found: 'absent' | 'unknown' };

/** How many of the file's bytes had been handed to the network. */
type Sent = { readonly sent: number; readonly total: number };

/** What has to be different before another attempt can succeed. */
export type Remedy =
  /** Nothing of the person's: a new attempt takes a new ticket. */
  | 'new-attempt'
  /** The file has to be chosen again. */
  | 'choose-again'
  /** A setting or an account; trying again before that is allowed but will not help. */
  | 'administrator';

const REMEDIES: Readonly<Record<Failure['kind'], Remedy>> = {
  offline: 'new-attempt',
  'ticket-unreachable': 'new-attempt',
  'ticket-timeout': 'new-attempt',
  'ticket-refused': 'administrator',
  'ticket-malformed': 'administrator',
  'ticket-expired': 'new-attempt',
  'address-untrusted': 'administrator',
  'address-insecure': 'administrator',
  'size-not-allowed': 'choose-again',
  'already-uploading': 'new-attempt',
  'file-changed': 'choose-again',
  'file-unreadable': 'choose-again',
  'store-blocked': 'administrator',
  'store-forbids-page': 'administrator',
  'store-unreachable': 'new-attempt',
  'local-network-closed': 'new-attempt',
  'connection-lost': 'new-attempt',
  'network-limit': 'administrator',
  'store-keeps-refusing': 'administrator',
  stalled: 'new-attempt',
  'answer-lost': 'new-attempt',
  'store-refused': 'administrator',
  'answer-not-of-store': 'new-attempt',
  'answer-from-elsewhere': 'administrator',
  'policy-expired': 'new-attempt',
  'checksum-mismatch': 'new-attempt',
  unexpected: 'new-attempt',
};

export function remedyFor(failure: Failure): Remedy {
  return REMEDIES[failure.kind];
}
