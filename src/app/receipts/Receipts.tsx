import { useEffect, useRef } from 'react';
import { RECEIPTS_MAX } from '../../upload/storage/saved-receipt.ts';
import type { ReceiptStore } from '../../upload/storage/receipts.ts';
import type { ReceiptNotes } from '../../upload/model/upload.ts';
import { REFUSED_DROPS } from '../ui/useFileDrop.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { PartNote } from '../late/PartNote.tsx';
import { goTo } from '../route/useRoute.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './Receipts.module.css';
import { SavedReceipts } from './SavedReceipts.tsx';
import { useReceipts } from './useReceipts.ts';

export type ReceiptsProps = {
  readonly openReceipts: () => Promise<ReceiptStore>;
  readonly simulated: boolean;
  /** The list, on which the upload of a receipt may be; undefined until the engine is here. */
  readonly list: () => ReceiptNotes | undefined;
  /** Whose detail is shown. */
  readonly id: string | undefined;
  /** The user came here from the uploads: then the title has the focus. */
  readonly isEntered: boolean;
};

/** Every receipt that this browser keeps, in place of the uploads, which go on behind it. */
export function Receipts({ openReceipts, simulated, list, id, isEntered }: ReceiptsProps) {
  const words = useWords('history');
  const { format } = useI18n();
  const receipts = useReceipts(openReceipts);
  const title = useRef<HTMLHeadingElement>(null);
  const isEmpty = typeof receipts !== 'string' && receipts.receipts.length === 0;

  useEffect(() => {
    if (isEntered) title.current?.focus();
  }, [isEntered]);

  return (
    <section
      className={css['page']}
      aria-labelledby="history-title"
      data-testid="history"
      {...REFUSED_DROPS}
    >
      <div className={css['head']}>
        <h1 ref={title} id="history-title" className={css['title']} tabIndex={-1}>
          {words.title}
        </h1>
        {/* Without any, the page says below what a receipt is, or why there is none. */}
        <p className={css['about']} hidden={isEmpty || receipts === 'unavailable'}>
          {words.about(format.count(RECEIPTS_MAX))}
        </p>
        <Button look="ghost" data-testid="history-close" onClick={() => goTo({ page: 'uploads' })}>
          {words.close}
        </Button>
      </div>
      {receipts === 'loading' && <p className={css['state']}>{words.loading}</p>}
      {receipts === 'missing' && <PartNote status="failed" />}
      {receipts === 'unavailable' && (
        <p className={css['state']} data-testid="history-unavailable">
          {words.unavailable}
        </p>
      )}
      {typeof receipts !== 'string' &&
        (isEmpty ? (
          <NoReceipts isEntered={isEntered} />
        ) : (
          <SavedReceipts {...receipts} simulated={simulated} list={list} id={id} />
        ))}
    </section>
  );
}

/** Before the first receipt, and after the last one: then it takes the focus of what has gone. */
function NoReceipts({ isEntered }: Pick<ReceiptsProps, 'isEntered'>) {
  const words = useWords('history');
  const { format } = useI18n();
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isEntered || document.activeElement === document.body) note.current?.focus();
  }, [isEntered]);
  return (
    <div ref={note} className={css['state']} tabIndex={-1} data-testid="history-empty">
      <span className={css['sign']}>
        <Icon name="receipt" />
      </span>
      <h2 className={css['none']}>{words.none}</h2>
      <p>{words.empty(format.count(RECEIPTS_MAX))}</p>
    </div>
  );
}
