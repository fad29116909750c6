import type { FileSuffix, SuffixDoubt } from '../contract/file-suffix.ts';
import type { Failure, Rejection } from './failure.ts';

/**
 * An upload's life. Each state holds what is known then and nothing else:
 *
 *   inspecting -> rejected | ready | queued -> ticketing -> sending -> confirming -> done
 *                                     ^                    (any of these) -> failed | cancelled
 *                                     +--------------------------------------- retry
 */
export type UploadState =
  | { readonly status: 'inspecting' }
  | { readonly status: 'rejected'; readonly rejection: Rejection }
  /** The suffix is in doubt: a person decides. */
  | { readonly status: 'ready'; readonly suffix: FileSuffix; readonly doubt: SuffixDoubt }
  | ({ readonly status: 'queued' } & Planned)
  | ({ readonly status: 'ticketing' } & Planned)
  | ({
      readonly status: 'sending';
      readonly ticketEndsAt: number;
      readonly progress: Progress;
    } & Planned)
  /** Every byte is sent. 100 % sent is not stored: the store has not answered, or its answer is being checked. */
  | ({ readonly status: 'confirming'; readonly awaiting: 'store' | 'proof' } & Planned)
  | ({ readonly status: 'done'; readonly receipt: Receipt } & Planned)
  | ({ readonly status: 'failed'; readonly failure: Failure } & Planned)
  /** `arrived` says whether a copy may be in the store: cancelling does not take back what already went. */
  | ({ readonly status: 'cancelled'; readonly arrived: 'nothing' | 'maybe' } & Planned);

/** What an upload knows once its suffix is settled. `attempt` counts from 1; each takes a ticket of its own. */
type Planned = { readonly suffix: FileSuffix; readonly attempt: number };

/** How far a send has come. Bytes are those of the file, handed to the network, not yet stored. */
export type Progress = {
  readonly sent: number;
  readonly total: number;
  /** Smoothed; undefined until it can be told. */
  readonly bytesPerSecond: number | undefined;
  /** Undefined until the pace is steady. */
  readonly secondsLeft: number | undefined;
};

/** The proof after `done`. */
export type Receipt = {
  readonly firmwareUrl: string;
  readonly verdict: Verdict;
  /** Request id of the ticket call, as the platform gave it. */
  readonly ticketRequestId: string;
  /** `x-oss-request-id`, when the store lets the page read it. */
  readonly storeRequestId: string | undefined;
  /** Milliseconds since the epoch, for showing. */
  readonly finishedAt: number;
  /** From the first byte to the store's answer, in milliseconds. */
  readonly sendMs: number;
};

export type Verdict =
  /** The store's CRC-64 equals ours; unsigned decimal. */
  | { readonly kind: 'verified'; readonly crc64: string }
  /** Stored, but nothing proves the bytes. */
  | { readonly kind: 'unverified'; readonly reason: 'checksum-hidden' | 'digest-unavailable' };

export type UploadEvent =
  | { readonly type: 'refused'; readonly rejection: Rejection }
  | { readonly type: 'doubted'; readonly suffix: FileSuffix; readonly doubt: SuffixDoubt }
  | { readonly type: 'inspected'; readonly suffix: FileSuffix }
  | { readonly type: 'suffix-chosen'; readonly suffix: FileSuffix }
  | { readonly type: 'started' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'retried' }
  | AttemptEvent;

/** What happens within one attempt; `attempt` says in which, so that a late event of an earlier one is known as such. */
export type AttemptEvent = { readonly attempt: number } & (
  | { readonly type: 'began' }
  /** `endsAt`: when the ticket's life is over, on the engine's monotonic clock. */
  | { readonly type: 'ticketed'; readonly endsAt: number; readonly total: number }
  | { readonly type: 'progressed'; readonly progress: Progress }
  | { readonly type: 'sent' }
  | { readonly type: 'answered' }
  | { readonly type: 'confirmed'; readonly receipt: Receipt }
  | { readonly type: 'failed'; readonly failure: Failure }
);

export const INITIAL_STATE: UploadState = { status: 'inspecting' };

