import * as v from 'valibot';
import {
  call,
  ConditionSchema,
  count,
  NextSchema,
  optional,
  pairs,
  SeriesSchema,
  sign,
  StateSchema,
  text,
} from './exchange-parts.ts';

/**
 * What was exchanged for one upload: with our server, with the store, with the user. Plain JSON on one clock; secrets are masked
 * before it becomes an event. The types are made from the schema by which what an earlier visit has kept is read.
 */

/** Of every event. */
const common = {
  /** Milliseconds since the upload was added, on the monotonic clock of its page. */
  at: count,
  /** Missing for what happens outside of attempts. */
  attempt: optional(count),
};

const ExchangeEventSchema = v.variant('type', [
  /** The suffix is settled, or in doubt. */
  v.object({
    ...common,
    type: v.literal('file-checked'),
    size: count,
    suffix: text,
    doubt: optional(text),
    image: optional(text),
    version: optional(text),
    /** How it is packed, by its bytes. */
    packing: optional(v.picklist(['gz', 'tar', 'tar.gz', 'zip', 'apk'])),
    /** Why it is hardly what the user wants to send. */
    oddity: optional(text),
    /** Bytes that its own header says there are; 0 where that only shows that its end is missing. */
    needed: optional(count),
  }),
  v.object({ ...common, type: v.literal('file-refused'), code: text, kind: text }),
  /** The same bytes are in the store already. */
  v.object({ ...common, type: v.literal('recognised') }),
  v.object({ ...common, type: v.literal('suffix-chosen'), suffix: text }),
  /** By the user. */
  v.object({
    ...common,
    type: v.literal('pressed'),
    action: v.picklist([
      'start',
      'cancel',
      'cancel-all',
      'retry',
      'keep-waiting',
      'pause',
      'resume',
    ]),
  }),
  v.object({ ...common, type: v.literal('began') }),
  /** A JSON call of the page to our server. */
  v.object({ ...common, type: v.literal('asked'), call, url: text, fields: pairs }),
  v.object({
    ...common,
    type: v.literal('answered'),
    call,
    status: count,
    headers: pairs,
    /** What came instead of a ticket. */
    text: optional(text),
  }),
  /** No answer that a page may read. */
  v.object({
    ...common,
    type: v.literal('unanswered'),
    call,
    why: v.picklist(['timeout', 'unreachable', 'blocked', 'given-up']),
    /** Of the form with the file: the browser counted something, the form around the file included. */
    hasMoved: optional(v.boolean()),
  }),
  /** What a small question found out that tells apart what a browser reports as one and the same error. */
  v.object({
    ...common,
    type: v.literal('probed'),
    sign,
  }),
  /** A ticket arrived, with its policy held against this file. */
  v.object({
    ...common,
    type: v.literal('ticketed'),
    requestId: text,
    host: text,
    lifeMs: count,
    fields: pairs,
    conditions: v.array(ConditionSchema),
  }),
  /** The form to the store, in the order of its fields; the file is the last. */
  v.object({
    ...common,
    type: v.literal('posted'),
    host: text,
    /** Where it was posted instead, to be handed on: the address of our server. */
    through: optional(text),
    fields: pairs,
    fileName: text,
    size: count,
  }),
  v.object({
    ...common,
    type: v.literal('stalled'),
    why: v.picklist(['quiet', 'offline', 'slept', 'unseen']),
    /** When the last byte moved, on the clock of the events. */
    since: count,
  }),
  /** Every byte was handed to the network. */
  v.object({ ...common, type: v.literal('sent') }),
  v.object({
    ...common,
    type: v.literal('store-answered'),
    status: count,
    /** Of the answer: the store's, or that of what stood between. */
    origin: text,
    /** Our server that the form was sent through. */
    through: optional(text),
    headers: pairs,
    crc64: optional(text),
    requestId: optional(text),
    /** Of an XML document. */
    error: optional(
      v.object({ code: text, ec: optional(text), message: text, requestId: optional(text) }),
    ),
    /** What came instead of nothing or of such a document. */
    text: optional(text),
  }),
  /** What our server found in the store. */
  v.object({
    ...common,
    type: v.literal('found'),
    found: v.picklist(['stored', 'absent', 'unknown', 'unreachable']),
    /** Something has answered instead of our server that wants the user to sign in. */
    signIn: optional(v.picklist(['yes', 'perhaps'])),
    crc64: optional(text),
    /** Of an S3 store. */
    crc64nvme: optional(text),
    sha256: optional(text),
    md5: optional(text),
    size: optional(count),
  }),
  v.object({
    ...common,
    type: v.literal('judged'),
    verdict: v.picklist(['verified', 'unverified']),
    /** Why nothing proves the bytes. */
    reason: optional(text),
    /** The digest that the store's was compared with. */
    proof: optional(
      v.object({ by: v.picklist(['crc64', 'sha256', 'md5', 'crc64nvme']), digest: text }),
    ),
    firmwareUrl: text,
    sendMs: count,
  }),
  /** How an attempt ended, and what follows by itself. */
  v.object({
    ...common,
    type: v.literal('failed'),
    /** That of the catalogue of failures. */
    code: text,
    kind: text,
    sent: count,
    status: optional(count),
    theirCode: optional(text),
    ec: optional(text),
    message: optional(text),
    requestId: optional(text),
    next: NextSchema,
  }),
  /** The page that was confirming is gone, and the store could not say that it holds the object. */
  v.object({ ...common, type: v.literal('interrupted'), sent: count }),
  /** The wait is over. */
  v.object({ ...common, type: v.literal('resumed') }),
  v.object({ ...common, type: v.literal('packaged'), firmwareId: text }),
]);

