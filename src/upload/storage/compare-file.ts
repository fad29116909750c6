import { unlessAborted } from '../abort.ts';
import type { DigestClient, DigestClients } from '../digest/digest-client.ts';
import type { SavedReceipt } from './saved-receipt.ts';
import { tellingDigests, type KnownDigests } from '../model/receipt-schema.ts';
import { DIGEST_KINDS, type DigestKind } from '../model/upload.ts';

/** What a comparison of a file with a receipt has come to. */
export type Comparison =
  /** Every checksum that both have is equal; `found` are those that the receipt lacks. */
  | { readonly kind: 'same'; readonly by: readonly DigestKind[]; readonly found: KnownDigests }
  /** Bytes. */
  | { readonly kind: 'other-size'; readonly size: number; readonly expected: number }
  | { readonly kind: 'other-bytes'; readonly by: DigestKind }
  /** Not readable to its end, or nothing here can compute a checksum. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'no-checksum' };

/** As much of a receipt as a file is compared with. */
export type Comparable = Pick<SavedReceipt, 'digests'> & {
  readonly firmware: Pick<SavedReceipt['firmware'], 'size'>;
};

/** Rejects with the signal's reason when it is aborted. */
export type IsThatFile = (
  file: Blob,
  receipt: Comparable,
  signal: AbortSignal,
) => Promise<Comparison>;

/** Clients digest one file at a time, so comparisons wait for each other; they need clients of their own. */
export function createFileComparison({ verdict, record }: DigestClients): IsThatFile {
  const clients = [verdict, record];
  let last: Promise<unknown> = Promise.resolve();
  return async (file, { firmware, digests }, signal) => {
    signal.throwIfAborted();
    const { size } = file;
    if (size !== firmware.size) return { kind: 'other-size', size, expected: firmware.size };
    const wanted = tellingDigests(digests);
    if (wanted.length === 0) return { kind: 'no-checksum' };
    const turn = last.then(() => compare(file, digests, wanted, signal));
    last = turn.catch(() => undefined);
    return unlessAborted(turn, signal);
  };

  async function compare(
    file: Blob,
    expected: KnownDigests,
    wanted: readonly DigestKind[],
    signal: AbortSignal,
  ): Promise<Comparison> {
    signal.throwIfAborted();
    /** One difference is enough: the slower checksum of another file is not waited for. */
    const enough = new AbortController();
    const found = new Map<DigestKind, string>();
    const isDifferent = (kind: DigestKind) => found.has(kind) && found.get(kind) !== expected[kind];
    const compute = async (client: DigestClient) => {
      const values = await client.compute(file, AbortSignal.any([signal, enough.signal]));
      for (const [kind, value] of values) found.set(kind, value);
      if (wanted.some(isDifferent)) enough.abort();
    };
    const comparing = clients.filter(({ kinds }) => kinds.some((kind) => wanted.includes(kind)));
    await Promise.allSettled(comparing.map(compute));
    signal.throwIfAborted();
    const by = wanted.filter((kind) => found.has(kind));
    const different = by.find(isDifferent);
    if (different !== undefined) return { kind: 'other-bytes', by: different };
    if (by.length === 0) return { kind: 'unreadable' };
    // It is that file, so what was not known of it can be told now.
    const lacks = (kind: DigestKind) => expected[kind] === undefined;
    const rest = clients.filter(
      (client) => !comparing.includes(client) && client.kinds.some(lacks),
    );
    await Promise.allSettled(rest.map(compute));
    signal.throwIfAborted();
    const missing = DIGEST_KINDS.filter(lacks).flatMap((kind) => {
      const value = found.get(kind);
      return value === undefined ? [] : [[kind, value] as const];
    });
    return { kind: 'same', by, found: Object.fromEntries(missing) };
  }
}
