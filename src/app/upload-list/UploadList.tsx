import { useCallback, useEffect, useMemo } from 'react';
import type { Upload, UploadQueue } from '../../upload/upload.ts';
import { CrashBoundary } from '../crash/CrashBoundary.tsx';
import { NoUploads } from '../drop-zone/NoUploads.tsx';
import { createLatePart } from '../late/late-part.ts';
import { PartNote } from '../late/PartNote.tsx';
import { useLatePart } from '../late/useLatePart.ts';
import { useFromUploads } from '../useFromUploads.ts';
import { useUploads } from '../useUploads.ts';
import { ListHeader } from './ListHeader.tsx';
import { UploadRow, type RowContext } from './UploadRow.tsx';
import { useListWords } from './useListWords.ts';

/** So many rows are all in the document; of a longer list only those that can be seen. */
const PLAIN_ROWS_MAX = 200;
/** Shown of a long list until it is here: to lay out more than a screen or two at once is felt. It is loaded for a list that has grown so far. */
const FIRST_ROWS = 50;

const windowedRows = createLatePart<RowsProps>(() =>
  import('./WindowedRows.tsx').then(({ WindowedRows }) => WindowedRows),
);

export type UploadListProps = {
  readonly queue: UploadQueue;
  readonly simulated: boolean;
  readonly openChooser: () => void;
  /** Where the focus goes when what had it is gone. */
  readonly focusChooser: () => void;
};

export type RowsProps = { readonly uploads: readonly Upload[]; readonly context: RowContext };

export function UploadList(props: UploadListProps) {
  return (
    <CrashBoundary queue={props.queue}>
      <List {...props} />
    </CrashBoundary>
  );
}

function List({ queue, simulated, openChooser, focusChooser }: UploadListProps) {
  const uploads = useUploads(queue);
  const { messages } = useListWords();

  const remove = useCallback(
    (id: string, row: Element | null) => {
      const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
      // Its name, not a button: a key that is pressed twice must not send what is next.
      const name = neighbour?.querySelector('h3');
      queue.remove(id);
      if (name instanceof HTMLElement) name.focus();
      else focusChooser();
    },
    [queue, focusChooser],
  );
  const isPaused = useFromUploads(
    queue,
    useCallback(() => queue.isPaused(), [queue]),
  );
  const context = useMemo(
    () => ({ queue, simulated, isPaused, onRemove: remove, onChooseAgain: openChooser }),
    [queue, simulated, isPaused, remove, openChooser],
  );

  const mayGrowLong = uploads.length > FIRST_ROWS;
  useEffect(() => {
    if (mayGrowLong) windowedRows.load();
  }, [mayGrowLong]);

  if (uploads.length === 0) return <NoUploads />;
  const Rows = uploads.length > PLAIN_ROWS_MAX ? LongList : PlainRows;
  return (
    <section aria-label={messages.list.title}>
      <ListHeader
        uploads={uploads}
        queue={queue}
        isPaused={isPaused}
        onChooseAgain={openChooser}
        onClear={() => {
          queue.clearFinished();
          focusChooser();
        }}
      />
      <Rows uploads={uploads} context={context} />
    </section>
  );
}

function PlainRows({ uploads, context }: RowsProps) {
  return (
    <ul>
      {uploads.map((upload) => (
        <UploadRow key={upload.id} upload={upload} context={context} place={undefined} />
      ))}
    </ul>
  );
}

function LongList({ uploads, context }: RowsProps) {
  const part = useLatePart(windowedRows);
  if (part.status === 'here') return <part.value uploads={uploads} context={context} />;
  return (
    <>
      <PlainRows uploads={uploads.slice(0, FIRST_ROWS)} context={context} />
      <PartNote status={part.status} />
    </>
  );
}
