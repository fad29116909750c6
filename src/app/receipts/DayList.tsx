import { Fragment, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import type { RowFocus } from '../upload-list/useRowFocus.ts';
import rows from '../upload-list/Rows.module.css';
import { createDayNames, groupByDay } from './day-groups.ts';
import css from './DayList.module.css';
import { SavedRow } from './SavedRow.tsx';

/** Rows that are drawn at once, and with every further press. */
const PAGE = 50;

type DayListProps = {
  readonly receipts: readonly SavedReceipt[];
  /** What they were found by. */
  readonly search: string;
  /** Whose detail is shown. */
  readonly shownId: string | undefined;
  readonly focus: RowFocus;
  /** To stand below its row; undefined where it stands beside the list. */
  readonly detail: ReactNode;
};

/** By days, newest first; the first of them, and more on a press. */
export function DayList({ receipts, search, shownId, focus, detail }: DayListProps) {
  const { language, format } = useI18n();
  const words = useWords('history');
  const [opened, setOpened] = useState({ search, limit: PAGE });
  // What is found by other words begins at its beginning.
  if (opened.search !== search) setOpened({ search, limit: PAGE });
  // What the address names, or an arrow key goes to, is in the document, however old it is.
  const wanted = receipts.findIndex(({ id }) => id === shownId);
  const limit = Math.max(opened.limit, Math.ceil((wanted + 1) / PAGE) * PAGE);
  const [now] = useState(() => Date.now());
  const dayOf = useMemo(() => createDayNames(language, now), [language, now]);
  const inDocument = receipts.slice(0, limit);
  const groups = groupByDay(inDocument, dayOf);
  const more = Math.min(PAGE, receipts.length - limit);
  const stop =
    [focus.stop, shownId].find((id) => inDocument.some((each) => each.id === id)) ??
    receipts[0]?.id;

  const { focusRow } = focus;
  const first = receipts[limit - PAGE]?.id;
  const shownMore = useRef(0);
  useEffect(() => {
    // The press was for the first of the new rows, and the button may be gone.
    if (opened.limit > PAGE && opened.limit !== shownMore.current && first !== undefined) {
      focusRow(first);
    }
    shownMore.current = opened.limit;
  }, [opened, first, focusRow]);

  return (
    <>
      {groups.map(({ id, date, day, receipts: ofDay }) => (
        <section key={date} aria-labelledby={`day-${id}`}>
          <h2 id={`day-${id}`} className={css['day']}>
            {day}
          </h2>
          <ul className={rows['rows']}>
            {ofDay.map((saved) => (
              <Fragment key={saved.id}>
                <SavedRow
                  saved={saved}
                  isShown={saved.id === shownId}
                  isTabStop={saved.id === stop}
                  onFocus={focus.note}
                />
                {saved.id === shownId && detail !== undefined && (
                  <li className={rows['below']}>{detail}</li>
                )}
              </Fragment>
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
    </>
  );
}
