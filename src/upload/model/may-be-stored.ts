import type { Asked, Failure } from './failure.ts';
import type { Try } from './retry-policy.ts';
import type { MaybeStored } from './upload-state.ts';

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

/** What an upload's earlier attempts come to: what one of them may have left is there still. */
export type Past = {
  /** Since a person last asked. */
  readonly tries: readonly Try[];
  /** Of all attempts there were. */
  readonly arrived: MaybeStored;
};

export const NO_PAST: Past = { tries: [], arrived: 'nothing' };

export function storedAfterAll(failure: Failure, { tries, arrived }: Past): Stored {
  const sent: readonly Stored[] = tries.some((past) => past.sent > 0) ? ['nothing-stored'] : [];
  const past = tries.map((each) => storedAfter(each.failure));
  const left: readonly Stored[] = arrived === 'maybe' ? ['maybe'] : [];
  const all = new Set([storedAfter(failure), ...past, ...sent, ...left]);
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
    case 'local-network-closed':
      return 'nothing-sent';
    case 'already-uploading':
      return 'nothing-sent-here';
    // The store keeps whole objects only, so a copy needs every byte to have left.
    case 'connection-lost':
    case 'network-limit':
    case 'store-keeps-refusing':
    case 'stalled':
      return 'nothing-stored';
    case 'answer-lost':
      return failure.found === 'absent' ? 'nothing-stored' : 'maybe';
    case 'policy-expired':
      return mayBeBehindProxy(failure) ? 'maybe' : 'nothing-stored';
    case 'store-refused':
      if (mayBeBehindProxy(failure)) return 'maybe';
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

/** What the store says of a ticket now it need not have said of the transfer, if that was sent to its end. */
function mayBeBehindProxy({ asked }: { readonly asked?: Asked }): boolean {
  return asked !== undefined && 'found' in asked && asked.found === 'unknown';
}

/** Every other no of OSS is certain. */
const MAYBE_STORED: ReadonlySet<string> = new Set(['InternalError', 'FileAlreadyExists']);
