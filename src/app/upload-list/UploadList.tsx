import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { UploadQueue } from '../../upload/model/upload.ts';
import { CrashBoundary } from '../crash/CrashBoundary.tsx';
import { Detail } from '../detail/Detail.tsx';
import type { TabName } from '../detail/tabs.ts';
import { useMovable } from '../detail/useMovable.tsx';
import { NoUploads } from '../drop-zone/NoUploads.tsx';
import { createLatePart } from '../late/late-part.tsx';
import { PartNote } from '../late/PartNote.tsx';
import { useListWords } from '../locales/useWords.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { ListContext } from '../uploads/ListContext.ts';
import { createSummaryReader } from '../uploads/summary-reader.ts';
import { useFromUploads, useUploads } from '../uploads/useUploads.ts';
import { GroupChips } from './GroupChips.tsx';
import { listKeys } from './list-keys.ts';
import { ListHeader } from './ListHeader.tsx';
import { PlainRows } from './PlainRows.tsx';
import type { RowsProps } from './rows.ts';
import css from './UploadList.module.css';
import { useChosen } from './useChosen.ts';
import { useIsWide } from './useIsWide.ts';
import { useKeepPlace } from './useKeepPlace.ts';
import { useRowFocus } from './useRowFocus.ts';
import { useRowGroup } from './useRowGroup.ts';

/** So many rows are all in the document; of a longer list only those that can be seen. */
const PLAIN_ROWS_MAX = 200;
/** Shown of a long list until it is here: to lay out more than a screen or two at once is felt. It is loaded for a list that has grown so far. */
const FIRST_ROWS = 50;

const LongList = createLatePart<RowsProps>(
  () => import('./WindowedRows.tsx').then(({ WindowedRows }) => WindowedRows),
  (status, { uploads, ...rows }) => (
    <>
      <PlainRows {...rows} uploads={uploads.slice(0, FIRST_ROWS)} />
      <PartNote status={status} />
    </>
  ),
);

export type UploadListProps = {
  readonly queue: UploadQueue;
  readonly simulated: boolean;
  /** Adds a sample; undefined where that would be kept for good. */
  readonly onSample: ((files: readonly File[]) => void) | undefined;
  readonly openChooser: () => void;
  /** Where the focus goes when what had it is gone. */
  readonly focusChooser: () => void;
};

export function UploadList(props: UploadListProps) {
  return (
    <CrashBoundary queue={props.queue}>
      <List {...props} />
    </CrashBoundary>
  );
}

function List(props: UploadListProps) {
  const { queue, simulated, onSample, openChooser, focusChooser } = props;
  const uploads = useUploads(queue);
  const { messages } = useListWords();
  const announce = useAnnounce();

  const { view, shown } = useRowGroup(uploads);
  const isWide = useIsWide();
  const { id: chosen, choose, keep, close } = useChosen(uploads, shown, isWide);
  const rows = useRef<HTMLDivElement>(null);
  const focus = useRowFocus(rows);
  const { focusRow } = focus;
  const keepPlace = useKeepPlace(focus, shown, focusChooser);
  const [tab, setTab] = useState<TabName>('result');
  const { place, spot, draw } = useMovable();
  const [reviewed, setReviewed] = useState<{ readonly id: string }>();
  useLayoutEffect(() => {
    if (reviewed !== undefined) focusPanel(reviewed.id);
  }, [reviewed]);

  const summary = useMemo(() => createSummaryReader(queue), [queue]);
  const isPaused = useFromUploads(queue, () => queue.isPaused());
  const away = useFromUploads(queue, () => queue.away());
  const onChoose = useCallback(
    (id: string) => (id === chosen && !isWide ? close() : choose(id)),
    [chosen, isWide, choose, close],
  );
  const onReview = useCallback(
    (id: string) => {
      choose(id);
      setTab('result');
      setReviewed({ id });
    },
    [choose],
  );
  const onRemove = useCallback(
    (id: string) => {
      const index = shown.findIndex((upload) => upload.id === id);
      queue.remove(id);
      const left = shown.filter((upload) => upload.id !== id);
      const next = left[Math.min(Math.max(index, 0), left.length - 1)];
      if (next === undefined) focusChooser();
      else focusRow(next.id);
    },
    [queue, shown, focusChooser, focusRow],
  );
  const list = useMemo(
    () => ({
      queue,
      summary,
      simulated,
      isPaused,
      away,
      isWide,
      onChooseAgain: openChooser,
      onChoose,
      onReview,
      onRemove,
    }),
    [queue, summary, simulated, isPaused, away, isWide, openChooser, onChoose, onReview, onRemove],
  );

  const mayGrowLong = uploads.length > FIRST_ROWS;
  useEffect(() => {
    if (mayGrowLong) LongList.load();
  }, [mayGrowLong]);

  if (uploads.length === 0) return <NoUploads onSample={onSample} />;
  const Rows = shown.length > PLAIN_ROWS_MAX ? LongList : PlainRows;
  const upload = (isWide ? uploads : shown).find(({ id }) => id === chosen);
  const detail = upload && (
    <Detail
      upload={upload}
      tab={tab}
      onTab={setTab}
      onUse={() => keep(upload.id)}
      onClose={isWide ? undefined : close}
      onLeave={() => focusRow(upload.id)}
    />
  );
  const keys = {
    onKeyDown: listKeys({
      shown,
      onGoTo(id) {
        focusRow(id);
        if (isWide) choose(id);
      },
      onEscape: isWide ? () => undefined : close,
    }),
  };
  const stop = [focus.stop, chosen].find((id) => shown.some((each) => each.id === id));
  return (
    <ListContext value={list}>
      <section aria-label={messages.list.title}>
        <ListHeader
          uploads={uploads}
          isGrouped={view.counts !== undefined}
          onClear={() => {
            queue.clearFinished();
            announce(messages.list.cleared);
            focusChooser();
          }}
        />
        <GroupChips total={uploads.length} view={view} />
        <div ref={rows} {...keepPlace} {...keys}>
          {shown.length === 0 ? (
            <p className={css['none']}>{messages.groups.none}</p>
          ) : (
            <Rows
              uploads={shown}
              chosen={chosen}
              stop={stop ?? shown[0]?.id}
              detail={isWide || detail === undefined ? undefined : spot}
            />
          )}
          {draw(detail)}
        </div>
      </section>
      {isWide && <div ref={place} className={css['side']} />}
    </ListContext>
  );
}

/** What a user reviews is in the panel. Not a button of it: a second press of the same key must not send the file. */
function focusPanel(id: string): void {
  const panel = document.querySelector(
    `[data-testid=detail][data-id="${CSS.escape(id)}"] [role=tabpanel]`,
  );
  if (panel instanceof HTMLElement) panel.focus();
}
