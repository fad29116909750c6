import type { FileSuffix } from '../../contract/file-suffix.ts';
import type { Away } from './away.ts';
import type { Failure, Rejection } from './failure.ts';
import type { Receipt } from './receipt.ts';
import type { Try } from './retry-policy.ts';
import type { Doubt } from './suffix-check.ts';

/**
 * An upload's life. Each state holds what is known then and nothing else:
 *
 *   inspecting -> rejected | ready | queued -> ticketing -> sending -> confirming -> done
 *                                     ^                    (any of these) -> waiting | failed | cancelled
 *                                     +---- waiting is over, or the user ----------+
 *
 * `interrupted` is an upload of an earlier visit that came to no good end: its file is gone from the page and has to be chosen
 * again.
 */
export type UploadState =
  | { readonly status: 'inspecting' }
  | { readonly status: 'rejected'; readonly rejection: Rejection }
  /** The suffix is in doubt, or the file is in the store already: the user decides. */
  | { readonly status: 'ready'; readonly suffix: FileSuffix; readonly doubt: Doubt }
  | ({ readonly status: 'queued' } & Planned)
  | ({ readonly status: 'ticketing' } & Planned)
  | ({
      readonly status: 'sending';
      readonly ticketEndsAt: number;
      readonly progress: Progress;
      /** Undefined as long as bytes move. */
      readonly stall: Stall | undefined;
    } & Planned)
  /**
   * Every byte is sent. 100 % sent is not stored: the store has not answered (`store`), its answer is being checked
   * (`proof`), or its answer is lost and it is asked what it holds (`object`).
   */
  | ({ readonly status: 'confirming'; readonly awaiting: 'store' | 'proof' | 'object' } & Planned)
  /** The last attempt failed and another one comes by itself. */
  | ({ readonly status: 'waiting'; readonly failure: Failure; readonly wait: Wait } & Planned)
  | ({ readonly status: 'done'; readonly receipt: Receipt } & Planned)
  | ({ readonly status: 'failed'; readonly failure: Failure } & Planned)
  /** Cancelling does not take back what already went. */
  | ({ readonly status: 'cancelled' } & Planned)
  | ({
      readonly status: 'interrupted';
      /** Bytes that had left when the page went away, or the last attempt failed. */
      readonly sent: number;
      /** The short code of the failure; without one it was under way. */
      readonly failedWith?: string;
    } & Planned);

/** What an upload knows once its suffix is settled. */
export type Planned = {
  readonly suffix: FileSuffix;
  /** Counts from 1; each attempt takes a ticket of its own. */
  readonly attempt: number;
  /** Attempts that failed since the user last asked for this upload, oldest first. */
  readonly tries: readonly Try[];
  /** Whether an attempt that is over may have left a copy in the store; asking for another one does not take it away. */
  readonly arrived: MaybeStored;
};

export type MaybeStored = 'nothing' | 'maybe';

export type Wait =
  /** Until then, on the engine's monotonic clock. */
  | { readonly for: 'time'; readonly until: number }
  /** Until they answer again, however long that takes. */
  | Away;

/** How far a send has come. Bytes are those of the file, handed to the network, not yet stored. */
export type Progress = {
  readonly sent: number;
  readonly total: number;
  /** Smoothed; undefined until it can be told. */
  readonly bytesPerSecond: number | undefined;
  /** Undefined until the pace is steady. */
  readonly secondsLeft: number | undefined;
};

/** Nothing has moved for a while. */
export type Stall = {
  /** When the last byte moved, on the engine's monotonic clock. */
  readonly since: number;
  readonly why: 'quiet' | 'offline' | 'slept' | 'unseen';
  /** The user has said that this one is to be left alone. */
  readonly patient: boolean;
};

export const INITIAL_STATE: UploadState = { status: 'inspecting' };

export type StateOf<Status extends UploadState['status']> = Extract<
  UploadState,
  { status: Status }
>;
