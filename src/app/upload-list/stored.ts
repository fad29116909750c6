import type { Failure } from '../../upload/failure.ts';

/** What may lie in the store after a failure: the first thing a person asks. */
export type Stored = 'nothing-sent' | 'nothing-stored' | 'maybe' | 'wrong-copy' | 'mixed-copy';

export function storedAfter(failure: Failure): Stored {
  switch (failure.kind) {
    case 'ticket-unreachable':
    case 'ticket-refused':
    case 'ticket-malformed':
    case 'ticket-expired':
    case 'address-untrusted':
    case 'size-not-allowed':
      return 'nothing-sent';
    case 'policy-expired':
      return 'nothing-stored';
    case 'store-unreachable':
      // The store keeps whole objects only, so a copy needs every byte to have left.
      return failure.sent < failure.total ? 'nothing-stored' : 'maybe';
    case 'store-refused':
      // OSS's own no is certain; a gateway may lose the answer to a request that went through.
      if (failure.error !== undefined && failure.error.code !== 'InternalError') {
        return 'nothing-stored';
      }
      return failure.status < 500 ? 'nothing-stored' : 'maybe';
    case 'answer-not-of-store':
    case 'unexpected':
      return 'maybe';
    case 'checksum-mismatch':
      return 'wrong-copy';
    case 'file-changed':
      return failure.noticed === 'before-sending' ? 'nothing-sent' : 'mixed-copy';
  }
}
