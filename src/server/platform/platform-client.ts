import { randomUUID } from 'node:crypto';
import { readEnvelopeText, type Envelope } from '../../contract/envelope.ts';
import {
  signedCall,
  type PlatformAccess,
  type PlatformCall,
} from '../../contract/platform-call.ts';
import { platformRefusal, type PlatformRefusal } from '../../contract/platform-refusal.ts';
import { retryAfterIn } from '../../contract/header-value.ts';
import { withTimeLimit } from '../process/time-limit.ts';
import { carryByFetch, type Carry, type HeardHeaders } from './carrier.ts';
import type { Client } from './fair-turns.ts';
import { createRateLimiter, RETRY_AFTER_MAX_S, type RateLimiter } from './rate-limiter.ts';

/**
 * Calls the platform: each call waits for the rate limiter and has a signature of its own. After a refusal of the nonce or of
 * the time stamp it signs and calls once more, with another nonce or by the platform's clock: such a call has done nothing.
 * Every other call is made once.
 */
export type PlatformClient = {
  ask(call: PlatformCall, signal: AbortSignal, client?: Client): Promise<PlatformOutcome>;
};

export type PlatformOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly envelope: Envelope;
      readonly retryAfterS: number | undefined;
      /** How far the platform's clock is ahead of ours, in milliseconds, by its `Date` header. */
      readonly aheadMs: number | undefined;
    }
  | {
      readonly kind: 'unreachable';
      /** How long the answer was waited for, in milliseconds; undefined when that was not the reason. */
      readonly lateAfterMs: number | undefined;
      /** False only if no connection was made: otherwise the call may have been heard. */
      readonly mayBeHeard: boolean;
    }
  /** Too many calls are waiting already; this one was not made. */
  | { readonly kind: 'too-many-calls'; readonly retryAfterS: number };

export type PlatformClientOptions = {
  readonly access: PlatformAccess;
  /** Without one, calls are made as they come. */
  readonly limiter?: RateLimiter;
  /** Over the network, if missing. */
  readonly carry?: Carry;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly timeoutMs?: number;
};

const PLATFORM_TIMEOUT_MS = 10_000;

/** A `Date` header has whole seconds and is some time on its way: less than this says nothing about a clock. */
export const CLOCK_PRECISION_MS = 60_000;

export function createPlatformClient(options: PlatformClientOptions): PlatformClient {
  const {
    access,
    limiter = createRateLimiter({ perSecond: 0 }),
    carry = carryByFetch(),
    now = Date.now,
    timeoutMs = PLATFORM_TIMEOUT_MS,
  } = options;
  /** How far the platform's clock is ahead of ours, as far as a refusal made us learn it. */
  let knownAheadMs = 0;

  return {
    async ask(call, signal, client) {
      const callAt = (aheadMs: number) => callOnce(call, aheadMs, signal, client);
      let outcome = await callAt(knownAheadMs);
      if (refusalIn(outcome) === 'nonce') outcome = await callAt(knownAheadMs);
      if (outcome.kind !== 'answered' || refusalIn(outcome) !== 'clock') return outcome;
      const { aheadMs } = outcome;
      if (aheadMs === undefined || Math.abs(aheadMs - knownAheadMs) < CLOCK_PRECISION_MS) {
        return outcome;
      }
      const corrected = await callAt(aheadMs);
      // Kept only if it helped: a header may be wrong as well.
      if (corrected.kind === 'answered' && refusalIn(corrected) !== 'clock') knownAheadMs = aheadMs;
      return corrected;
    },
  };

  /** A platform quotes what was signed, with the key id in it. A browser must not get that. */
  function redact(message: string): string {
    const { accessKeyId, accessKeySecret } = access.credentials;
    return message
      .replace(/\s*server string to sign is:.*$/is, '')
      .replaceAll(accessKeySecret, '****')
      .replaceAll(accessKeyId, '****');
  }

  async function callOnce(
    call: PlatformCall,
    aheadMs: number,
    signal: AbortSignal,
    client: Client | undefined,
  ): Promise<PlatformOutcome> {
    let isMade = false;
    let release = () => {};
    try {
      const turn = await limiter.enter(signal, client);
      if (turn.kind === 'too-long')
        return { kind: 'too-many-calls', retryAfterS: turn.retryAfterS };
      ({ release } = turn);
      const stamp = { at: new Date(now() + aheadMs), nonce: randomUUID() };
      const signed = await signedCall(access, call, stamp);
      signal.throwIfAborted();
      isMade = true;
      // A POST is heard to its end even if the page has gone: its outcome would be lost otherwise.
      const pageOrNobody = call.method === 'GET' ? signal : new AbortController().signal;
      return await withTimeLimit(timeoutMs, pageOrNobody, async (signal) => {
        const { status, headers, text } = await carry(signed, signal);
        return {
          kind: 'answered',
          status,
          envelope: readEnvelopeText(text, redact),
          retryAfterS: retryAfterSeconds(headers, now()),
          aheadMs: aheadIn(headers, now()),
        };
      });
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return {
        kind: 'unreachable',
        lateAfterMs: isLate ? timeoutMs : undefined,
        mayBeHeard: isMade && !isUnconnected(error),
      };
    } finally {
      release();
    }
  }
}

function refusalIn(outcome: PlatformOutcome): PlatformRefusal | undefined {
  return outcome.kind === 'answered' && outcome.envelope.kind === 'refused'
    ? platformRefusal(outcome.envelope.problem.code)
    : undefined;
}

/** Node's codes for a connection that was never made. */
const UNCONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function isUnconnected(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  // Where a name has several addresses, each of them failed.
  const causes: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return causes.every(
    (each) => each instanceof Error && 'code' in each && UNCONNECTED.has(each.code),
  );
}

function aheadIn(headers: HeardHeaders, now: number): number | undefined {
  const at = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(at) ? undefined : at - now;
}

/** In whole seconds, and no longer than a client is ever made to wait. */
function retryAfterSeconds(headers: HeardHeaders, now: number): number | undefined {
  const date = headers.get('date') ?? new Date(now).toUTCString();
  const ms = retryAfterIn(headers.get('retry-after'), date);
  return ms === undefined
    ? undefined
    : Math.min(Math.max(Math.ceil(ms / 1000), 1), RETRY_AFTER_MAX_S);
}
