import type { Clock } from '../clock.ts';
import type { KeyValueStore } from './key-value-store.ts';
import { readSavedReceipt, RECEIPTS_MAX, type SavedReceipt } from './saved-receipt.ts';

export type ReceiptChange = (saved: SavedReceipt) => SavedReceipt;
export type Receipts = readonly SavedReceipt[] | 'unavailable';

/** What is stored, newest first, read once for many questions: a thousand uploads may finish within seconds. */
export type ReceiptCache = {
  /** @param ms some storage neither answers nor fails */
  read(ready: Promise<unknown>, ms: number): Promise<Receipts>;
  /** What this tab writes now. What was removed meanwhile does not come back by a change. */
  apply(additions: readonly SavedReceipt[], changes: ReadonlyMap<string, ReceiptChange>): void;
  /** It is read again for the next question. */
  invalidate(): void;
};

export function createReceiptCache(
  store: Pick<KeyValueStore, 'all'>,
  clock: Pick<Clock, 'sleep'>,
): ReceiptCache {
  let cached: Promise<Receipts> | undefined;

  /** A failure is worth another try. */
  function remember(reading: Promise<Receipts>): Promise<Receipts> {
    cached = reading;
    void reading.then((receipts) => {
      if (receipts === 'unavailable' && cached === reading) cached = undefined;
    });
    return reading;
  }

  function readOnce(): Promise<Receipts> {
    if (cached !== undefined) return cached;
    return remember(
      store.all().then(
        (stored) => newestFirst(stored).slice(0, RECEIPTS_MAX),
        () => 'unavailable' as const,
      ),
    );
  }

  return {
    async read(ready, ms) {
      const enough = new AbortController();
      const late = clock
        .sleep(ms, enough.signal)
        .catch(() => undefined)
        .then(() => 'unavailable' as const);
      const receipts = await Promise.race([ready.then(readOnce), late]);
      enough.abort();
      return receipts;
    },
    apply(additions, changes) {
      if (cached === undefined) return;
      void remember(
        cached.then((receipts) =>
          receipts === 'unavailable' ? receipts : merge(receipts, additions, changes),
        ),
      );
    },
    invalidate() {
      cached = undefined;
    },
  };
}

/** What cannot be read is left where it is: a later version of the page may have written it. */
export function newestFirst(
  stored: Awaited<ReturnType<KeyValueStore['all']>>,
): readonly SavedReceipt[] {
  return stored.flatMap(([id, value]) => readSavedReceipt(id, value) ?? []).toSorted(byTime);
}

function merge(
  receipts: readonly SavedReceipt[],
  additions: readonly SavedReceipt[],
  changes: ReadonlyMap<string, ReceiptChange>,
): readonly SavedReceipt[] {
  const added = new Set(additions.map(({ id }) => id));
  const earlier = receipts.filter(({ id }) => !added.has(id));
  return [...additions, ...earlier]
    .map((receipt) => changes.get(receipt.id)?.(receipt) ?? receipt)
    .toSorted(byTime)
    .slice(0, RECEIPTS_MAX);
}

function byTime(one: SavedReceipt, other: SavedReceipt): number {
  const later = other.receipt.finishedAt - one.receipt.finishedAt;
  return later === 0 ? (one.id < other.id ? 1 : -1) : later;
}
