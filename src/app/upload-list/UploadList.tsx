import { useEffect, useMemo, useRef, useState } from 'react';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import { CrashBoundary } from '../crash/CrashBoundary.tsx';
import { NoUploads } from '../drop-zone/NoUploads.tsx';
import { createLatePart } from '../late/late-part.tsx';
import { PartNote } from '../late/PartNote.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { ListContext } from '../uploads/ListContext.ts';
import { useFromUploads, useStillUploads } from '../uploads/useUploads.ts';
import { GroupChips } from './GroupChips.tsx';
import { ListHeader } from './ListHeader.tsx';
import { UploadRow } from '../upload-row/UploadRow.tsx';
import { useKeepPlace } from './useKeepPlace.ts';
import css from './UploadList.module.css';
import { useListWords } from '../locales/useWords.ts';
import { useRowGroup } from './useRowGroup.ts';

/** So many rows are all in the document; of a longer list only those that can be seen. */
const PLAIN_ROWS_MAX = 200;
/** So many finished uploads are shown with all that is known of them; of more, each says what one came for. */
const ROOMY_ROWS_MAX = 3;
/** Shown of a long list until it is here: to lay out more than a screen or two at once is felt. It is loaded for a list that has grown so far. */
const FIRST_ROWS = 50;

const LongList = createLatePart<RowsProps>(
  () => import('./WindowedRows.tsx').then(({ WindowedRows }) => WindowedRows),
  (status, { uploads }) => (
    <>
      <PlainRows uploads={uploads.slice(0, FIRST_ROWS)} />
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

export type RowsProps = { readonly uploads: readonly Upload[] };

export function UploadList(props: UploadListProps) {
  return (
    <CrashBoundary queue={props.queue}>
      <List {...props} />
    </CrashBoundary>
  );
}

function List(props: UploadListProps) {
  const { queue, simulated, onSample, openChooser, focusChooser } = props;
  const uploads = useStillUploads(queue);
  const { messages } = useListWords();
  const announce = useAnnounce();

  const { view, shown } = useRowGroup(uploads);
  const rows = useRef<HTMLDivElement>(null);
  const keepPlace = useKeepPlace(rows, shown, focusChooser);
  const isRoomy = useIsRoomy(uploads.length);
  const isPaused = useFromUploads(queue, () => queue.isPaused());
  const away = useFromUploads(queue, () => queue.away());
  const list = useMemo(
    () => ({ queue, simulated, isPaused, away, isRoomy, onChooseAgain: openChooser }),
    [queue, simulated, isPaused, away, isRoomy, openChooser],
  );

  const mayGrowLong = uploads.length > FIRST_ROWS;
  useEffect(() => {
    if (mayGrowLong) LongList.load();
  }, [mayGrowLong]);

  if (uploads.length === 0) return <NoUploads onSample={onSample} />;
  const Rows = shown.length > PLAIN_ROWS_MAX ? LongList : PlainRows;
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
        <div ref={rows} {...keepPlace}>
          {shown.length === 0 ? (
            <p className={css['none']}>{messages.groups.none}</p>
          ) : (
            <Rows uploads={shown} />
          )}
        </div>
      </section>
    </ListContext>
  );
}

/** Whether every receipt is shown in full. A list that has once grown stays as it is until it is empty: rows do not grow under the pointer. */
function useIsRoomy(count: number): boolean {
  const [isRoomy, setRoomy] = useState(true);
  const next = count === 0 || (isRoomy && count <= ROOMY_ROWS_MAX);
  if (next !== isRoomy) setRoomy(next);
  return next;
}

function PlainRows({ uploads }: RowsProps) {
  return (
    <ul>
      {uploads.map((upload) => (
        <UploadRow key={upload.id} upload={upload} place={undefined} />
      ))}
    </ul>
  );
}
