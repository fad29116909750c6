import { useEffect, useRef } from 'react';
import { RECEIPTS_MAX } from '../../upload/storage/saved-receipt.ts';
import type { ReceiptStore } from '../../upload/storage/receipts.ts';
import type { ReceiptNotes } from '../../upload/model/upload.ts';
import { REFUSED_DROPS } from '../ui/useFileDrop.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { PartNote } from '../late/PartNote.tsx';
import { AnnouncerEcho } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './Receipts.module.css';
import { SavedReceipts } from './SavedReceipts.tsx';
import { useReceipts } from './useReceipts.ts';

export type ReceiptsProps = {
  readonly openHistory: () => Promise<ReceiptStore>;
  readonly simulated: boolean;
  /** The list, on which the upload of a receipt may be; undefined until the engine is here. */
  readonly list: () => ReceiptNotes | undefined;
  readonly onClose: () => void;
};

/** Every receipt that this browser keeps, over the page: uploads go on behind it. */
export function Receipts({ openHistory, simulated, list, onClose }: ReceiptsProps) {
  const words = useWords('history');
  const { format } = useI18n();
  const receipts = useReceipts(openHistory);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    // Closed, it gives the focus back to what had it.
    return () => opened?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className={css['dialog']}
      aria-labelledby="history-title"
      data-testid="history"
      onClose={({ currentTarget }) => {
        // Told late, it may be open again: in development every effect runs twice.
        if (!currentTarget.open) onClose();
      }}
      {...REFUSED_DROPS}
    >
      <AnnouncerEcho />
      <div className={css['head']}>
        <h2 id="history-title" className={css['title']} tabIndex={-1}>
          {words.title}
        </h2>
        <Button
          look="icon"
          aria-label={words.close}
          data-testid="history-close"
          onClick={() => dialog.current?.close()}
        >
          <Icon name="cross" />
        </Button>
      </div>
      <p className={css['about']}>{words.about(format.count(RECEIPTS_MAX))}</p>
      {receipts === 'loading' && <p className={css['state']}>{words.loading}</p>}
      {receipts === 'missing' && <PartNote status="failed" />}
      {receipts === 'unavailable' && (
        <p className={css['state']} data-testid="history-unavailable">
          {words.unavailable}
        </p>
      )}
      {typeof receipts !== 'string' &&
        (receipts.receipts.length === 0 ? (
          <NoReceipts />
        ) : (
          <SavedReceipts {...receipts} simulated={simulated} list={list} />
        ))}
    </dialog>
  );
}

/** Before the first receipt, and after the last one: then it takes the focus of what has gone. */
function NoReceipts() {
  const words = useWords('history');
  const note = useRef<HTMLParagraphElement>(null);
  useEffect(() => note.current?.focus(), []);
  return (
    <p ref={note} className={css['state']} tabIndex={-1} data-testid="history-empty">
      {words.empty}
    </p>
  );
}
