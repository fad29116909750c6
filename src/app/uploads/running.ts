import { isUnderWay } from '../../upload/model/upload-phase.ts';
import type { StateOf, UploadState } from '../../upload/model/upload-state.ts';

/** An attempt runs, or is about to run again. */
export type Running = StateOf<'queued' | 'waiting' | 'ticketing' | 'sending' | 'confirming'>;

/** Between two attempts that follow each other at once it counts as running: words would come and go in no time. */
export function runningOf(state: UploadState, isBrief: boolean): Running | undefined {
  if (isUnderWay(state)) return state;
  if (state.status === 'waiting') return isBrief ? state : undefined;
  return state.status === 'queued' && state.tries.length > 0 ? state : undefined;
}
