import { randomUUID } from 'node:crypto';
import { readEnvelopeText, type Envelope } from '../../contract/envelope.ts';
import { signCall, type PlatformAccess, type PlatformCall } from '../../contract/platform-call.ts';
import { errorCode } from '../disk/disk.ts';
import type { Client } from './fair-turns.ts';
import { refusalCause, type RefusalCause } from './refusal-cause.ts';
import { createRateLimiter, RETRY_AFTER_MAX_S, type RateLimiter } from './rate-limiter.ts';

/**
 * Calls the platform, each call in its turn and with a signature of its own. A nonce or a time stamp that the platform did
 * not like is this server's affair: it signs once more, with another nonce or by the platform's clock. Such a call has done
 * nothing; any other one is made once.
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
      /** How long it was waited for, in milliseconds; undefined when that was not the reason. */
      readonly lateAfterMs: number | undefined;
      /** False only if no connection was made: otherwise the call may have been heard. */
      readonly mayBeHeard: boolean;
    }
  /** Too many calls are waiting already; this one was not made. */
  | { readonly kind: 'crowded'; readonly retryAfterS: number };

export type PlatformClientOptions = {
  readonly access: PlatformAccess;
  /** Without one, calls are made as they come. */
  readonly line?: RateLimiter;
  readonly fetch?: typeof globalThis.fetch;
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
    line = createRateLimiter({ perSecond: 0 }),
    fetch = globalThis.fetch,
    now = Date.now,
    timeoutMs = PLATFORM_TIMEOUT_MS,
  } = options;
  /** How far the platform's clock is ahead of ours, as far as we had to learn it. */
  let knownAheadMs = 0;

  return {
    async ask(call, signal, client) {
      const callAt = (aheadMs: number) => callOnce(call, aheadMs, signal, client);
      let outcome = await callAt(knownAheadMs);
      if (causeOf(outcome) === 'nonce') outcome = await callAt(knownAheadMs);
      if (outcome.kind !== 'answered' || causeOf(outcome) !== 'clock') return outcome;
      const { aheadMs } = outcome;
      if (aheadMs === undefined || Math.abs(aheadMs - knownAheadMs) < CLOCK_PRECISION_MS) {
        return outcome;
      }
      const corrected = await callAt(aheadMs);
      // Worth remembering only if it helped: a header may be wrong as well.
      if (corrected.kind === 'answered' && causeOf(corrected) !== 'clock') knownAheadMs = aheadMs;
      return corrected;
    },
  };

  /** A platform quotes what was signed, with the key id in it; none of that is for a browser. */
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
    let done = () => {};
    try {
      const turn = await line.enter(signal, client);
      if (turn.kind === 'too-long') return { kind: 'crowded', retryAfterS: turn.retryAfterS };
      ({ done } = turn);
      const stamp = { at: new Date(now() + aheadMs), nonce: randomUUID() };
      const timeout = AbortSignal.timeout(timeoutMs);
      const request = await signCall(access, call, stamp);
      signal.throwIfAborted();
      isMade = true;
      const response = await fetch(request, {
        // What was posted is heard to its end, even if the page has gone: nobody else would know what came of it.
        signal: call.method === 'GET' ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return {
        kind: 'answered',
        status: response.status,
        envelope: readEnvelopeText(await readUpTo(response, ANSWER_MAX_BYTES), redact),
        retryAfterS: readRetryAfter(response.headers.get('retry-after'), now()),
        aheadMs: readAhead(response.headers.get('date'), now()),
      };
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return {
        kind: 'unreachable',
        lateAfterMs: isLate ? timeoutMs : undefined,
        mayBeHeard: isMade && !isUnconnected(error),
      };
    } finally {
      done();
    }
  }
}

/** Longer answers are no envelope: their beginning is no JSON, and is told to be none. */
const ANSWER_MAX_BYTES = 64 * 1024;

async function readUpTo(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  if (response.body === null) return text;
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    bytes += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (bytes > maxBytes) return '';
  }
  return text + decoder.decode();
}

function causeOf(outcome: PlatformOutcome): RefusalCause | undefined {
  return outcome.kind === 'answered' && outcome.envelope.kind === 'refused'
    ? refusalCause(outcome.envelope.problem.code)
    : undefined;
}

/** What Node says of a connection that never came to be, as far as it says it plainly. */
const UNCONNECTED = new Set([
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
  const causes = cause instanceof AggregateError ? cause.errors : [cause];
  return causes.every((each: unknown) => UNCONNECTED.has(errorCode(each) ?? ''));
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
