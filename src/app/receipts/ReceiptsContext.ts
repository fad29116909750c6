import { createContext, useContext } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import type { ReceiptNotes } from '../../upload/model/upload.ts';

/** What was dropped on a receipt: one file is compared with it, anything else is refused. */
export type DroppedFiles = File | 'refused';

/** What is the same for all receipts. */
export type ReceiptsView = {
  /** The detail stands beside the list; else below its row. */
  readonly isWide: boolean;
  readonly simulated: boolean;
  readonly notes: ReceiptNotes;
  /** Shows a detail; undefined closes it. */
  readonly choose: (id: string | undefined) => void;
  readonly isChosen: (id: string) => boolean;
  /** Selects a receipt, or no longer. */
  readonly toggle: (id: string) => void;
  readonly remove: (saved: SavedReceipt) => void;
  readonly print: (saved: SavedReceipt) => void;
  readonly onDrop: (saved: SavedReceipt, files: DroppedFiles) => void;
};

export const ReceiptsContext = createContext<ReceiptsView | undefined>(undefined);

export function useReceiptsView(): ReceiptsView {
  const view = useContext(ReceiptsContext);
  if (view === undefined) throw new Error('useReceiptsView needs a ReceiptsContext above it');
  return view;
}
