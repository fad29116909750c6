import { useCallback } from 'react';
import type { UploadQueue } from '../../upload/upload.ts';
import { CrashBoundary } from '../crash/CrashBoundary.tsx';
import { NoUploads } from '../drop-zone/NoUploads.tsx';
import { useListWords } from './useListWords.ts';
import { useUploads } from '../useUploads.ts';
import { ListHeader } from './ListHeader.tsx';
import { firstControl } from './useKeepFocus.ts';
import { UploadRow } from './UploadRow.tsx';

export type UploadListProps = {
  readonly queue: UploadQueue;
  readonly simulated: boolean;
  readonly openChooser: () => void;
  /** Where the focus goes when what had it is gone. */
  readonly focusChooser: () => void;
};

export function UploadList(props: UploadListProps) {
  return (
    <CrashBoundary queue={props.queue}>
      <Rows {...props} />
    </CrashBoundary>
  );
}

function Rows({ queue, simulated, openChooser, focusChooser }: UploadListProps) {
  const uploads = useUploads(queue);
  const { messages } = useListWords();

  const remove = useCallback(
    (id: string, row: Element | null) => {
      const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
      const control = neighbour ? firstControl(neighbour) : undefined;
      queue.remove(id);
      if (control === undefined) focusChooser();
      else control.focus();
    },
    [queue, focusChooser],
  );

  if (uploads.length === 0) return <NoUploads />;
  return (
    <section aria-label={messages.list.title}>
      <ListHeader
        uploads={uploads}
        onClear={() => {
          queue.clearFinished();
          focusChooser();
        }}
      />
      <ul>
        {uploads.map((upload) => (
          <UploadRow
            key={upload.id}
            upload={upload}
            queue={queue}
            simulated={simulated}
            onRemove={remove}
            onChooseAgain={openChooser}
          />
        ))}
      </ul>
    </section>
  );
}
