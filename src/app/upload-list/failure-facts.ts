import { codeOf, type Failure, type Rejection } from '../../upload/failure.ts';
import type { Firmware } from '../../upload/firmware.ts';

/** What the wire said about a failure: for the small print and for support. */
export type FailureFacts = {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly ec: string | undefined;
  readonly message: string | undefined;
  readonly requestId: string | undefined;
};

const NOTHING: FailureFacts = {
  status: undefined,
  code: undefined,
  ec: undefined,
  message: undefined,
  requestId: undefined,
};

export function factsOf(trouble: Failure | Rejection): FailureFacts {
  switch (trouble.kind) {
    case 'ticket-refused': {
      const { code, message, requestId } = trouble.problem;
      return {
        ...NOTHING,
        status: trouble.status,
        code: presence(code),
        message: presence(message),
        requestId: presence(requestId),
      };
    }
    case 'ticket-malformed':
      return { ...NOTHING, status: trouble.status, message: presence(trouble.detail) };
    case 'address-untrusted':
      return { ...NOTHING, requestId: presence(trouble.requestId) };
    case 'store-refused':
    case 'policy-expired':
      return {
        status: trouble.status,
        code: trouble.error?.code,
        ec: trouble.error?.ec,
        message: presence(trouble.error?.message ?? ''),
        requestId: trouble.requestId ?? trouble.error?.requestId,
      };
    case 'answer-not-of-store':
      return { ...NOTHING, status: trouble.status };
    case 'unexpected':
      return { ...NOTHING, message: trouble.detail };
    case 'checksum-mismatch':
    case 'file-changed':
    case 'size-not-allowed':
    case 'store-unreachable':
    case 'ticket-expired':
    case 'ticket-unreachable':
    case 'empty':
    case 'too-large':
    case 'unreadable':
      return NOTHING;
  }
}

/** Plain text for a support request. Only what is named here goes in: no ticket, policy or signature. */
export function failureReport(
  trouble: Failure | Rejection,
  firmware: Firmware,
  circumstances: { readonly title: string; readonly now: Date; readonly userAgent: string },
): string {
  const facts = factsOf(trouble);
  const lines: readonly (readonly [label: string, value: string | number | undefined])[] = [
    ['OTA Drop', `${codeOf(trouble)} ${trouble.kind}`],
    ['What happened', circumstances.title],
    ['HTTP status', facts.status],
    ['Code', facts.code],
    ['EC', facts.ec],
    ['Message', facts.message === undefined ? undefined : redact(facts.message)],
    ['Request id', facts.requestId],
    ['Checksums', checksumsIn(trouble)],
    [
      'Sent',
      trouble.kind === 'store-unreachable'
        ? `${trouble.sent} of ${trouble.total} bytes`
        : undefined,
    ],
    ['File', firmware.name],
    ['Size', `${firmware.size} bytes`],
    ['Time', circumstances.now.toISOString()],
    ['Browser', circumstances.userAgent],
  ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `${label}: ${value}`)
    .join('\n');
}

/** Takes out what looks like a secret or a signed text: servers sometimes echo what they were sent. */
export function redact(text: string): string {
  return text
    .replace(
      /\b(signature|policy|access_?key_?(?:id|secret))(\s*=\s*|["']\s*:\s*)[^\s&,;]+/gi,
      '$1$2[removed]',
    )
    .replace(/[A-Za-z0-9+/_=%-]{40,}/g, '[removed]')
    .slice(0, 500);
}

function checksumsIn(trouble: Failure | Rejection): string | undefined {
  return trouble.kind === 'checksum-mismatch'
    ? `file ${trouble.ours}, stored ${trouble.theirs}`
    : undefined;
}

function presence(text: string): string | undefined {
  return text === '' ? undefined : text;
}
