import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import type { ReceiptStore } from '../../upload/storage/receipts.ts';
import type { ReceiptNotes } from '../../upload/model/upload.ts';
import { searchReceipts } from '../../upload/storage/receipt-search.ts';
import { legibleText } from '../../contract/legible-text.ts';
import { useMovable } from '../detail/useMovable.tsx';
import { useWords } from '../locales/useWords.ts';
import { kept } from '../locales/text/kept.ts';
import { listKeys } from '../upload-list/list-keys.ts';
import { useIsWide } from '../upload-list/useIsWide.ts';
import { useRowFocus } from '../upload-list/useRowFocus.ts';
import { showInstead } from '../route/useRoute.ts';
import { Button } from '../ui/Button.tsx';
import { DayList } from './DayList.tsx';
import { PrintedReceipts } from './PrintedReceipts.tsx';
import css from './Receipts.module.css';
import { ReceiptTools } from './ReceiptTools.tsx';
import { SavedDetail, type Dropped } from './SavedDetail.tsx';
import { ReceiptsContext, type ReceiptsView } from './ReceiptsContext.ts';
import { usePrint } from './usePrint.ts';
import { useRemoval } from './useRemoval.ts';
import { useSelection } from './useSelection.ts';

type SavedReceiptsProps = {
  readonly receipts: readonly SavedReceipt[];
  readonly history: ReceiptStore;
  readonly simulated: boolean;
  /** The list, on which the upload of a receipt may be. */
  readonly list: () => ReceiptNotes | undefined;
  /** Whose detail the address names. */
  readonly id: string | undefined;
};

/** What one searches, selects, hands on, compares with and throws away; and one of them in full. */
export function SavedReceipts(props: SavedReceiptsProps) {
  const { receipts, history, simulated, list, id } = props;
  const words = useWords('history');
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const isWide = useIsWide();
  const focus = useRowFocus(rows);
  const { focusRow } = focus;
  const { place, spot, draw } = useMovable();

  // Typing comes first, what it finds a moment later.
  const wanted = useDeferredValue(text);
  const found = useMemo(() => searchReceipts(receipts, wanted), [receipts, wanted]);
  const selection = useSelection(receipts);
  const handedOn = selection.chosen.length > 0 ? selection.chosen : found;
  const print = usePrint(handedOn);
  const shown = found.find((saved) => saved.id === id) ?? (isWide ? found[0] : undefined);
  const [dropped, setDropped] = useState<Dropped>();

  const notes = useMemo(() => notesFor(history, list), [history, list]);
  const choose = useCallback((next: string | undefined) => {
    showInstead(next === undefined ? { page: 'receipts' } : { page: 'receipts', id: next });
  }, []);
  const focusSearch = useCallback(() => field.current?.focus(), []);
  const removal = useRemoval({ history, found, focusRow, focusSearch });
  const view = useMemo<ReceiptsView>(
    () => ({
      isWide,
      simulated,
      notes,
      choose,
      isChosen: selection.has,
      toggle: selection.toggle,
      remove: removal.remove,
      print: print.one,
      onDrop(saved, files) {
        choose(saved.id);
        setDropped({ id: saved.id, files });
      },
    }),
    [isWide, simulated, notes, choose, selection.has, selection.toggle, removal.remove, print.one],
  );
  const showAll = () => {
    setText('');
    focusSearch();
  };
  const keys = {
    onKeyDown: listKeys({
      shown: found,
      onGoTo(next) {
        focusRow(next);
        if (isWide) choose(next);
      },
      onEscape: () => !isWide && choose(undefined),
    }),
  };
  const detail = shown && (
    <SavedDetail
      key={shown.id}
      saved={shown}
      dropped={dropped?.id === shown.id ? dropped : undefined}
      // What the page chose stays when the user has begun to use it.
      onUse={() => id === undefined && choose(shown.id)}
      onClose={isWide ? undefined : () => choose(undefined)}
      onLeave={() => focusRow(shown.id)}
    />
  );
  return (
    <ReceiptsContext value={view}>
      <div className={css['panes']}>
        <ReceiptTools
          field={field}
          text={text}
          onText={setText}
          total={receipts.length}
          found={found}
          selection={selection}
          onPrint={print.list}
          onClear={removal.clear}
        />
        {found.length === 0 && (
          <div className={css['state']} data-testid="history-nothing">
            <p>{words.nothing(kept(legibleText(wanted.trim())))}</p>
            <Button data-testid="history-show-all" onClick={showAll}>
              {words.showAll}
            </Button>
          </div>
        )}
        <div ref={rows} {...keys}>
          <DayList
            receipts={found}
            search={wanted}
            shownId={shown?.id}
            focus={focus}
            detail={isWide || detail === undefined ? undefined : spot}
          />
          {draw(detail)}
        </div>
        {isWide && <div ref={place} className={css['side']} />}
      </div>
      <PrintedReceipts receipts={print.receipts} isOne={print.isOne} />
    </ReceiptsContext>
  );
}

/** What a receipt learns here its upload learns as well, if it is on the list. */
function notesFor(history: ReceiptStore, list: () => ReceiptNotes | undefined): ReceiptNotes {
  return {
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
  };
}
