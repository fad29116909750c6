import { codeOf } from '../upload/model/failure-rules.ts';
import type { UploadState } from '../upload/model/upload-state.ts';
import type { Announcement } from './catalogue.ts';

/** Whether an upload has ended as its scenarios announce it: from what was seen of it, and from nothing else. */

export type Seen = {
  /** In their order; the last one is how it is now. */
  readonly states: readonly UploadState[];
  /** Bytes of the file. */
  readonly size: number;
  /** Whether our server was asked about the object in the store. */
  readonly askedStore: boolean;
};

export type Judgement =
  | { readonly kind: 'waiting-for-file' }
  | { readonly kind: 'running' }
  /** The page asks the user something first: whether to send a doubtful file. */
  | { readonly kind: 'waiting-for-user' }
  | { readonly kind: 'as-announced' }
  | { readonly kind: 'otherwise'; readonly because: Difference };

/** What was otherwise. Codes as users read them. */
export type Difference =
  /** The file was not taken, or the user took it back: nothing can be said of the scenario. */
  | { readonly kind: 'not-sent'; readonly status: 'rejected' | 'cancelled' | 'interrupted' }
  | { readonly kind: 'ended'; readonly with: string; readonly announced: string }
  | {
      readonly kind: 'attempts';
      readonly failedWith: readonly string[];
      readonly announced: Announcement['tries'];
    }
  | { readonly kind: 'store-not-asked' }
  | { readonly kind: 'too-fast'; readonly bytesPerSecond: number; readonly announced: number };

/** A line is slowed down in pieces of a twentieth of a second, and what sockets hold comes at once. */
const FASTER_BY_MOST = 1.5;

export function judge(announced: Announcement, { states, size, askedStore }: Seen): Judgement {
  const state = states.at(-1);
  if (state === undefined) return { kind: 'waiting-for-file' };
  const otherwise = (because: Difference): Judgement => ({ kind: 'otherwise', because });
  switch (state.status) {
    case 'inspecting':
    case 'queued':
    case 'ticketing':
    case 'sending':
    case 'confirming':
    case 'waiting':
      return { kind: 'running' };
    case 'ready':
      return { kind: 'waiting-for-user' };
    case 'rejected':
    case 'cancelled':
    case 'interrupted':
      return otherwise({ kind: 'not-sent', status: state.status });
    case 'done':
    case 'failed': {
      const ended = endOf(state);
      const expected = endText(announced);
      if (ended !== expected) {
        return otherwise({ kind: 'ended', with: ended, announced: expected });
      }
      const failedWith = state.tries.map(({ failure }) => codeOf(failure));
      if (!areTries(failedWith, announced.tries)) {
        return otherwise({ kind: 'attempts', failedWith, announced: announced.tries });
      }
      if (announced.asksStore === true && !askedStore) {
        return otherwise({ kind: 'store-not-asked' });
      }
      const tooFast = fasterThan(announced.bytesPerSecond, state, size);
      return tooFast === undefined ? { kind: 'as-announced' } : otherwise(tooFast);
    }
  }
}

type Ended = Extract<UploadState, { status: 'done' | 'failed' }>;

/** `verified`, `unverified`, or the code of the failure. */
function endOf(state: Ended): string {
  return state.status === 'done' ? state.receipt.verdict.kind : codeOf(state.failure);
}

export function endText({ ends }: Announcement): string {
  return ends.status === 'done' ? ends.verdict : ends.code;
}

function areTries(failedWith: readonly string[], announced: Announcement['tries']): boolean {
  return (
    failedWith.length === announced.length &&
    failedWith.every((code, nth) => announced[nth]?.includes(code) === true)
  );
}

/** Undefined where it was slow enough, and where nothing was said of its speed. */
function fasterThan(
  announced: number | undefined,
  state: Ended,
  size: number,
): Difference | undefined {
  if (announced === undefined || state.status === 'failed') return undefined;
  const bytesPerSecond = Math.round(size / (Math.max(1, state.receipt.sendMs) / 1000));
  return bytesPerSecond > announced * FASTER_BY_MOST
    ? { kind: 'too-fast', bytesPerSecond, announced }
    : undefined;
}
