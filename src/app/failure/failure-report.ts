import { codeOf } from '../../upload/model/failure-code.ts';
import type { Asked, Failure, Rejection } from '../../upload/model/failure.ts';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Try } from '../../upload/model/retry-policy.ts';
import { toldText } from '../../contract/legible-text.ts';
import { withoutMarks } from '../locales/kept.ts';
import { factsOf } from './failure-facts.ts';

export type Circumstances = {
  readonly title: string;
  /** The attempts that failed, oldest first; the last of them is the trouble reported. */
  readonly tries: readonly Try[];
  /** Of the last ticket there was. */
  readonly ticketRequestId: string | undefined;
  readonly now: Date;
  readonly userAgent: string;
};

/** Plain text for a support request. Only what is named here goes in: no ticket, policy or signature. */
export function failureReport(
  trouble: Failure | Rejection,
  firmware: Firmware,
  { title, tries, ticketRequestId, now, userAgent }: Circumstances,
): string {
  const facts = factsOf(trouble);
  const earlier = tries.slice(0, -1).map(({ failure, sent }) => `${codeOf(failure)} at ${sent}`);
  const lines: readonly (readonly [label: string, value: string | number | undefined])[] = [
    ['OTA Drop', `${codeOf(trouble)} ${trouble.kind}`],
    // Marks that are meant for the page.
    ['What happened', withoutMarks(title)],
    ['HTTP status', facts.status],
    ['Code', facts.code],
    ['EC', facts.ec],
    ['Message', facts.message === undefined ? undefined : redact(facts.message)],
    ['Request id', facts.requestId],
    ['Ticket request id', ticketRequestId],
    ['Seen', seenOf(trouble)],
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

/** What the page itself saw, in numbers. */
function seenOf(trouble: Failure | Rejection): string | undefined {
  switch (trouble.kind) {
    case 'ticket-timeout':
      return `no answer within ${trouble.afterMs} ms`;
    case 'ticket-expired':
      return `${Math.round(trouble.leftMs)} of ${trouble.lifeMs} ms left`;
    case 'size-not-allowed':
      return `${trouble.min} to ${trouble.max} bytes allowed`;
    case 'too-large':
      return `at most ${trouble.limit} bytes allowed`;
    case 'file-changed':
      return `${trouble.how}, noticed ${trouble.noticed}`;
    case 'address-insecure':
    case 'store-blocked':
    case 'store-unreachable':
      return trouble.host;
    case 'local-network-closed':
      return `${trouble.host}, permission: ${trouble.access}`;
    case 'store-forbids-page':
      return `${trouble.host} from ${trouble.origin}`;
    case 'connection-lost':
      return `${sentIn(trouble)} after ${Math.round(trouble.tookMs)} ms, likely: ${trouble.likely}`;
    case 'stalled':
      return `${sentIn(trouble)}, quiet for ${Math.round(trouble.quietMs)} ms`;
    case 'file-unreadable':
    case 'network-limit':
    case 'store-keeps-refusing':
      return sentIn(trouble);
    case 'answer-lost':
      return `all sent, the object is ${trouble.found}`;
    case 'store-refused':
    case 'policy-expired':
      return trouble.asked && `${insteadOfAnswer(trouble.asked)}; the store was asked afterwards`;
    case 'checksum-mismatch':
      return `file ${trouble.ours ?? 'not known'}, stored ${trouble.theirs ?? 'not known'}`;
    case 'offline':
    case 'ticket-unreachable':
    case 'ticket-refused':
    case 'ticket-malformed':
    case 'address-untrusted':
    case 'already-uploading':
    case 'answer-not-of-store':
    case 'answer-from-elsewhere':
    case 'unexpected':
    case 'empty':
    case 'unreadable':
    case 'gone':
      return undefined;
  }
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
