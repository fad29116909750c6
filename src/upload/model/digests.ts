import type { Failure } from './failure.ts';
import type { KeptDigests, KnownDigests } from './receipt-schema.ts';
import { DIGEST_KINDS, type DigestKind, type Digests, type DigestState } from './upload.ts';

/** What can happen to the digests of an upload. */
export type DigestEvent =
  /** The file was read for `kinds`: what is not among `values` could not be computed. Of a small file all are found at once. */
  | {
      readonly type: 'computed';
      readonly kinds: readonly DigestKind[];
      readonly values: ReadonlyMap<DigestKind, string>;
    }
  /** The file was chosen again, and is the one that was uploaded. */
  | { readonly type: 'compared'; readonly found: KnownDigests }
  /** Another attempt follows; `failure` is why the last one ended, where it failed. */
  | { readonly type: 'retried'; readonly failure: Failure | undefined }
  /** The upload is of an earlier visit: its file is not at hand any more. */
  | { readonly type: 'page-closed' };

/** The next digests; the same object when nothing is new. */
export function advanceDigests(digests: Digests, event: DigestEvent): Digests {
  const next = (kind: DigestKind) => advanceDigest(digests[kind], kind, event);
  const after: Digests = { crc64: next('crc64'), md5: next('md5'), sha256: next('sha256') };
  return DIGEST_KINDS.every((kind) => after[kind] === digests[kind]) ? digests : after;
}

function advanceDigest(state: DigestState, kind: DigestKind, event: DigestEvent): DigestState {
  switch (event.type) {
    case 'computed': {
      const value = event.values.get(kind);
      if (value !== undefined) return { status: 'known', value };
      const isMissing = state.status === 'pending' && event.kinds.includes(kind);
      return isMissing ? { status: 'unavailable' } : state;
    }
    case 'compared': {
      const value = event.found[kind];
      return state.status === 'known' || value === undefined ? state : { status: 'known', value };
    }
    case 'retried':
      // After a mismatch it may be ours that was read wrongly; and what could not be computed may be possible now.
      return event.failure?.kind === 'checksum-mismatch' || state.status === 'unavailable'
        ? { status: 'pending' }
        : state;
    case 'page-closed':
      return state.status === 'pending' ? { status: 'missed' } : state;
  }
}

/** Those of an earlier visit: what was not known by then is not waited for. */
export function restoreDigests(kept: KeptDigests): Digests {
  const read = (kind: DigestKind): DigestState => {
    const value = kept[kind];
    if (value !== undefined) return { status: 'known', value };
    return { status: kept.unavailable?.includes(kind) === true ? 'unavailable' : 'pending' };
  };
  const digests = { crc64: read('crc64'), md5: read('md5'), sha256: read('sha256') };
  return advanceDigests(digests, { type: 'page-closed' });
}
