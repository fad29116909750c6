import { useRef, useState, type RefObject } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { ReceiptSheet } from '../receipt/ReceiptSheet.tsx';
import { Button } from '../ui/Button.tsx';
import { Question } from '../ui/Question.tsx';
import textField from '../ui/field.module.css';
import css from './ReceiptTools.module.css';
import { SelectedPackages } from './SelectedPackages.tsx';
import type { Selection } from './useSelection.ts';

type ReceiptToolsProps = {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** How many receipts there are. */
  readonly total: number;
  readonly found: readonly SavedReceipt[];
  readonly selection: Selection;
  readonly onPrint: () => void;
  readonly onClear: () => Promise<void>;
};

/** What is done with many receipts: with those that are selected, else with all that are found. */
export function ReceiptTools(props: ReceiptToolsProps) {
  const { field, text, onText, total, found, selection, onPrint, onClear } = props;
  const { chosen } = selection;
  const words = useWords('history');
  const { format } = useI18n();
  const [isAsking, setAsking] = useState(false);
  const clearButton = useRef<HTMLButtonElement>(null);
  const allBox = useRef<HTMLInputElement>(null);
  const all = total === 1 ? words.one : words.many(format.count(total));
  const handedOn = chosen.length > 0 ? chosen : found;
  const areAllChosen = found.length > 0 && found.every(({ id }) => selection.has(id));
  const isFiltered = found.length !== total;
  const hasAny = found.length > 0 || chosen.length > 0;
  return (
    <div className={css['tools']}>
      <div className={css['line']}>
        <input
          ref={field}
          type="search"
          className={`${textField['field']} ${css['search']}`}
          value={text}
          placeholder={words.searchHint}
          aria-label={words.search}
          data-testid="history-search"
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => onText(currentTarget.value)}
        />
        <output className={css['count']} data-testid="history-count">
          {isFiltered ? words.found(format.count(found.length), all) : all}
        </output>
      </div>
      <div className={css['line']} hidden={!hasAny}>
        <label className={css['all']}>
          <input
            type="checkbox"
            checked={areAllChosen}
            ref={(box) => {
              allBox.current = box;
              if (box !== null) box.indeterminate = chosen.length > 0 && !areAllChosen;
            }}
            data-testid="kept-choose-all"
            onChange={() => selection.choose(areAllChosen ? [] : found)}
          />
          <span data-testid="kept-chosen">
            {chosen.length > 0 ? words.chosen(format.count(chosen.length)) : words.chooseAll}
          </span>
        </label>
        {chosen.length > 0 && (
          <>
            <SelectedPackages receipts={chosen} />
            <Button
              look="ghost"
              data-testid="kept-choose-none"
              onClick={() => {
                selection.choose([]);
                // The button that was pressed is about to go.
                allBox.current?.focus();
              }}
            >
              {words.chooseNone}
            </Button>
          </>
        )}
        <span className={css['space']} />
        <ReceiptSheet count={handedOn.length} receipts={() => handedOn} />
        {handedOn.length > 0 && (
          <Button look="ghost" data-testid="history-print" onClick={onPrint}>
            {words.print}
          </Button>
        )}
        <Button
          ref={clearButton}
          look="ghost"
          aria-expanded={isAsking}
          data-testid="history-clear"
          onClick={() => setAsking(!isAsking)}
        >
          {words.clear}
        </Button>
      </div>
      {isAsking && (
        <Question
          question={words.clearQuestion(all)}
          yes={words.clearYes}
          no={words.clearNo}
          testId="history-clear"
          onYes={() => {
            setAsking(false);
            void onClear();
          }}
          onNo={() => {
            setAsking(false);
            clearButton.current?.focus();
          }}
        />
      )}
    </div>
  );
}
