import type { Failure } from '../../upload/model/failure.ts';
import { codeOf } from '../../upload/model/failure-rules.ts';
import { decide } from '../../upload/model/retry-policy.ts';
import type { StateOf } from '../../upload/model/upload-state.ts';

export type AttemptCount = {
  /** The one that is waited for. */
  readonly next: number;
  /** How many there are by themselves if it goes on like this; undefined where that says nothing. */
  readonly of: number | undefined;
};

/** No policy tries more often than this; a guard, so that a mistake cannot hang the page. */
const COUNT_MAX = 20;

/**
 * Which attempt comes next, of how many. The policy itself is asked how far it would go if the same failure came again and
 * again: no number of ours can come to differ from what really happens.
 */
export function countAttempts(
  { attempt, tries, failure }: StateOf<'waiting'>,
  size: number,
): AttemptCount {
  const next = attempt + 1;
  const latest = tries.at(-1);
  // Ticket calls and outages are not counted; and after the user's retry the two counts would differ.
  const isCounted = !codeOf(failure).startsWith('FW-T') && tries.length === attempt;
  if (latest === undefined || latest.away !== undefined || !isCounted)
    return { next, of: undefined };
  const imagined = [...tries];
  while (imagined.length < COUNT_MAX) {
    const again = { failure: elsewhere(failure, imagined.length), sent: latest.sent };
    imagined.push(again);
    const decision = decide(again, imagined.slice(0, -1), size, () => 0);
    if (decision.kind === 'stop') return { next, of: imagined.length };
  }
  return { next, of: undefined };
}

/** A connection that breaks at the very same place again would be another failure; nothing says that it will. */
function elsewhere(failure: Failure, nth: number): Failure {
  return failure.kind === 'connection-lost'
    ? { ...failure, sent: nth * FAR_BYTES, tookMs: Infinity }
    : failure;
}

/** Further apart than any two counts of one place. */
const FAR_BYTES = 1e12;
