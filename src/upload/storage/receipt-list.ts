import type { Finished } from '../queue/earlier-copies.ts';
import { packReceipt, readSavedReceipt, RECEIPTS_MAX, type SavedReceipt } from './saved-receipt.ts';
import type { KeyValueStore } from './key-value-store.ts';

/** What receipts are as a list, and as items on a shelf. */

/** Newest first, as far as they are shown. What was removed meanwhile does not come back by a change. */
export function withNews(
  receipts: readonly SavedReceipt[],
  additions: readonly SavedReceipt[],
  changes: readonly SavedReceipt[],
): readonly SavedReceipt[] {
  const added = new Set(additions.map(({ id }) => id));
  const latest = new Map(changes.map((receipt) => [receipt.id, receipt]));
  const earlier = receipts.filter(({ id }) => !added.has(id));
  return [...additions, ...earlier]
    .map((receipt) => latest.get(receipt.id) ?? receipt)
    .toSorted(byTime)
    .slice(0, RECEIPTS_MAX);
}

export function itemOf(receipt: SavedReceipt): readonly [string, unknown] {
  return [receipt.id, packReceipt(receipt)];
}

/** What cannot be read is left where it is: a later version of the page may have written it. */
export function newestFirst(
  stored: Awaited<ReturnType<KeyValueStore['all']>>,
): readonly SavedReceipt[] {
  return stored.flatMap(([id, value]) => readSavedReceipt(id, value) ?? []).toSorted(byTime);
}

function byTime(one: SavedReceipt, other: SavedReceipt): number {
  const later = other.receipt.finishedAt - one.receipt.finishedAt;
  return later === 0 ? (one.id < other.id ? 1 : -1) : later;
}

export function offer(kept: SavedReceipt, size: number): readonly Finished[] {
  const { firmware, suffix, receipt, digests } = kept;
  const { crc64, sha256 } = digests;
  if (firmware.size !== size || crc64 === undefined) return [];
  const { firmwareUrl, finishedAt, verdict, madePackage } = receipt;
  const hasPackage = madePackage !== undefined;
  return [{ firmwareUrl, finishedAt, suffix, crc64, sha256, verdict, hasPackage }];
}
