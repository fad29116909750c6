import { useRef } from 'react';
import { isDone } from '../../upload/storage/saved-receipt.ts';
import type { Upload } from '../../upload/model/upload.ts';
import { isUnderWay, mayCancel, mayClear } from '../../upload/model/upload-phase.ts';
import { receiptsOf } from '../receipt/receipt-sheet.ts';
import { ReceiptSheet } from '../receipt/ReceiptSheet.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { CancelAll } from './CancelAll.tsx';
import css from './ListHeader.module.css';
import { ListNotes } from './ListNotes.tsx';
import { SummaryLine, TotalBar } from './ListNumbers.tsx';
import { NotifyButton } from '../announcements/NotifyButton.tsx';
import { useKeepFocus } from '../ui/useKeepFocus.ts';
import { useList } from '../uploads/ListContext.ts';
import { useWords } from '../locales/useWords.ts';

type ListHeaderProps = {
  /** As they are but for the bytes that move. */
  readonly uploads: readonly Upload[];
  /** What is open or went wrong is counted by group. */
  readonly isGrouped: boolean;
  readonly onClear: () => void;
};

/** The list as a whole: how far it is, and what can be done with all of it. */
export function ListHeader({ uploads, isGrouped, onClear }: ListHeaderProps) {
  const { queue, isPaused } = useList();
  const words = useWords('list').list;
  const announce = useAnnounce();
  const title = useRef<HTMLHeadingElement>(null);
  const header = useRef<HTMLDivElement>(null);
  const keepFocus = useKeepFocus(header);
  const isBusy = uploads.some(({ state }) => isUnderWay(state));

  return (
    <div ref={header} className={css['whole']} {...keepFocus}>
      <div className={css['sticky']}>
        <div className={css['header']}>
          <h2 ref={title} className={css['title']} tabIndex={-1}>
            {words.title}
          </h2>
          <SummaryLine isGrouped={isGrouped} />
          <div className={css['controls']}>
            {isBusy && <NotifyButton />}
            {(isPaused || uploads.some(({ state }) => mayCancel(state))) && (
              <Button
                look="ghost"
                data-testid="pause"
                data-costly
                onClick={() => {
                  if (isPaused) queue.resume();
                  else queue.pause();
                  announce(isPaused ? words.resumed : words.paused);
                }}
              >
                <Icon name={isPaused ? 'play' : 'pause'} size={14} />
                {isPaused ? words.resume : words.pause}
              </Button>
            )}
            <CancelAll uploads={uploads} onCancelled={() => title.current?.focus()} />
            <ReceiptSheet
              count={uploads.filter(isDone).length}
              receipts={() => receiptsOf(uploads)}
            />
            {uploads.some(({ state }) => mayClear(state)) && (
              <Button look="ghost" data-testid="clear-finished" data-costly onClick={onClear}>
                {words.clear}
              </Button>
            )}
          </div>
        </div>
        {uploads.length > 1 && isBusy && <TotalBar />}
      </div>
      {isPaused && (
        <p className={css['paused']} data-testid="paused">
          {words.paused}
        </p>
      )}
      <div className={css['notes']}>
        <ListNotes uploads={uploads} onDone={() => title.current?.focus()} />
      </div>
    </div>
  );
}
