import type { ReactElement } from 'react';
import type { ReceiptStore } from '../../upload/storage/receipts.ts';
import type { QueueHandle } from '../uploads/queue-handle.ts';

export type PresenterProps = {
  readonly queue: QueueHandle;
  readonly openReceipts: () => Promise<ReceiptStore>;
  /** As if the user had dropped them. */
  readonly add: (files: readonly File[]) => void;
};

/** What the demo puts into the page: a button, and all that it opens. No other build has one. */
export type PresenterPart = (props: PresenterProps) => ReactElement;
