import { useCallback, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';

export type Print = {
  /** What is on the sheet just now: none as long as nothing is printed. */
  readonly receipts: readonly SavedReceipt[];
  readonly isOne: boolean;
  readonly list: () => void;
  readonly one: (saved: SavedReceipt) => void;
};

type Sheet = Pick<Print, 'receipts' | 'isOne'>;

const NOTHING: readonly SavedReceipt[] = [];

/** A sheet is only made while it is printed: a thousand receipts would be laid out for nothing. @param listed for the browser's own command */
export function usePrint(listed: readonly SavedReceipt[]): Print {
  const [sheet, setSheet] = useState<Sheet>();
  useEffect(() => {
    const over = new AbortController();
    const { signal } = over;
    const begin = () =>
      flushSync(() => setSheet((before) => before ?? { receipts: listed, isOne: false }));
    addEventListener('beforeprint', begin, { signal });
    addEventListener('afterprint', () => setSheet(undefined), { signal });
    return () => over.abort();
  }, [listed]);
  const print = useCallback((next: Sheet) => {
    // The browser takes what is in the document by then.
    flushSync(() => setSheet(next));
    window.print();
  }, []);
  const one = useCallback(
    (saved: SavedReceipt) => print({ receipts: [saved], isOne: true }),
    [print],
  );
  return {
    receipts: sheet?.receipts ?? NOTHING,
    isOne: sheet?.isOne ?? false,
    list: () => print({ receipts: listed, isOne: false }),
    one,
  };
}