/** The next state. An event that does not belong to the state changes nothing: the very same object comes back. */
export function advance(state: UploadState, event: UploadEvent): UploadState {
  if ('attempt' in event) return advanceAttempt(state, event);
  switch (event.type) {
    case 'refused':
      return state.status === 'inspecting'
        ? { status: 'rejected', rejection: event.rejection }
        : state;
    case 'doubted':
      return state.status === 'inspecting'
        ? { status: 'ready', suffix: event.suffix, doubt: event.doubt }
        : state;
    case 'inspected':
      return state.status === 'inspecting'
        ? { status: 'queued', suffix: event.suffix, attempt: 1 }
        : state;
    case 'suffix-chosen':
      return maySetSuffix(state) && state.suffix !== event.suffix
        ? { ...state, suffix: event.suffix }
        : state;
    case 'started':
      return state.status === 'ready'
        ? { status: 'queued', suffix: state.suffix, attempt: 1 }
        : state;
    case 'cancelled':
      return mayCancel(state)
        ? { status: 'cancelled', ...planOf(state), arrived: arrivedBy(state) }
        : state;
    case 'retried':
      return state.status === 'failed' || state.status === 'cancelled'
        ? { status: 'queued', suffix: state.suffix, attempt: state.attempt + 1 }
        : state;
  }
}

function advanceAttempt(state: UploadState, event: AttemptEvent): UploadState {
  if (!('attempt' in state) || state.attempt !== event.attempt) return state;
  const plan = planOf(state);
  switch (event.type) {
    case 'began':
      return state.status === 'queued' ? { status: 'ticketing', ...plan } : state;
    case 'ticketed':
      return state.status === 'ticketing'
        ? { status: 'sending', ...plan, ticketEndsAt: event.endsAt, progress: atStart(event.total) }
        : state;
    case 'progressed':
      return state.status === 'sending' && event.progress.sent >= state.progress.sent
        ? { ...state, progress: event.progress }
        : state;
    case 'sent':
      return state.status === 'sending'
        ? { status: 'confirming', ...plan, awaiting: 'store' }
        : state;
    case 'answered':
      // A store may answer before the browser has reported the last byte.
      return state.status === 'sending' ||
        (state.status === 'confirming' && state.awaiting === 'store')
        ? { status: 'confirming', ...plan, awaiting: 'proof' }
        : state;
    case 'confirmed':
      return state.status === 'confirming' && state.awaiting === 'proof'
        ? { status: 'done', ...plan, receipt: event.receipt }
        : state;
    case 'failed':
      return isUnderWay(state) ? { status: 'failed', ...plan, failure: event.failure } : state;
  }
}

type StateOf<Status extends UploadState['status']> = Extract<UploadState, { status: Status }>;

/** An attempt is running: it holds a slot and, after `ticketing`, a ticket. */
export function isUnderWay(
  state: UploadState,
): state is StateOf<'ticketing' | 'sending' | 'confirming'> {
  return (
    state.status === 'ticketing' || state.status === 'sending' || state.status === 'confirming'
  );
}

/** Nothing more will happen by itself and nothing is waited for. */
export function isFinished(
  state: UploadState,
): state is StateOf<'rejected' | 'done' | 'failed' | 'cancelled'> {
  return (
    state.status === 'rejected' ||
    state.status === 'done' ||
    state.status === 'failed' ||
    state.status === 'cancelled'
  );
}

/** The suffix can be changed as long as no ticket has been asked for with it. */
export function maySetSuffix(
  state: UploadState,
): state is StateOf<'ready' | 'queued' | 'failed' | 'cancelled'> {
  return (
    state.status === 'ready' ||
    state.status === 'queued' ||
    state.status === 'failed' ||
    state.status === 'cancelled'
  );
}

export function mayCancel(
  state: UploadState,
): state is StateOf<'queued' | 'ticketing' | 'sending' | 'confirming'> {
  return state.status === 'queued' || isUnderWay(state);
}

function planOf({ suffix, attempt }: Planned): Planned {
  return { suffix, attempt };
}

function arrivedBy(state: UploadState): 'nothing' | 'maybe' {
  return state.status === 'sending' || state.status === 'confirming' ? 'maybe' : 'nothing';
}

function atStart(total: number): Progress {
  return { sent: 0, total, bytesPerSecond: undefined, secondsLeft: undefined };
}
