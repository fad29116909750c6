import { useCallback, useMemo, useState } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';

export type Selection = {
  /** In the order of the list; what was removed meanwhile is not among them. */
  readonly chosen: readonly SavedReceipt[];
  readonly has: (id: string) => boolean;
  readonly toggle: (id: string) => void;
  readonly choose: (receipts: readonly SavedReceipt[]) => void;
};

/** What the user has selected; a search in between changes nothing. */
export function useSelection(receipts: readonly SavedReceipt[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setIds((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const choose = useCallback((next: readonly SavedReceipt[]) => {
    setIds(new Set(next.map(({ id }) => id)));
  }, []);
  const has = useCallback((id: string) => ids.has(id), [ids]);
  const chosen = useMemo(() => receipts.filter(({ id }) => ids.has(id)), [receipts, ids]);
  return { chosen, has, toggle, choose };
}
