import { useEffect, useState } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import type { ReceiptStore } from '../../upload/storage/receipts.ts';
import { AGAIN_EVERY_MS } from '../late/useLate.ts';

export type OpenedReceipts = {
  readonly history: ReceiptStore;
  readonly receipts: readonly SavedReceipt[];
};

export type Receipts =
  | OpenedReceipts
  | 'loading'
  /** The code that reads them could not be loaded; it is asked for again. */
  | 'missing'
  | 'unavailable';

/** All of them, newest first, whichever tab writes the next one. Unchanged receipts stay the same objects. */
export function useReceipts(openReceipts: () => Promise<ReceiptStore>): Receipts {
  const [opened, setOpened] = useState<Receipts>('loading');
  useEffect(() => {
    const leave = new AbortController();
    const { signal } = leave;
    const read = async (history: ReceiptStore) => {
      const found = await history.all();
      if (signal.aborted) return;
      setOpened((before) => {
        if (found === 'unavailable') return found;
        const known = typeof before === 'string' ? [] : before.receipts;
        return { history, receipts: keepUnchanged(known, found) };
      });
    };
    const open = () => {
      openReceipts().then(
        (history) => {
          if (signal.aborted) return;
          const stop = history.subscribe(() => void read(history));
          signal.addEventListener('abort', stop);
          void read(history);
        },
        () => {
          if (signal.aborted) return;
          setOpened('missing');
          const timer = setTimeout(open, AGAIN_EVERY_MS);
          signal.addEventListener('abort', () => clearTimeout(timer));
        },
      );
    };
    open();
    return () => leave.abort();
  }, [openReceipts]);
  return opened;
}

/** Rows of what has not changed need not be drawn again. What a receipt can still learn is its checksums. */
function keepUnchanged(
  before: readonly SavedReceipt[],
  found: readonly SavedReceipt[],
): readonly SavedReceipt[] {
  const known = new Map(before.map((receipt) => [receipt.id, receipt]));
  return found.map((receipt) => {
    const same = known.get(receipt.id);
    return same !== undefined && JSON.stringify(same) === JSON.stringify(receipt) ? same : receipt;
  });
}
