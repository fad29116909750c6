import type { StateOf } from '../../upload/model/upload-state.ts';

/** Where the page left an upload that the next visit finds without its file. */
export type Interruption = 'failed' | 'begun' | 'not-begun' | 'undecided';

export function interruptionOf(state: StateOf<'interrupted'>): Interruption {
  if (state.failedWith !== undefined) return 'failed';
  if (state.sent > 0 || state.arrived === 'maybe' || state.attempt > 1) return 'begun';
  // The first attempt is planned once the user has decided.
  return state.attempt === 0 ? 'undecided' : 'not-begun';
}
