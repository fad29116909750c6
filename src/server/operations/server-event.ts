import type { Confirmation } from '../../contract/confirmation.ts';

/**
 * What happens in the server and is worth a line in the log or a number in the metrics. Every field is one that anybody may
 * read: no policy, signature, key, token, header or query has a place here, so none can get into a log.
 */
export type ServerEvent =
  | ({ readonly kind: 'ticket'; readonly suffix: string } & CallEnd)
  | ({ readonly kind: 'package' } & CallEnd)
  | {
      readonly kind: 'confirmation';
      readonly verdict: Confirmation['confirmation'];
      readonly ms: number;
    }
  /** A call to the platform that got no answer. */
  | { readonly kind: 'platform-failure'; readonly cause: string; readonly ms: number }
  /** How long a call waited for its turn, and whether it had one. */
  | { readonly kind: 'wait'; readonly hadTurn: boolean; readonly ms: number }
  /** A form that was posted to the embedded store. */
  | { readonly kind: 'store-post'; readonly status: number; readonly ms: number }
  /** A form that was handed on to a store, with the store's status or ours. */
  | { readonly kind: 'relay'; readonly status: number; readonly ms: number }
  /** Objects that were removed from the embedded store. */
  | { readonly kind: 'removal'; readonly objects: number; readonly bytes: number }
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly status: number;
      readonly ms: number;
    }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warn' | 'error'; readonly text: string }
  /** A mistake of ours. */
  | { readonly kind: 'mistake'; readonly error: unknown };

/** How a call that is made for a client ended. `requestId` is the platform's, or ours where the platform was not heard. */
export type CallEnd = {
  readonly ms: number;
  readonly end:
    | { readonly kind: 'good'; readonly callId: string }
    | {
        readonly kind: 'refused';
        readonly code: string;
        readonly status: number;
        readonly callId: string;
      }
    /** The client went away before there was an answer. */
    | { readonly kind: 'given-up' };
};

/** @param target id of the cloud that it happened at, where there are several */
export type Emit = (event: ServerEvent, target?: string) => void;
