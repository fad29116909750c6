import { useCallback } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import type { ReceiptStore } from '../../upload/storage/receipts.ts';
import { kept } from '../locales/text/kept.ts';
import { useWords } from '../locales/useWords.ts';
import { useAnnounce } from '../ui/Announcer.tsx';

type RemovalOptions = {
  readonly history: ReceiptStore;
  readonly found: readonly SavedReceipt[];
  readonly focusRow: (id: string) => void;
  /** Where the focus goes when the last row is gone. */
  readonly focusSearch: () => void;
};

/** Throws receipts away, says so, and keeps the focus on the list. */
export function useRemoval({ history, found, focusRow, focusSearch }: RemovalOptions) {
  const words = useWords('history');
  const announce = useAnnounce();
  const remove = useCallback(
    ({ id, firmware }: SavedReceipt) => {
      const at = found.findIndex((saved) => saved.id === id);
      const neighbour = found[at + 1] ?? found[at - 1];
      // The button that was pressed is about to go.
      if (neighbour === undefined) focusSearch();
      else focusRow(neighbour.id);
      history.remove(id).then((isGone) => {
        announce(isGone ? words.removed(kept(firmware.name)) : words.notRemoved);
      }, reportError);
    },
    [history, found, focusRow, focusSearch, announce, words],
  );
  const clear = useCallback(async () => {
    focusSearch();
    announce((await history.clear()) ? words.cleared : words.notRemoved);
  }, [history, focusSearch, announce, words]);
  return { remove, clear };
}
