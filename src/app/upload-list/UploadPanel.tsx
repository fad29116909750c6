import type { Upload } from '../../upload/model/upload.ts';
import { UploadList, type UploadListProps } from './UploadList.tsx';
import { UploadAnnouncer } from '../announcements/UploadAnnouncer.tsx';

export type UploadPanelProps = UploadListProps & {
  /** The list as it was when there was first something on it; this part of the page may have come later than that. */
  readonly earliest: readonly Upload[];
};

/** All that is shown and said of uploads: what the page loads when it gets its first file. */
export function UploadPanel({ earliest, ...list }: UploadPanelProps) {
  return (
    <>
      <UploadList {...list} />
      <UploadAnnouncer queue={list.queue} earliest={earliest} />
    </>
  );
}
