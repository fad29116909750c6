import { useCallback } from 'react';
import type { UploadQueue } from '../../upload/upload.ts';
import { CrashBoundary } from '../crash/CrashBoundary.tsx';
import { useI18n } from '../i18n/I18n.tsx';
import { useUploads } from '../useUploads.ts';
import { ListHeader } from './ListHeader.tsx';
import { firstControl } from './useKeepFocus.ts';
import css from './UploadList.module.css';
import { UploadRow } from './UploadRow.tsx';

type UploadListProps = {
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
  const { messages } = useI18n();

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

  if (uploads.length === 0) return <p className={css['empty']}>{messages.list.empty}</p>;
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
