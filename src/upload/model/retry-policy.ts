import type { Away } from './away.ts';
import type { Failure, FailureOf } from './failure.ts';
import { SEND_RETRIES, SMALL_BYTES, TICKET_RETRIES } from './failure-row.ts';
import { codeOf, isAboutSending, retryRuleOf } from './failure-rules.ts';

/**
 * What happens by itself after an attempt has failed. Nothing can be resumed: every further attempt takes a new ticket and
 * starts from the first byte, so attempts and bytes are both rationed; what is beyond that is the user's click.
 */

/** One attempt that failed; `sent` bytes of the file had been handed to the network. */
export type Try = {
  readonly failure: Failure;
  readonly sent: number;
  /** It was lost because they did not answer: nothing of it counts as an attempt. */
  readonly away?: Away;
};

export type Decision =
  | { readonly kind: 'stop'; readonly failure: Failure }
  | { readonly kind: 'again'; readonly failure: Failure; readonly afterMs: number }
  /** As soon as they answer again; costs no attempt. */
  | { readonly kind: 'when-back'; readonly failure: Failure; readonly away: Away };

/** A server cannot make the user wait longer. */
export const RETRY_AFTER_MAX_MS = 30_000;
/**
 * Two cuts this close to each other are one limit: what the browser counts is ahead of the wire by what sockets hold, and by
 * what moves between two counts. Measured: cuts at one and the same byte are told up to 3 MB apart on a fast network.
 */
const SAME_PLACE_BYTES = 4_000_000;
const COUNTED_EVERY_MS = 250;
/** After an outage that is over there is nothing to wait for. */
const OUTAGE_OVER_MS = 1_000;
/** What kernels and proxies may have swallowed before a refusal gets back. */
const EARLY_BYTES = 32_000_000;
const EARLY_MS = 3_000;

/** How many bytes may be sent again by itself: twice the file; small files may use up all their attempts. */
export function resendBudget(size: number): number {
  return Math.max(2 * size, 2 * SMALL_BYTES);
}

/**
 * How many bytes may be lost to outages before the user decides: ten times the file, or 1 GB if that is more. An outage says
 * nothing against going on, so this is far beyond what one evening of them costs. But where ten whole files were lost, the
 * line or the store never stays for as long as this file takes, and on a metered line going on would cost without end.
 */
export function outageBudget(size: number): number {
  return Math.max(10 * size, 10 * SMALL_BYTES);
}

/**
 * @param earlier the failed attempts since the user last asked for this upload, oldest first, without `latest`
 * @param random from 0 to 1: full jitter, so that many pages do not come back together
 */
export function decide(
  latest: Try,
  earlier: readonly Try[],
  size: number,
  random: () => number,
): Decision {
  const { away } = latest;
  // Its failure would be final by itself: the user has to do something, and then it goes on.
  if (away?.for === 'sign-in') return afterOutage(latest, away, earlier, size, random);
  const failure = recognise(latest, earlier);
  const rule = retryRuleOf(failure, size);
  const stop: Decision = { kind: 'stop', failure };
  if (rule === 'stop') return stop;
  if (away !== undefined) return afterOutage(latest, away, earlier, size, random);

  const counted = earlier.filter(isHeldAgainst);
  // One code, one cause: a store may be busy and then refuse a broken body.
  const sameCause = counted.filter(({ failure: past }) => codeOf(past) === codeOf(failure)).length;
  if (sameCause >= rule.times) return stop;
  const isSend = wasSending(latest);
  const sameStage = counted.filter((past) => wasSending(past) === isSend).length;
  const stageRetries = isSend ? SEND_RETRIES : Math.max(TICKET_RETRIES, rule.times);
  if (sameStage >= stageRetries) return stop;
  // The first send repeats nothing.
  const [, ...repeated] = [...counted, latest].filter(({ sent }) => sent > 0);
  const resent = repeated.reduce((sum, { sent }) => sum + sent, 0);
  if (latest.sent > 0 && resent + size > resendBudget(size)) return stop;

  const asked = 'retryAfterMs' in failure ? failure.retryAfterMs : undefined;
  const afterMs =
    asked === undefined
      ? random() * Math.min(rule.capMs, rule.baseMs * 2 ** sameStage)
      : Math.min(asked, RETRY_AFTER_MAX_MS);
  return { kind: 'again', failure, afterMs };
}

/** What an outage took is no attempt of the upload's, and neither is a question that the user has answered. */
function isHeldAgainst({ failure, away }: Try): boolean {
  return away === undefined && failure.kind !== 'already-uploading';
}

function afterOutage(
  { failure, sent }: Try,
  away: Away,
  earlier: readonly Try[],
  size: number,
  random: () => number,
): Decision {
  const lost = earlier.reduce(
    (sum, past) => (past.away === undefined ? sum : sum + past.sent),
    sent,
  );
  if (lost > outageBudget(size)) return { kind: 'stop', failure };
  // About an answer they were asked when they were back.
  return failure.kind === 'answer-lost'
    ? { kind: 'again', failure, afterMs: random() * OUTAGE_OVER_MS }
    : { kind: 'when-back', failure, away };
}

/** A cut is a cut; the same cut again says more. */
function recognise(latest: Try, earlier: readonly Try[]): Failure {
  const { failure } = latest;
  if (failure.kind !== 'connection-lost' || latest.away !== undefined) return failure;
  const { sent, total } = failure;
  // What failed before anything could be cut says nothing about cuts.
  const [before, beforeThat] = earlier
    .filter(wasSending)
    .toReversed()
    // Nor does what an outage has cut.
    .map((past) => (past.away === undefined ? past.failure : undefined));
  const isThere = (past: Failure | undefined): past is Cut =>
    past?.kind === 'connection-lost' && isSamePlace(failure, past);
  // On a slow line every ticket is over by then; but no store looks at that in the middle of a body.
  if (sent >= EARLY_BYTES) {
    return isThere(before) ? { kind: 'network-limit', sent, total } : failure;
  }
  const isEarly = (past: Failure | undefined) =>
    isThere(past) && past.likely === 'network' && past.tookMs < EARLY_MS;
  return isEarly(failure) && isEarly(before) && isEarly(beforeThat)
    ? { kind: 'store-keeps-refusing', sent, total }
    : failure;
}

type Cut = FailureOf<'connection-lost'>;

function isSamePlace(one: Cut, other: Cut): boolean {
  const bytesPerMs = Math.max(
    ...[one, other].map(({ sent, tookMs }) => sent / Math.max(1, tookMs)),
  );
  return (
    Math.abs(one.sent - other.sent) <= Math.max(SAME_PLACE_BYTES, bytesPerMs * COUNTED_EVERY_MS)
  );
}

function wasSending({ failure, sent }: Try): boolean {
  return sent > 0 || isAboutSending(failure);
}
