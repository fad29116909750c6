import type { Failure } from '../../upload/model/failure.ts';
import { isProgressOnly } from '../../upload/model/progress-only.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type {
  Progress,
  Stall,
  StateOf,
  UploadState,
  Wait,
} from '../../upload/model/upload-state.ts';
import { isBriefWait } from '../uploads/brief-wait.ts';

/** What a screen reader hears of an upload: little, whatever its size. Failures that are final speak for themselves. */
export type Milestone = {
  readonly id: string;
  readonly name: string;
  /** Bytes of the firmware. */
  readonly size: number;
} & Event;

type Event =
  | {
      readonly kind:
        | 'added'
        | 'needs-you'
        | 'sending'
        /** Moving again after a standstill. */
        | 'moving'
        | 'all-sent'
        /** The answer is lost, and the store is asked. */
        | 'unsure'
        | 'verified'
        | 'unverified'
        | 'cancelled'
        | 'interrupted';
    }
  | { readonly kind: 'quarter'; readonly quarter: number }
  | { readonly kind: 'again'; readonly attempt: number }
  | { readonly kind: 'stalled'; readonly stall: Stall; readonly progress: Progress }
  | { readonly kind: 'waiting'; readonly failure: Failure; readonly wait: Wait };

/** @param now on the engine's monotonic clock */
export function milestonesBetween(
  before: readonly Upload[],
  after: readonly Upload[],
  now: number,
): readonly Milestone[] {
  if (before === after) return [];
  const earlier = new Map(before.map((upload) => [upload.id, upload]));
  return after.flatMap((upload) => {
    const was = earlier.get(upload.id);
    if (was === upload) return [];
    const { name, size } = upload.firmware;
    const event =
      was === undefined ? arrival(upload.state) : eventOf(was.state, upload.state, size, now);
    if (event === undefined) return [];
    return { id: upload.id, name, size, ...event };
  });
}

/** New on the list: added just now, or back from an earlier visit, and then only what needs a person is worth a word. */
function arrival(state: UploadState): Event | undefined {
  switch (state.status) {
    case 'inspecting':
    case 'queued':
      return { kind: 'added' };
    case 'ready':
      return { kind: 'needs-you' };
    case 'interrupted':
      return { kind: 'interrupted' };
    case 'rejected':
    case 'ticketing':
    case 'sending':
    case 'confirming':
    case 'waiting':
    case 'done':
    case 'failed':
    case 'cancelled':
      return undefined;
  }
}

function eventOf(
  was: UploadState,
  state: UploadState,
  size: number,
  now: number,
): Event | undefined {
  if (state.status === 'sending') return eventOfSending(was, state);
  if (state.status === 'confirming') return eventOfConfirming(was, state, size);
  if (was.status === state.status) return undefined;
  switch (state.status) {
    case 'ready':
      return { kind: 'needs-you' };
    case 'waiting':
      return isBriefWait(state.wait, now)
        ? undefined
        : { kind: 'waiting', failure: state.failure, wait: state.wait };
    case 'done':
      return { kind: state.receipt.verdict.kind };
    case 'cancelled':
    case 'interrupted':
      return { kind: state.status };
    case 'inspecting':
      return { kind: 'added' };
    case 'queued':
    case 'ticketing':
    case 'rejected':
    case 'failed':
      return undefined;
  }
}

function eventOfSending(was: UploadState, state: StateOf<'sending'>): Event | undefined {
  const { stall, progress, tries, attempt } = state;
  if (was.status !== 'sending') {
    return tries.length === 0 ? { kind: 'sending' } : { kind: 'again', attempt };
  }
  if (stall !== undefined) {
    return was.stall === undefined ? { kind: 'stalled', stall, progress } : undefined;
  }
  // What had been reached before a restart is no news.
  const quarter = quarterOf(progress.sent, progress.total);
  const reached = Math.max(was.progress.sent, ...tries.map(({ sent }) => sent));
  if (quarter > quarterOf(reached, progress.total) && quarter < 4) {
    return { kind: 'quarter', quarter };
  }
  return was.stall === undefined ? undefined : { kind: 'moving' };
}

function eventOfConfirming(
  was: UploadState,
  { awaiting, tries }: StateOf<'confirming'>,
  size: number,
): Event | undefined {
  if (was.status === 'confirming' && was.awaiting === awaiting) return undefined;
  switch (awaiting) {
    case 'store':
      return tries.some(({ sent }) => sent >= size) ? undefined : { kind: 'all-sent' };
    case 'object':
      return { kind: 'unsure' };
    case 'proof':
      return undefined;
  }
}

/** Whether nothing has happened between two of an upload that could be worth a word. */
export function isSameToHear(before: Upload, after: Upload): boolean {
  return isProgressOnly(before, after) && quarterIn(before) === quarterIn(after);
}

function quarterIn({ state }: Upload): number {
  return state.status === 'sending' ? quarterOf(state.progress.sent, state.progress.total) : 0;
}

function quarterOf(sent: number, total: number): number {
  return total > 0 ? Math.floor((sent / total) * 4) : 0;
}
