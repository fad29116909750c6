import type { Failure } from '../../upload/model/failure.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type {
  Progress,
  Stall,
  StateOf,
  UploadState,
  Wait,
} from '../../upload/model/upload-state.ts';
import { isBriefWait } from '../uploads/brief-wait.ts';

/** A change of an upload that a screen reader hears of: few, whatever its size. Failures that are final have their own alert. */
export type Milestone = { readonly upload: Upload } & Event;

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
    const event =
      was === undefined
        ? arrivalOf(upload.state)
        : eventOf(was.state, upload.state, upload.firmware.size, now);
    return event === undefined ? [] : [{ upload, ...event }];
  });
}

/** New on the list: added just now, or back from an earlier visit, and then only what needs the user is said. */
function arrivalOf({ status }: UploadState): Event | undefined {
  if (status === 'inspecting' || status === 'queued') return { kind: 'added' };
  if (status === 'ready') return { kind: 'needs-you' };
  return status === 'interrupted' ? { kind: status } : undefined;
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
  // What had been reached before a restart is not said again.
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
  if (awaiting === 'object') return { kind: 'unsure' };
  const wasAllSent = tries.some(({ sent }) => sent >= size);
  return awaiting === 'store' && !wasAllSent ? { kind: 'all-sent' } : undefined;
}

/** How far its transfer is: what is said of it while nothing else happens. */
export function quarterIn({ state }: Upload): number {
  return state.status === 'sending' ? quarterOf(state.progress.sent, state.progress.total) : 0;
}

function quarterOf(sent: number, total: number): number {
  return total > 0 ? Math.floor((sent / total) * 4) : 0;
}
