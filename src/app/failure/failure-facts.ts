import type { Failure, Rejection } from '../../upload/model/failure.ts';

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
    case 'address-insecure':
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
    case 'offline':
    case 'ticket-unreachable':
    case 'ticket-timeout':
    case 'ticket-expired':
    case 'size-not-allowed':
    case 'already-uploading':
    case 'file-changed':
    case 'file-unreadable':
    case 'store-blocked':
    case 'store-forbids-page':
    case 'store-unreachable':
    case 'local-network-closed':
    case 'connection-lost':
    case 'network-limit':
    case 'store-keeps-refusing':
    case 'stalled':
    case 'answer-lost':
    case 'answer-from-elsewhere':
    case 'checksum-mismatch':
    case 'empty':
    case 'too-large':
    case 'unreadable':
    case 'gone':
      return NOTHING;
  }
}

function presence(text: string): string | undefined {
  return text === '' ? undefined : text;
}
