import { codeOf } from '../../upload/model/failure-rules.ts';
import type { Failure, Rejection } from '../../upload/model/failure.ts';
import type { Asked } from '../../upload/model/failure-row.ts';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Try } from '../../upload/model/retry-policy.ts';
import { toldText } from '../../contract/legible-text.ts';
import { withoutMarks } from '../locales/text/kept.ts';

export type Circumstances = {
  readonly title: string;
  /** The attempts that failed, oldest first; the last of them is the failure reported. */
  readonly tries: readonly Try[];
  /** Of the last ticket there was. */
  readonly ticketRequestId: string | undefined;
  readonly now: Date;
  readonly userAgent: string;
};

/** Plain text for a support request. Only what is named here goes in: no ticket, policy or signature. */
export function failureReport(
  reason: Failure | Rejection,
  firmware: Firmware,
  { title, tries, ticketRequestId, now, userAgent }: Circumstances,
): string {
  const facts = factsOf(reason);
  const earlier = tries.slice(0, -1).map(({ failure, sent }) => `${codeOf(failure)} at ${sent}`);
  const lines: readonly (readonly [label: string, value: string | number | undefined])[] = [
    ['OTA Drop', `${codeOf(reason)} ${reason.kind}`],
    // Marks that are meant for the page.
    ['What happened', withoutMarks(title)],
    ['HTTP status', facts.status],
    ['Code', facts.code],
    ['EC', facts.ec],
    ['Message', facts.message === undefined ? undefined : redact(facts.message)],
    ['Request id', facts.requestId],
    ['Ticket request id', ticketRequestId],
    ['Seen', seenOf(reason)],
    ['Attempts before', earlier.length === 0 ? undefined : earlier.join(', ')],
    ['File', firmware.name],
    ['Size', `${firmware.size} bytes`],
    ['Time', now.toISOString()],
    ['Browser', userAgent],
  ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `${label}: ${value}`)
    .join('\n');
}

/** What the wire said about a failure: for the small print and for support. */
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

/** What the page itself saw, in numbers; told by what a failure carries as well. */
function seenOf(reason: Failure | Rejection): string | undefined {
  if ('afterMs' in reason) return `no answer within ${reason.afterMs} ms`;
  if ('leftMs' in reason) return `${Math.round(reason.leftMs)} of ${reason.lifeMs} ms left`;
  if ('min' in reason) return `${reason.min} to ${reason.max} bytes allowed`;
  if ('limit' in reason) return `at most ${reason.limit} bytes allowed`;
  if ('noticed' in reason) return `${reason.how}, noticed ${reason.noticed}`;
  if ('access' in reason) return `${reason.host}, permission: ${reason.access}`;
  if ('origin' in reason) return `${reason.host} from ${reason.origin}`;
  if ('host' in reason) return reason.host;
  if ('likely' in reason) {
    return `${sentIn(reason)} after ${Math.round(reason.tookMs)} ms, likely: ${reason.likely}`;
  }
  if ('quietMs' in reason) return `${sentIn(reason)}, quiet for ${Math.round(reason.quietMs)} ms`;
  if ('sent' in reason) return sentIn(reason);
  if ('found' in reason) return `all sent, the object is ${reason.found}`;
  if ('asked' in reason && reason.asked !== undefined) {
    return `${insteadOfAnswer(reason.asked)}; the store was asked afterwards`;
  }
  if ('theirs' in reason) {
    return `file ${reason.ours ?? 'not known'}, stored ${reason.theirs ?? 'not known'}`;
  }
  return undefined;
}

function insteadOfAnswer(asked: Asked): string {
  switch (asked.insteadOfAnswer) {
    case 'cut':
      return `cut, ${sentIn(asked)}`;
    case 'silence':
      return `all sent, no answer, the object is ${asked.found}`;
    case 'status':
      return `HTTP ${asked.status} of something in between, the object is ${asked.found}`;
  }
}

function sentIn({ sent, total }: { readonly sent: number; readonly total: number }): string {
  return `${sent} of ${total} bytes sent`;
}

const MESSAGE_MAX_CHARS = 500;

/** Takes out what looks like a secret or a signed text: servers sometimes echo what they were sent. */
export function redact(text: string): string {
  const safe = text
    .replace(
      /\b(signature|policy|access_?key_?(?:id|secret))(\s*=\s*|["']\s*:\s*)[^\s&,;]+/gi,
      '$1$2[removed]',
    )
    .replace(/[A-Za-z0-9+/_=%-]{40,}/g, '[removed]');
  return toldText(safe, MESSAGE_MAX_CHARS);
}
