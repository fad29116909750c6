import type { Stamp } from '../clock.ts';

/**
 * Tells a transfer that stands still from one that is merely slow. It counts quiet time, not ticks: a page that was frozen
 * or throttled has not watched, and what it has not watched does not count.
 */
export type StallDetector = {
  /** Bytes have moved: patience begins anew. */
  moved(at: Stamp): void;
  /** To be called about every `TICK_MS`. */
  look(sight: Sample): Stillness;
};

/** What is to be seen when a watch looks. */
export type Sample = {
  readonly at: Stamp;
  readonly isOnline: boolean;
  readonly isHidden: boolean;
  /** File bytes handed to the network. */
  readonly sent: number;
  /** Every byte of the request is sent, and only an answer is missing. */
  readonly isAllSent: boolean;
  /** The user wants it to be left alone. */
  readonly isPatient: boolean;
  /** Nothing of it can be seen, whether it moves or not: something stands between the page and the network. */
  readonly isUnseen: boolean;
};

export type Stillness =
  | { readonly kind: 'moving' }
  | { readonly kind: 'stalled'; readonly why: 'quiet' | 'offline' | 'slept' | 'unseen' }
  /** Time to act: `quietMs` without a byte. */
  | { readonly kind: 'over'; readonly quietMs: number };

export const TICK_MS = 1_000;
/** Shown to the user after this. AWS's SDK for Rust gives up here; a restart of ours costs the whole file. */
const STALL_SHOWN_AFTER_MS = 20_000;
/** Acted upon after this. */
const STALL_OVER_AFTER_MS = 45_000;
/** Instead, when offline, hidden or nearly through: TCP recovers by itself from 20 s of silence and more. */
export const STALL_OVER_LATER_MS = 120_000;
/** The share from which giving up would throw away too much. */
const NEARLY_THROUGH = 0.8;
/** A tick that comes later than this was not watched in between, and counts as this much. */
const GAP_MS = 5_000;
/** A tick that comes this late: the computer slept. */
const SLEEP_MS = 30_000;
/** What a connection gets to show that it survived a sleep, or the time without a network. */
const GRACE_MS = 15_000;
/** The slowest a store, or a proxy that stores and forwards, is expected to digest what it was sent, in bytes a second. */
const SLOWEST_DIGESTION = 500_000;
const ANSWER_AFTER_MS = 60_000;

/** @param size bytes of the file */
export function createStallDetector(size: number, startedAt: Stamp): StallDetector {
  let quietMs = 0;
  let lookedAt = startedAt;
  let limitBefore = 0;
  let hasSlept = false;
  let hasComeBack = false;

  return {
    moved(at) {
      // A throttled page looks rarely but hears of bytes at once: what came before them was no silence, and no sleep.
      lookedAt = at;
      quietMs = 0;
      hasSlept = false;
      hasComeBack = false;
    },
    look(sight) {
      // In a sleep the monotonic clock stands still on some computers.
      const gap = Math.max(sight.at.now - lookedAt.now, sight.at.wall - lookedAt.wall);
      lookedAt = sight.at;
      const limit = patience(size, sight);
      quietMs += Math.min(gap, GAP_MS);
      if (gap > SLEEP_MS && !hasSlept) {
        hasSlept = true;
        quietMs = Math.max(0, limit - GRACE_MS);
      }
      // The network is back, or the page is looked at again: the end must not come at that very moment.
      if (limit < limitBefore && quietMs > limit - GRACE_MS && !hasComeBack) {
        hasComeBack = true;
        quietMs = limit - GRACE_MS;
      }
      limitBefore = limit;
      if (sight.isUnseen) {
        // No silence can be told from a slow line, so that there is nothing to act upon.
        if (quietMs < STALL_SHOWN_AFTER_MS) return { kind: 'moving' };
        return { kind: 'stalled', why: sight.isOnline ? 'unseen' : 'offline' };
      }
      if (quietMs >= limit && (sight.isAllSent || !sight.isPatient)) {
        return { kind: 'over', quietMs };
      }
      if (sight.isAllSent) return { kind: 'moving' };
      if (hasSlept) return { kind: 'stalled', why: 'slept' };
      if (quietMs < STALL_SHOWN_AFTER_MS) return { kind: 'moving' };
      return { kind: 'stalled', why: sight.isOnline ? 'quiet' : 'offline' };
    },
  };
}

function patience(size: number, sight: Sample): number {
  const { isAllSent, isOnline, isHidden, sent } = sight;
  const isTheirTurn = isAllSent ? Math.max(ANSWER_AFTER_MS, (size / SLOWEST_DIGESTION) * 1000) : 0;
  const isWorthWaiting = !isOnline || isHidden || (!isAllSent && sent > size * NEARLY_THROUGH);
  return Math.max(isTheirTurn, isWorthWaiting ? STALL_OVER_LATER_MS : STALL_OVER_AFTER_MS);
}
