import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import type { ReceiptNotes } from '../../upload/model/upload.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { createDayNames, groupByDay } from './day-groups.ts';
import css from './DayList.module.css';
import { SavedRow } from './SavedRow.tsx';

/** Rows that are drawn at once, and with every further press. */
const PAGE = 50;

type DayListProps = {
  readonly receipts: readonly SavedReceipt[];
  /** What they were found by. */
  readonly search: string;
  readonly simulated: boolean;
  readonly onRemove: (saved: SavedReceipt) => void;
  readonly notes: ReceiptNotes;
  /** Where the focus goes when the last row is gone. */
  readonly focusSearch: () => void;
};

/** By days, newest first; the first of them, and more on a press. */
export function DayList(props: DayListProps) {
  const { receipts, search, simulated, onRemove, notes, focusSearch } = props;
  const { language, format } = useI18n();
  const words = useWords('history');
  const list = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState({ search, limit: PAGE });
  // What is found by other words begins at its beginning.
  if (opened.search !== search) setOpened({ search, limit: PAGE });
  const { limit } = opened;
  const [now] = useState(() => Date.now());
  const dayOf = useMemo(() => createDayNames(language, now), [language, now]);
  const groups = groupByDay(receipts.slice(0, limit), dayOf);
  const more = Math.min(PAGE, receipts.length - limit);

  useEffect(() => {
    // The press was for the first of the new rows, and the button may be gone.
    if (limit > PAGE) rowsOf(list.current)[limit - PAGE]?.focus();
  }, [limit]);

  const remove = useCallback(
    (saved: SavedReceipt, row: HTMLElement) => {
      const rows = rowsOf(list.current);
      const at = rows.indexOf(row);
      const neighbour = rows[at + 1] ?? rows[at - 1];
      onRemove(saved);
      // The button that was pressed is about to go.
      if (neighbour === undefined) focusSearch();
      else neighbour.focus();
    },
    [onRemove, focusSearch],
  );

  return (
    <div ref={list}>
      {groups.map(({ id, date, day, receipts: ofDay }) => (
        <section key={date} aria-labelledby={`day-${id}`}>
          <h3 id={`day-${id}`} className={css['day']}>
            {day}
          </h3>
          <ul>
            {ofDay.map((saved) => (
              <SavedRow
                key={saved.id}
                saved={saved}
                simulated={simulated}
                onRemove={remove}
                notes={notes}
              />
            ))}
          </ul>
        </section>
      ))}
      {more > 0 && (
        <div className={css['more']}>
          <Button
            data-testid="history-more"
            onClick={() => setOpened({ search, limit: limit + PAGE })}
          >
            {words.more(format.count(more))}
          </Button>
        </div>
      )}
    </div>
  );
}

function rowsOf(list: HTMLElement | null): readonly HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[data-testid=kept-receipt]') ?? [])];
}
