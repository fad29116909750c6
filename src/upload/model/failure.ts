import type { OssError } from '../../contract/oss-error.ts';
import type { AddressFault } from '../../contract/store-address.ts';
import {
  beforeSending,
  hostAlone,
  leftoverOfRefusal,
  sending,
  SEND_RETRIES,
  sendRetry,
  share,
  SMALL_BYTES,
  ticketRetry,
  TICKET_RETRIES,
  type AtHost,
  type FieldsOf,
  type Expired,
  type MaybeAsked,
  type Row,
  type Sent,
  type Sought,
} from './failure-row.ts';
import type { LocalAccess } from './local-network.ts';
import type { Difference } from './receipt.ts';
import {
  addressCodeOf,
  addressIn,
  BY_TICKET_REFUSAL,
  STORE_REFUSALS,
  storeRefusalOf,
  type Refused,
} from './refusal.ts';

/** Why an attempt ended: each kind with the fields it carries and all that follows from it. Bytes are the file's. */
const ROWS = {
  /** The browser knows of no network. */
  offline: beforeSending({ code: 'U01', retry: ticketRetry(TICKET_RETRIES) }),
  /** Our server did not answer. */
  'ticket-unreachable': beforeSending({ code: 'T01', retry: ticketRetry(TICKET_RETRIES) }),
  /** Our server took longer than `afterMs`. */
  'ticket-timeout': beforeSending<{ afterMs: number }>({
    code: 'T15',
    retry: ticketRetry(2),
    told: ({ afterMs }, { duration }) => [duration(afterMs / 1000)],
  }),
  /** Our server, or the platform behind it, said no; `retryAfterMs` is how long it asked to be left alone. */
  'ticket-refused': beforeSending<Refused>(BY_TICKET_REFUSAL),
  /** What came is not the documented envelope (a sign-in page, a proxy), or its ticket lacks something. */
  'ticket-malformed': beforeSending<{ part: 'answer' | 'ticket'; status: number; detail: string }>({
    code: ({ part }) => (part === 'answer' ? 'T04' : 'T05'),
    retry: ticketRetry(1),
  }),
  /** Too little of the ticket's life was left to send with it: `leftMs` of `lifeMs`. */
  'ticket-expired': beforeSending<{ lifeMs: number; leftMs: number }>({
    code: 'T16',
    retry: ticketRetry(2),
    told: ({ lifeMs, leftMs }, { duration }) => [duration(lifeMs / 1000), duration(leftMs / 1000)],
  }),
  /** The ticket names a place that firmware may not be sent to. */
  'address-untrusted': beforeSending<{ fault: AddressFault; requestId: string }>({
    code: ({ fault }) => addressCodeOf(fault),
    retry: 'stop',
    told: ({ fault }, { exactly }) => [exactly(addressIn(fault))],
  }),
  /** The page came by https and the ticket names an http address, which no browser would post to. */
  'address-insecure': beforeSending<AtHost & { requestId: string }>({
    code: 'U05',
    retry: 'stop',
    told: hostAlone,
  }),
  /** This ticket's policy takes `min` to `max` bytes, and the firmware has another size. */
  'size-not-allowed': beforeSending<{ min: number; max: number }>({
    code: 'U12',
    retry: 'stop',
    needsFile: true,
    told: ({ min, max }, { exactBytes }, size) => [min, max, size].map(exactBytes),
  }),
  /** Another tab of this browser is sending the same file. */
  'already-uploading': beforeSending({ code: 'B03', leftover: 'nothing-sent-here', retry: 'stop' }),
  /** The file is no longer what was chosen; `noticed` says whether bytes had been sent by then. */
  'file-changed': beforeSending<{
    how: 'changed' | 'gone';
    noticed: 'before-sending' | 'after-sending';
  }>({
    code({ how, noticed }) {
      if (noticed === 'after-sending') return 'V04';
      return how === 'gone' ? 'P08' : 'P07';
    },
    leftover({ how, noticed }) {
      if (noticed === 'before-sending') return 'nothing-sent';
      return how === 'changed' ? 'mixed-copy' : 'maybe';
    },
    retry: 'stop',
    needsFile: true,
  }),
  /** The file begins well and cannot be read to its end: a failing drive, or one that was unplugged. */
  'file-unreadable': beforeSending<Sent>({
    code: 'P09',
    // Of what had all gone the answer alone may be missing.
    leftover: ({ sent, total }) =>
      sent === 0 ? 'nothing-sent' : sent < total ? 'nothing-stored' : 'maybe',
    retry: 'stop',
    needsFile: true,
  }),
  /** The page's own security policy keeps it from the store: a setting of ours. Certain: the browser said so. */
  'store-blocked': sending<AtHost>({
    code: 'U04',
    leftover: 'nothing-sent',
    retry: 'stop',
    told: hostAlone,
  }),
  /** The store is there, but no page of `origin` may read it: its CORS rule is missing. */
  'store-forbids-page': sending<AtHost & { origin: string }>({
    code: 'U03',
    leftover: 'nothing-sent',
    retry: 'stop',
    told: ({ host, origin }, { exactly }) => [exactly(host), exactly(origin)],
  }),
  /** Our server answers and the store does not: a firewall, DNS or a certificate. */
  'store-unreachable': sending<AtHost>({
    code: 'U02',
    leftover: 'nothing-sent',
    retry: sendRetry(SEND_RETRIES),
    told: hostAlone,
  }),
  /** The store is on a nearer network than the page, and the user has not allowed the page to reach into it. */
  'local-network-closed': sending<AtHost & { access: Exclude<LocalAccess, 'free'> }>({
    code: 'U41',
    leftover: 'nothing-sent',
    retry: sendRetry(SEND_RETRIES),
    told: hostAlone,
  }),
  /** The connection broke off before everything was sent. `likely` is a guess, and is worded as one. */
  'connection-lost': sending<
    Sent & {
      tookMs: number;
      /** `store-away`: it does not answer any more, our server does; `all-away`: neither does. */
      likely: 'network' | 'offline' | 'ticket-expired' | 'store-away' | 'all-away';
    }
  >({
    code: 'U07',
    // The store keeps whole objects only, so a copy needs every byte to have left.
    leftover: 'nothing-stored',
    retry: sendRetry(SEND_RETRIES),
    told: (cut, wording) => [share(cut, wording)],
  }),
  /** Cut at the same place again: something on the way allows no more than that. */
  'network-limit': sending<Sent>({
    code: 'U09',
    leftover: 'nothing-stored',
    retry: 'stop',
    told: ({ sent }, { bytes }) => [bytes(sent)],
  }),
  /** Cut soon after the start again and again: a refusal whose words do not get through. */
  'store-keeps-refusing': sending<Sent>({
    code: 'U08',
    leftover: 'nothing-stored',
    retry: 'stop',
  }),
  /** Nothing moved for `quietMs`, so the connection was given up. */
  stalled: sending<Sent & { quietMs: number }>({
    code: 'U06',
    leftover: 'nothing-stored',
    retry: sendRetry(SEND_RETRIES),
    told: (cut, wording) => [share(cut, wording), wording.duration(cut.quietMs / 1000)],
  }),
  /** Everything was sent and no answer came; the store, asked about the object, said this. */
  'answer-lost': sending<Sought>({
    code: 'V05',
    leftover: ({ found }) => (found === 'absent' ? 'nothing-stored' : 'maybe'),
    // Whether a large file is sent twice for want of an answer is for the user to say.
    retry: ({ found }, size) =>
      found === 'absent' || size < SMALL_BYTES ? sendRetry(SEND_RETRIES) : 'stop',
  }),
  /** The store took the request and said no; `error` is missing when the answer is not OSS XML. */
  'store-refused': sending<
    {
      status: number;
      error: OssError | undefined;
      requestId: string | undefined;
      retryAfterMs?: number;
    } & MaybeAsked
  >({
    code: (refused) => STORE_REFUSALS[storeRefusalOf(refused)].code,
    leftover: leftoverOfRefusal,
    retry(refused) {
      const refusal = storeRefusalOf(refused);
      // What the store says in answer to a form without a file was said of that ticket twice. Another one seldom fares
      // better, and the whole file would be the price of finding out.
      return refused.asked === undefined || refusal === 'busy'
        ? STORE_REFUSALS[refusal].retry
        : 'stop';
    },
  }),
  /** The form was to go through our server, which said no to it, or something before our server did: no store has heard of it. */
  'not-handed-on': sending<Refused>({
    ...BY_TICKET_REFUSAL,
    // What a redirect led to could not be read: the form may have gone through before.
    leftover: ({ status }) => (status >= 300 && status < 400 ? 'maybe' : 'nothing-stored'),
  }),
  /** An answer of success, but not in the way of a store: of a proxy or a sign-in page. */
  'answer-not-of-store': sending<{ status: number }>({
    code: 'U21',
    leftover: 'maybe',
    retry: sendRetry(2),
  }),
  /** The request was sent on to another address, which is not trusted. */
  'answer-from-elsewhere': sending({ code: 'U20', leftover: 'elsewhere', retry: 'stop' }),
  /** The store said that the ticket's policy had expired; `isEarly`: when it cannot have, by the times in it. */
  'policy-expired': sending<Expired & MaybeAsked>({
    code: 'U10',
    leftover: leftoverOfRefusal,
    retry: ({ asked }) => (asked === undefined ? sendRetry(SEND_RETRIES) : 'stop'),
  }),
  /** The store holds other bytes than the file. */
  'checksum-mismatch': sending<Difference>({
    code: 'V03',
    leftover: 'wrong-copy',
    retry: sendRetry(1),
  }),
  /** A mistake in this program, or a browser that lacks something. */
  unexpected: beforeSending<{ detail: string }>({ code: 'B06', leftover: 'maybe', retry: 'stop' }),
};

type Fields = { readonly [Kind in keyof typeof ROWS]: Readonly<FieldsOf<(typeof ROWS)[Kind]>> };

export type FailureKind = keyof Fields;
export type FailureOf<Kind extends FailureKind> = {
  [One in Kind]: { readonly kind: One } & Fields[One];
}[Kind];
/** Data, not words: the app has a sentence for each kind in every language. */
export type Failure = FailureOf<FailureKind>;

/** The one table of failures. */
export const FAILURES: { readonly [Kind in FailureKind]: Row<FailureOf<Kind>> } = ROWS;

/** Why a firmware was refused before anything was sent. */
export type Rejection =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'unreadable' }
  /** Moved, deleted, or its drive was pulled, since it was chosen. */
  | { readonly kind: 'gone' };

export const REJECTION_CODES: Readonly<Record<Rejection['kind'], string>> = {
  empty: 'P01',
  'too-large': 'P02',
  unreadable: 'P06',
  gone: 'P08',
};
