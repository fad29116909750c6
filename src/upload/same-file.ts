import { unlessAborted } from './unless-aborted.ts';
import type { DigestLane } from './digest-lane.ts';
import type { KeptReceipt } from './kept-receipt.ts';
import type { KnownDigests } from './receipt-schema.ts';
import type { DigestKind } from './upload.ts';

/** What a comparison of a file with a receipt has come to. */
export type Comparison =
  /** Every checksum that both have is equal. */
  | { readonly kind: 'same'; readonly by: readonly DigestKind[] }
  /** Bytes. */
  | { readonly kind: 'other-size'; readonly size: number; readonly expected: number }
  | { readonly kind: 'other-bytes'; readonly by: DigestKind }
  /** Not readable to its end, or nothing here can compute a checksum. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'no-checksum' };

/** As much of a receipt as a file is compared with. */
export type Comparable = Pick<KeptReceipt, 'digests'> & {
  readonly firmware: Pick<KeptReceipt['firmware'], 'size'>;
};

/** Rejects with the signal's reason when it is aborted. */
export type IsThatFile = (
  file: Blob,
  receipt: Comparable,
  signal: AbortSignal,
) => Promise<Comparison>;

/** Enough to be sure: the store's own checksum, and one that nobody can forge. */
const TELLING: readonly DigestKind[] = ['crc64', 'sha256'];

/** Lanes digest one file at a time, so comparisons wait for each other; they need lanes of their own. */
export function createFileComparison(lanes: readonly DigestLane[]): IsThatFile {
  let last: Promise<unknown> = Promise.resolve();
  return async (file, { firmware, digests }, signal) => {
    signal.throwIfAborted();
    const { size } = file;
    if (size !== firmware.size) return { kind: 'other-size', size, expected: firmware.size };
    const wanted = TELLING.filter((kind) => digests[kind] !== undefined);
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
    /** One difference is enough: nobody waits for the slower checksum of another file. */
    const enough = new AbortController();
    const equal: DigestKind[] = [];
    let different: DigestKind | undefined;
    const work = lanes
      .filter(({ kinds }) => kinds.some((kind) => wanted.includes(kind)))
      .map(async (lane) => {
        const found = await lane.compute(file, AbortSignal.any([signal, enough.signal]));
        for (const kind of wanted) {
          const value = found.get(kind);
          if (value === undefined) continue;
          if (value === expected[kind]) equal.push(kind);
          else different ??= kind;
        }
        if (different !== undefined) enough.abort();
      });
    await Promise.allSettled(work);
    signal.throwIfAborted();
    if (different !== undefined) return { kind: 'other-bytes', by: different };
    const by = wanted.filter((kind) => equal.includes(kind));
    return by.length > 0 ? { kind: 'same', by } : { kind: 'unreadable' };
  }
}
