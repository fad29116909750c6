import type { S3Digests } from '../../contract/bucket/s3-digests.ts';
import type { Answerer } from './answerer.ts';

/** Moves the bytes of one attempt. */
export type Transport = {
  /**
   * Posts one form. Resolves with whatever came of it; rejects only when `signal` is aborted, and then the wire is closed.
   */
  send(form: OutgoingForm, watch: TransportWatch): Promise<StoreReply>;
  /** The address of our server that hands forms on to this store; undefined, or missing, where they go straight to it. */
  readonly findRelay?: FindRelay;
  /** Whether something stands between the page and the network now that may keep progress to itself; never, if missing. */
  readonly mayHideProgress?: () => boolean;
};

/** @param store the bucket's address */
export type FindRelay = (store: string, signal: AbortSignal) => Promise<string | undefined>;

export type OutgoingForm = {
  /** The bucket's address: an origin, or with S3 perhaps `https://store/bucket`. */
  readonly host: string;
  /** Where it is posted instead: the address of the relay. */
  readonly relay?: string | undefined;
  /** In the order they have to be sent, before the file. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly file: File;
  /** What the store is told the file is called: never the user's own name for it. */
  readonly fileName: string;
};

export type TransportWatch = {
  readonly signal: AbortSignal;
  /** Bytes of the whole request handed to the network so far, and in all. Not yet stored. */
  readonly onProgress: (loaded: number, total: number) => void;
};

export type StoreReply =
  | StoreAnswer
  /** No answer a page may read: refused, cut, unreachable or without CORS headers. */
  | {
      readonly kind: 'unreachable';
      /** Through which server it was to go, by its origin; missing if straight to the store. */
      readonly relayedBy?: string;
    }
  /** The browser says that the page's own security policy forbids the address. */
  | { readonly kind: 'blocked' };

export type StoreAnswer = {
  readonly kind: 'answered';
  readonly status: number;
  /** Where the answer came from, after redirects: an origin. */
  readonly origin: string;
  /** Whose answer it is, where that is not the store's: then `origin` is the relay's. */
  readonly answerer?: Exclude<Answerer, { kind: 'store' }>;
  /** The server that the form was sent through, by its origin; missing if the page sent it to the store itself. */
  readonly relayedBy?: string;
  /** `x-oss-hash-crc64ecma`; null when the page cannot read it, or it is no such number. */
  readonly crc64: string | null;
  /** What it says of the object if it is an S3 store; an OSS store's ETag must not be read so. */
  readonly s3Digests?: S3Digests;
  /** `x-oss-request-id`, or S3's. */
  readonly requestId: string | null;
  /** `Retry-After`, as it came. */
  readonly retryAfter: string | null;
  /** The error document, cut off; empty after success. */
  readonly body: string;
  /** All that the page may read, as it came: for the exchange alone. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
};