const EXCHANGE_VERSION = 1;

export const ExchangeSchema = v.object({
  version: v.literal(EXCHANGE_VERSION),
  /** Milliseconds since the epoch at which the clock of the events is 0. */
  startedAt: count,
  events: v.array(ExchangeEventSchema),
  /** How many events there were beyond those that are kept, and how many of `events` came before them. */
  leftOut: v.object({ count, after: count }),
  series: v.array(SeriesSchema),
  /** All states in their order; missing where that is not the whole story from the beginning. */
  states: optional(v.array(StateSchema)),
});

export type Exchange = Readonly<v.InferOutput<typeof ExchangeSchema>>;
export type ExchangeEvent = Readonly<v.InferOutput<typeof ExchangeEventSchema>>;
export type ExchangeEventOf<Type extends ExchangeEvent['type']> = Extract<
  ExchangeEvent,
  { type: Type }
>;
export type ExchangeCall = v.InferOutput<typeof call>;
export type PolicyCheck = v.InferOutput<typeof ConditionSchema>;
export type StateMark = v.InferOutput<typeof StateSchema>;
/** What a probe has found out. */
export type Sign = ExchangeEventOf<'probed'>['sign'];
export type Series = Readonly<v.InferOutput<typeof SeriesSchema>>;

type WithoutStamp<Event> = Event extends unknown ? Omit<Event, 'at' | 'attempt'> : never;
/** An event as the engine tells it: raw, before its values are masked and the time is added. */
export type ExchangeNote = WithoutStamp<ExchangeEvent>;
/** Hears what happens in one attempt. */
export type Trace = (note: ExchangeNote) => void;

/** Real values of a ticket, by the name of their field in lower case. In memory alone, and no longer than the ticket lives. */
export type TicketSecrets = {
  readonly attempt: number;
  /** On the engine's monotonic clock. */
  readonly endsAt: number;
  readonly values: ReadonlyMap<string, string>;
};

/** What the app can read of exchanges. */
export type ExchangeReader = {
  /** The same object until something is added; undefined when nothing is kept of that upload. */
  of(id: string): Exchange | undefined;
  /** Undefined once the ticket's life is over. */
  secretsOf(id: string): TicketSecrets | undefined;
  /** Called after each addition to any of them. */
  subscribe(listener: () => void): () => void;
  /** Of uploads that were stored, or failed for good; oldest first. */
  ended(): readonly string[];
  /** Called with the id of each that comes to such an end, or learns something after it. */
  onEnd(listener: (id: string) => void): () => void;
  /** Called with the id of each that has left the list without a receipt: nothing on the page leads to its exchange any more. */
  onDrop(listener: (id: string) => void): () => void;
};
