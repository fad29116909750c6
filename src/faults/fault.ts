import type { RefusalName } from './refusal-name.ts';

/**
 * What can go wrong between a page and the store, on purpose: one kind for each way it does, exact to the byte.
 * A plan (fault-plan.ts) says which POST a fault bites and keeps a record. `AnswerFault`s are played on the simulated cloud
 * (cloud-faults.ts), in memory as on a socket; `WireFault`s need a real socket (socket/socket-faults.ts).
 * No setting and no request arms one: the built server and page hold nothing of this.
 */
export type Fault = AnswerFault | WireFault;

/** That a fault has taken effect. */
export type Bite = {
  readonly fault: Fault;
  readonly nth: number;
  readonly key: string | undefined;
  /** How much of the body the store had read. */
  readonly bodyBytes: number;
};

export type AnswerFault = CuttingFault | AlteringFault;

/** The body is read up to `at` and no further, nothing is stored, and this is the answer. */
export type CuttingFault =
  /** The store says no, in the words of OSS. */
  | {
      readonly kind: 'refused';
      readonly as: RefusalName;
      readonly at: Position;
      readonly retryAfterS?: number;
      /** A form without its file is refused alike, as a store does for what the ticket alone decides. */
      readonly concernsTicket?: true;
    }
  /** A proxy says no, in words of its own: no XML, no `x-oss-` header. */
  | ({
      readonly kind: 'gateway-error';
      readonly status: 413 | 502 | 503 | 504;
      readonly retryAfterS?: number;
    } & ForeignAnswer)
  /** A captive portal says 200 and shows its sign-in page. */
  | ({ readonly kind: 'portal-page' } & ForeignAnswer)
  /** The request is sent on to another address: the browser follows, and posts there if it is allowed to. */
  | ({
      readonly kind: 'redirected';
      readonly status: 301 | 307;
      readonly location: string;
    } & ForeignAnswer)
  /** An error document of this many bytes, sent piece by piece. */
  | ({ readonly kind: 'huge-error'; readonly bytes: number } & ForeignAnswer)
  /** An error document whose entities would grow to gigabytes in a parser that expands them. */
  | ({ readonly kind: 'xml-bomb' } & ForeignAnswer);

type ForeignAnswer = {
  readonly at: Position;
  /** Whether a page may read it, by its CORS headers; true. */
  readonly isReadable?: boolean;
};

/** The object is stored; something about it, or about what is said of it, is not right. */
export type AlteringFault =
  /** One bit of what is stored differs: of the file's byte at `at`, or of its last one; `bit` from 0 to 7. */
  | { readonly kind: 'flipped-bit'; readonly at: Position; readonly bit: number }
  /** The checksum is not told: not to pages, as with a bucket that does not expose it, or not at all. */
  | { readonly kind: 'hidden-checksum'; readonly from: 'pages' | 'everybody' }
  /**
   * The bucket has no CORS rule. Without one the preflight is refused, and of a request that needs none the answer cannot be
   * read, empty forms included; `answer`: the preflight is fine, the POST's answer is not. Arm it with `times: Infinity`.
   */
  | { readonly kind: 'no-cors'; readonly on: 'everything' | 'answer' }
  /** Stored at once, answered later. */
  | { readonly kind: 'late-answer'; readonly delayMs: number }
  /** The first `heads` HEADs of this object find it not to be there, forbidden or broken, or are never answered. */
  | { readonly kind: 'unseen-object'; readonly heads: number; readonly as: Unseen };

export type Unseen = 404 | 403 | 503 | 'silence';

export type WireFault =
  /** RST: the connection is gone at once, without a goodbye. */
  | { readonly kind: 'reset'; readonly at: Position }
  /**
   * FIN without an answer. Then the socket is closed, and the system answers whatever still comes with RST; with `isPolite`
   * the rest is read and forgotten, and a browser notices only when it has sent everything.
   */
  | { readonly kind: 'closed'; readonly at: Position; readonly isPolite?: boolean }
  /** Reads no more and keeps the socket, for as long as the server keeps silent ones. */
  | { readonly kind: 'stalled'; readonly at: Position }
  /** From here on reads this fast. */
  | { readonly kind: 'slowed'; readonly at: Position; readonly bytesPerSecond: number }
  /** The whole object is stored; instead of the answer comes RST, FIN or nothing at all. */
  | { readonly kind: 'lost-answer'; readonly by: 'reset' | 'close' | 'silence' };

/**
 * Where a fault bites: once the store has read so many bytes, of the request's body or of the file in it, or a share of
 * them from 0 to 1. At or after the end it bites when everything is in, and before the object is stored.
 */
export type Position =
  | { readonly bodyBytes: number }
  | { readonly bodyShare: number }
  | { readonly fileBytes: number }
  | { readonly fileShare: number };

export const AT_START: Position = { bodyBytes: 0 };
export const AT_END: Position = { bodyShare: 1 };

/** How long a body is, in bytes; Infinity where that was not announced. */
export type BodySize = {
  readonly bodyBytes: number;
  /** What comes before the file's first byte: fields and part headers; 0 where there is no wire. */
  readonly fileStart: number;
  readonly fileBytes: number;
};

/** The position in bytes of the body, whole, from 0 to its end. */
export function bodyOffset(at: Position, size: BodySize): number {
  return Math.min(size.bodyBytes, Math.max(0, Math.floor(exactOffset(at, size))));
}

function exactOffset(at: Position, { bodyBytes, fileStart, fileBytes }: BodySize): number {
  if ('bodyBytes' in at) return at.bodyBytes;
  if ('bodyShare' in at) return shareOf(bodyBytes, at.bodyShare);
  if ('fileBytes' in at) return fileStart + at.fileBytes;
  return fileStart + shareOf(fileBytes, at.fileShare);
}

/** Of an unknown length every share but nothing is the end. */
function shareOf(bytes: number, share: number): number {
  return share === 0 ? 0 : bytes * share;
}

const WIRE_KINDS: ReadonlySet<Fault['kind']> = new Set<WireFault['kind']>([
  'reset',
  'closed',
  'stalled',
  'slowed',
  'lost-answer',
]);

export function isWireFault(fault: Fault): fault is WireFault {
  return WIRE_KINDS.has(fault.kind);
}
