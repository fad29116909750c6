import type { Upload } from './upload.ts';
import type { StateOf, UploadState } from './upload-state.ts';

/** Groups of states, and of changes. */

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
): state is StateOf<'rejected' | 'done' | 'failed' | 'cancelled' | 'interrupted'> {
  return (
    state.status === 'rejected' ||
    state.status === 'done' ||
    state.status === 'failed' ||
    state.status === 'cancelled' ||
    state.status === 'interrupted'
  );
}

/** It can be swept off the list with others. Not what failed or needs its file again: the user may still want it. */
export function mayClear(state: UploadState): state is StateOf<'rejected' | 'done' | 'cancelled'> {
  return isFinished(state) && state.status !== 'interrupted' && state.status !== 'failed';
}

/** The suffix can be changed as long as no ticket has been asked for with it. */
export function maySetSuffix(
  state: UploadState,
): state is StateOf<'ready' | 'queued' | 'waiting' | 'failed' | 'cancelled'> {
  return (
    state.status === 'ready' ||
    state.status === 'queued' ||
    state.status === 'waiting' ||
    state.status === 'failed' ||
    state.status === 'cancelled'
  );
}

export function mayCancel(
  state: UploadState,
): state is StateOf<'queued' | 'ticketing' | 'sending' | 'confirming' | 'waiting'> {
  return state.status === 'queued' || state.status === 'waiting' || isUnderWay(state);
}

/** An attempt was made, and more is to come by itself. */
export function hasBegun(state: UploadState): boolean {
  return mayCancel(state) && (state.status !== 'queued' || state.attempt > 1);
}

/** It is inspected, or on its way: neither at its end nor waiting for the user. */
export function isRunning(state: UploadState): boolean {
  return state.status === 'inspecting' || mayCancel(state);
}

/** Whether all that has changed is how far a transfer has come: a change that comes many times a second and decides nothing. */
export function isProgressOnly(before: Upload, after: Upload): boolean {
  const [{ state: was, ...rest }, { state, ...others }] = [before, after];
  if (was.status !== 'sending' || state.status !== 'sending' || was === state) return false;
  return (
    was.attempt === state.attempt &&
    was.stall === state.stall &&
    was.ticketEndsAt === state.ticketEndsAt &&
    isSame(Object.values(rest), Object.values(others))
  );
}

/** How soon a change is to be seen. */
export type Urgency =
  /** It begins, ends or is taken off the list: a program that has pressed a button looks at once, or leaves the page. */
  | 'at-once'
  /** It is new, or goes on by itself, from one step of an attempt to the next. */
  | 'step'
  | 'progress';

/** @param before undefined for one that is added; `after` for one that is removed */
export function urgencyOf(before: Upload | undefined, after: Upload | undefined): Urgency {
  if (after === undefined) return 'at-once';
  if (before === undefined) return 'step';
  if (isProgressOnly(before, after)) return 'progress';
  return isMoving(before) && isMoving(after) ? 'step' : 'at-once';
}

function isMoving({ state }: Upload): boolean {
  return isRunning(state) && state.status !== 'waiting';
}

function isSame(values: readonly unknown[], others: readonly unknown[]): boolean {
  return values.length === others.length && values.every((value, index) => value === others[index]);
}
