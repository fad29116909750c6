import type { FileSuffix } from '../../contract/file-suffix.ts';
import type { Doubt, UploadedBefore } from './suffix-check.ts';
import type { Rejection } from './failure.ts';
import type { MadePackage, Receipt } from './receipt.ts';
import type { Try } from './retry-policy.ts';
import type { Progress, Stall, Wait } from './upload-state.ts';

/** What can happen to an upload. */
export type UploadEvent =
  | { readonly type: 'refused'; readonly rejection: Rejection }
  | { readonly type: 'doubted'; readonly suffix: FileSuffix; readonly doubt: Doubt }
  | { readonly type: 'inspected'; readonly suffix: FileSuffix }
  /** Before its first attempt: the same bytes are in the store already. */
  | { readonly type: 'recognised'; readonly doubt: UploadedBefore }
  | { readonly type: 'suffix-chosen'; readonly suffix: FileSuffix }
  | { readonly type: 'started' }
  /** The user stopped it; while it waits, what is stopped is the trying. */
  | { readonly type: 'cancelled' }
  /** With all others: not even its failure is left to be told. */
  | { readonly type: 'given-up' }
  /** The user wants another attempt: after the end, instead of waiting on, or instead of a transfer that stands still. */
  | { readonly type: 'retried' }
  /** The user wants a transfer that stands still to be left alone. */
  | { readonly type: 'kept-waiting' }
  /** A package was made of what is uploaded. */
  | { readonly type: 'packaged'; readonly madePackage: MadePackage }
  /** The wait is over. */
  | { readonly type: 'resumed' }
  | AttemptEvent;

/** What happens while an attempt is under way. */
export type AttemptUpdate =
  | { readonly type: 'began' }
  /** `endsAt`: when the ticket's life is over, on the engine's monotonic clock. */
  | { readonly type: 'ticketed'; readonly endsAt: number; readonly total: number }
  | { readonly type: 'progressed'; readonly progress: Progress }
  | { readonly type: 'stalled'; readonly since: number; readonly why: Stall['why'] }
  | { readonly type: 'sent' }
  /** No answer came to a full body; the store is asked what it holds. */
  | { readonly type: 'unanswered' }
  | { readonly type: 'answered' };

/** How an attempt ends. */
type AttemptEnded =
  | { readonly type: 'confirmed'; readonly receipt: Receipt }
  /** `wait` when another attempt is to follow by itself. */
  | ({ readonly type: 'failed'; readonly wait: Wait | undefined } & Try)
  /** The page that was confirming is gone, and the store could not say that it holds the object. */
  | { readonly type: 'interrupted'; readonly sent: number };

/** What happens within one attempt; `attempt` says in which, so that a late event of an earlier one is known as such. */
export type AttemptEvent = { readonly attempt: number } & (AttemptUpdate | AttemptEnded);
