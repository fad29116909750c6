import { legibleText } from '../../contract/legible-text.ts';
import { kept } from '../locales/text/kept.ts';
import { useWords } from '../locales/useWords.ts';
import { ReloadNotice } from '../page/ReloadNotice.tsx';
import { NoteCode } from '../ui/NoteBox.tsx';
import { useIsUploading, type UploadSource } from '../uploads/useUploads.ts';

export type WorkerNoticeProps = {
  /** Address of its script. */
  readonly script: string;
  readonly queue: UploadSource;
};

/** Another program's service worker could not be left behind: why there is no progress, and how to get rid of it. */
export function WorkerNotice({ script, queue }: WorkerNoticeProps) {
  const words = useWords('worker');
  const isUploading = useIsUploading(queue);
  const note = words.note(kept(legibleText(script)));
  return (
    <ReloadNotice data-testid="foreign-worker" announcement={note} isUploading={isUploading}>
      {note}
      {words.gap}
      {isUploading ? words.later : words.reload} <NoteCode>FW-B17</NoteCode>
    </ReloadNotice>
  );
}
