import { useMemo, useSyncExternalStore } from 'react';
import type { UploadState, Wait } from '../../upload/model/upload-state.ts';

/** A wait that is over before it could be read: saying so would only make the page twitch. */
const BRIEF_MS = 1_000;

export function isBriefWait(wait: Wait, now: number): boolean {
  return wait.for === 'time' && wait.until - now < BRIEF_MS;
}

/** Judged once, when the wait begins: the last second of a long one is not a short one. */
export function useIsBrief(state: UploadState): boolean {
  const wait = state.status === 'waiting' ? state.wait : undefined;
  const judge = useMemo(() => judgeOf(wait), [wait]);
  return useSyncExternalStore(never, judge);
}

function judgeOf(wait: Wait | undefined): () => boolean {
  let judged: boolean | undefined;
  return () => (judged ??= wait !== undefined && isBriefWait(wait, performance.now()));
}

function never(): () => void {
  return () => {};
}
