import { randomUUID } from 'node:crypto';
import type { FileSuffix } from '../contract/file-suffix.ts';
import { signedTicketCall, type PlatformAccess } from '../contract/platform-call.ts';
import { readTicketText, type TicketAnswer } from '../contract/platform.ts';
import { refusalCause, type RefusalCause } from './refusal-cause.ts';
import { RETRY_AFTER_MAX_S, type TicketLine } from './ticket-line.ts';

/**
 * Calls the platform for one ticket, each call in its turn and with a signature of its own. A nonce or a time stamp that the
 * platform did not like is this server's affair: it signs once more, with another nonce or by the platform's clock.
 */
export type PlatformCalls = {
  ask(fileSuffix: FileSuffix, signal: AbortSignal): Promise<PlatformOutcome>;
};

export type PlatformOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly answer: TicketAnswer;
      readonly retryAfterS: number | undefined;
      /** How far the platform's clock is ahead of ours, in milliseconds, by its `Date` header. */
      readonly aheadMs: number | undefined;
    }
  | { readonly kind: 'unreachable'; readonly isLate: boolean }
  /** Too many calls are waiting already; this one was not made. */
  | { readonly kind: 'crowded'; readonly retryAfterS: number };

export type PlatformCallsOptions = {
  readonly access: PlatformAccess;
  readonly line: TicketLine;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timeoutMs: number;
};

/** A `Date` header has whole seconds and is some time on its way: less than this says nothing about a clock. */
export const CLOCK_PRECISION_MS = 60_000;

export function createPlatformCalls(options: PlatformCallsOptions): PlatformCalls {
  const { access, line, fetch, now, timeoutMs } = options;
  /** How far the platform's clock is ahead of ours, as far as we had to learn it. */
  let knownAheadMs = 0;

  return {
    async ask(fileSuffix, signal) {
      const call = (aheadMs: number) => callOnce(fileSuffix, aheadMs, signal);
      let outcome = await call(knownAheadMs);
      if (causeOf(outcome) === 'nonce') outcome = await call(knownAheadMs);
      if (outcome.kind !== 'answered' || causeOf(outcome) !== 'clock') return outcome;
      const { aheadMs } = outcome;
      if (aheadMs === undefined || Math.abs(aheadMs - knownAheadMs) < CLOCK_PRECISION_MS) {
        return outcome;
      }
      const corrected = await call(aheadMs);
      // Worth remembering only if it helped: a header may be wrong as well.
      if (corrected.kind === 'answered' && causeOf(corrected) !== 'clock') knownAheadMs = aheadMs;
      return corrected;
    },
  };

  async function callOnce(
    fileSuffix: FileSuffix,
    aheadMs: number,
    signal: AbortSignal,
  ): Promise<PlatformOutcome> {
    try {
      const turn = await line.enter(signal);
      if (turn.kind === 'too-long') return { kind: 'crowded', retryAfterS: turn.retryAfterS };
      const stamp = { at: new Date(now() + aheadMs), nonce: randomUUID() };
      const timeout = AbortSignal.timeout(timeoutMs);
      const response = await fetch(await signedTicketCall(access, fileSuffix, stamp), {
        signal: AbortSignal.any([signal, timeout]),
      });
      return {
        kind: 'answered',
        status: response.status,
        answer: readTicketText(await response.text()),
        retryAfterS: readRetryAfter(response.headers.get('retry-after'), now()),
        aheadMs: readAhead(response.headers.get('date'), now()),
      };
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return { kind: 'unreachable', isLate };
    }
  }
}

function causeOf(outcome: PlatformOutcome): RefusalCause | undefined {
  return outcome.kind === 'answered' && outcome.answer.kind === 'refused'
    ? refusalCause(outcome.answer.problem.code)
    : undefined;
}

function readAhead(date: string | null, now: number): number | undefined {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? undefined : at - now;
}

/** Seconds or a date, as HTTP has it; in whole seconds, no more than anybody is made to wait. */
function readRetryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), RETRY_AFTER_MAX_S);
}
