import type { Failure } from './failure.ts';
import type { Try } from './retry-policy.ts';

/** What may lie in the store after a failure: the first thing a person asks. */
export type Stored =
  | 'nothing-sent'
  | 'nothing-sent-here'
  | 'nothing-stored'
  | 'maybe'
  | 'elsewhere'
  | 'wrong-copy'
  | 'mixed-copy';

/** From the least to the most that a person has to reckon with. */
const BY_WEIGHT: readonly Stored[] = [
  'nothing-sent',
  'nothing-sent-here',
  'nothing-stored',
  'maybe',
  'elsewhere',
  'mixed-copy',
  'wrong-copy',
];

/** @param tries every attempt since a person last asked: what an earlier one may have left is there still */
export function storedAfterAll(failure: Failure, tries: readonly Try[]): Stored {
  const sent: readonly Stored[] = tries.some((past) => past.sent > 0) ? ['nothing-stored'] : [];
  const past = tries.map((each) => storedAfter(each.failure));
  const all = new Set([storedAfter(failure), ...past, ...sent]);
  return BY_WEIGHT.findLast((stored) => all.has(stored)) ?? 'maybe';
}

/** Whether something of the file may be in the store, or in another one. */
export function mayLeaveCopy(failure: Failure): boolean {
  return BY_WEIGHT.indexOf(storedAfter(failure)) >= BY_WEIGHT.indexOf('maybe');
}

export function storedAfter(failure: Failure): Stored {
  switch (failure.kind) {
    case 'offline':
    case 'ticket-unreachable':
    case 'ticket-timeout':
    case 'ticket-refused':
    case 'ticket-malformed':
    case 'ticket-expired':
    case 'address-untrusted':
    case 'address-insecure':
    case 'size-not-allowed':
    case 'store-blocked':
    case 'store-forbids-page':
    case 'store-unreachable':
      return 'nothing-sent';
    case 'already-uploading':
      return 'nothing-sent-here';
    // The store keeps whole objects only, so a copy needs every byte to have left.
    case 'connection-lost':
    case 'network-limit':
    case 'store-keeps-refusing':
    case 'stalled':
    case 'policy-expired':
      return 'nothing-stored';
    case 'answer-lost':
      return failure.found === 'absent' ? 'nothing-stored' : 'maybe';
    case 'store-refused':
      // A gateway may lose the answer to a request that went through, and an object that is there may be this very one.
      if (failure.error === undefined) return failure.status < 500 ? 'nothing-stored' : 'maybe';
      return MAYBE_STORED.has(failure.error.code) ? 'maybe' : 'nothing-stored';
    case 'answer-not-of-store':
    case 'unexpected':
      return 'maybe';
    case 'answer-from-elsewhere':
      return 'elsewhere';
    case 'checksum-mismatch':
      return 'wrong-copy';
    case 'file-unreadable':
      return failure.sent === 0 ? 'nothing-sent' : 'nothing-stored';
    case 'file-changed':
      if (failure.noticed === 'before-sending') return 'nothing-sent';
      return failure.how === 'changed' ? 'mixed-copy' : 'maybe';
  }
}

/** Every other no of OSS is certain. */
const MAYBE_STORED: ReadonlySet<string> = new Set(['InternalError', 'FileAlreadyExists']);
