import {
  FAILURES,
  REJECTION_CODES,
  type Failure,
  type FailureKind,
  type FailureOf,
  type Rejection,
} from './failure.ts';
import { LEFTOVERS, type Leftover, type RetryRule, type Wording } from './failure-row.ts';

/** What follows from a failure: its row in the table, applied to what it carries. */

export function isRejection(reason: Failure | Rejection): reason is Rejection {
  return Object.hasOwn(REJECTION_CODES, reason.kind);
}

/** The short code: what the user reads out on the phone. One per row of the catalogue of failures. */
export function codeOf(reason: Failure | Rejection): string {
  return `FW-${isRejection(reason) ? REJECTION_CODES[reason.kind] : failureCode(reason)}`;
}

function failureCode<Kind extends FailureKind>(failure: FailureOf<Kind>): string {
  const { code } = FAILURES[failure.kind];
  return typeof code === 'string' ? code : code(failure);
}

/** A failure of the second half of an attempt, even when no byte of the file had left. */
export function isAboutSending({ kind }: Failure): boolean {
  return FAILURES[kind].phase === 'sending';
}

export function retryRuleOf<Kind extends FailureKind>(
  failure: FailureOf<Kind>,
  size: number,
): RetryRule {
  const { retry } = FAILURES[failure.kind];
  return typeof retry === 'function' ? retry(failure, size) : retry;
}

/** No further attempt can help before the file is chosen anew. */
export function needsFile({ kind }: Failure): boolean {
  return FAILURES[kind].needsFile === true;
}

/** What the sentences about a failure need, written in the page's language. */
export function toldOf<Kind extends FailureKind>(
  failure: FailureOf<Kind>,
  wording: Wording,
  size: number,
): readonly string[] {
  return FAILURES[failure.kind].told?.(failure, wording, size) ?? [];
}

export function leftoverOf<Kind extends FailureKind>(failure: FailureOf<Kind>): Leftover {
  const { leftover } = FAILURES[failure.kind];
  return typeof leftover === 'function' ? leftover(failure) : leftover;
}

/** Whether something of the file may be in the store, or in another one. */
export function mayLeaveCopy(failure: Failure): boolean {
  return LEFTOVERS.indexOf(leftoverOf(failure)) >= LEFTOVERS.indexOf('maybe');
}

/** What an upload's earlier attempts come to: what one of them may have left is there still. */
export type Past = {
  /** Since the user last asked. */
  readonly tries: readonly { readonly failure: Failure; readonly sent: number }[];
  /** Of all attempts there were. */
  readonly arrived: 'nothing' | 'maybe';
};

export const NO_PAST: Past = { tries: [], arrived: 'nothing' };

/** What may be in the store after all attempts: the first thing the user asks. */
export function leftoverOfAll(failure: Failure, { tries, arrived }: Past): Leftover {
  const all = new Set<Leftover>([failure, ...tries.map((past) => past.failure)].map(leftoverOf));
  if (tries.some(({ sent }) => sent > 0)) all.add('nothing-stored');
  if (arrived === 'maybe') all.add('maybe');
  return LEFTOVERS.findLast((leftover) => all.has(leftover)) ?? 'maybe';
}

/** Whether a text that was kept is a kind of today. */
export function isFailureKind(text: string): text is FailureKind {
  return Object.hasOwn(FAILURES, text);
}

/** What the wire said about a failure: for the small print, for support and for the exchange. */
export type FailureFacts = {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly ec: string | undefined;
  readonly message: string | undefined;
  readonly requestId: string | undefined;
};

/** Told by what a failure carries, not by its kind. */
export function factsOf(reason: Failure | Rejection): FailureFacts {
  const problem = 'problem' in reason ? reason.problem : undefined;
  const error = 'error' in reason ? reason.error : undefined;
  const detail = 'detail' in reason ? reason.detail : undefined;
  const requestId = 'requestId' in reason ? reason.requestId : problem?.requestId;
  return {
    status: 'status' in reason ? reason.status : undefined,
    code: error?.code ?? presence(problem?.code),
    ec: error?.ec,
    message: presence(error?.message ?? problem?.message ?? detail),
    requestId: presence(requestId ?? error?.requestId),
  };
}

function presence(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
