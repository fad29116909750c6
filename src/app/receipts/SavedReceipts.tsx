import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import type { ReceiptStore } from '../../upload/storage/receipts.ts';
import type { ReceiptNotes } from '../../upload/model/upload.ts';
import { searchReceipts } from '../../upload/storage/receipt-search.ts';
import { legibleText } from '../../contract/legible-text.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { kept } from '../locales/text/kept.ts';
import { ReceiptSheet } from '../receipt/ReceiptSheet.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { Question } from '../ui/Question.tsx';
import { DayList } from './DayList.tsx';
import css from './Receipts.module.css';

type SavedReceiptsProps = {
  readonly receipts: readonly SavedReceipt[];
  readonly history: ReceiptStore;
  readonly simulated: boolean;
  /** The list, on which the upload of a receipt may be. */
  readonly list: () => ReceiptNotes | undefined;
};

/** What one searches, hands on, compares with and throws away. */
export function SavedReceipts(props: SavedReceiptsProps) {
  const { receipts, history, simulated, list } = props;
  const words = useWords('history');
  const { format } = useI18n();
  const announce = useAnnounce();
  const [text, setText] = useState('');
  const [isAsking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const clearButton = useRef<HTMLButtonElement>(null);

  // Typing comes first, what it finds a moment later.
  const wanted = useDeferredValue(text);
  const found = useMemo(() => searchReceipts(receipts, wanted), [receipts, wanted]);

  const remove = useCallback(
    ({ id, firmware }: SavedReceipt) => {
      history.remove(id).then((isGone) => {
        announce(isGone ? words.removed(kept(firmware.name)) : words.notRemoved);
      }, reportError);
    },
    [history, announce, words],
  );
  const notes = useMemo<ReceiptNotes>(
    () => ({
      notePackage(id, made) {
        history.notePackage(id, made);
        list()?.notePackage(id, made);
      },
      noteRemark(id, edit) {
        history.noteRemark(id, edit);
        list()?.noteRemark(id, edit);
      },
      noteDigests(id, found) {
        history.noteDigests(id, found);
        list()?.noteDigests(id, found);
      },
    }),
    [history, list],
  );
  const clear = async () => {
    setAsking(false);
    field.current?.focus();
    announce((await history.clear()) ? words.cleared : words.notRemoved);
  };
  const showAll = () => {
    setText('');
    field.current?.focus();
  };

  const total = format.count(receipts.length);
  const all = receipts.length === 1 ? words.one : words.many(total);
  return (
    <>
      <div className={css['tools']}>
        <input
          ref={field}
          type="search"
          className={css['search']}
          value={text}
          placeholder={words.searchHint}
          aria-label={words.search}
          data-testid="history-search"
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <output className={css['count']} data-testid="history-count">
          {found.length === receipts.length ? all : words.found(format.count(found.length), total)}
        </output>
        <div className={css['sheet']}>
          <ReceiptSheet count={found.length} receipts={() => found} />
        </div>
        <Button
          ref={clearButton}
          look="ghost"
          className={css['clear']}
          aria-expanded={isAsking}
          data-testid="history-clear"
          onClick={() => setAsking(!isAsking)}
        >
          {words.clear}
        </Button>
        {isAsking && (
          <Question
            question={words.clearQuestion(all)}
            yes={words.clearYes}
            no={words.clearNo}
            testId="history-clear"
            onYes={() => void clear()}
            onNo={() => {
              setAsking(false);
              clearButton.current?.focus();
            }}
          />
        )}
      </div>
      {found.length === 0 && (
        <div className={css['state']} data-testid="history-nothing">
          <p>{words.nothing(kept(legibleText(wanted.trim())))}</p>
          <Button data-testid="history-show-all" onClick={showAll}>
            {words.showAll}
          </Button>
        </div>
      )}
      <DayList
        receipts={found}
        search={wanted}
        simulated={simulated}
        onRemove={remove}
        notes={notes}
        focusSearch={() => field.current?.focus()}
      />
    </>
  );
}
