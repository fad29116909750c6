import { useEffect } from 'react';
import type { UploadQueue } from '../../upload/model/upload.ts';
import { mayCancel } from '../../upload/model/upload-phase.ts';
import { legibleText } from '../../contract/legible-text.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { kept } from '../locales/kept.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { NoteCode } from '../ui/NoteBox.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useUploads } from '../uploads/useUploads.ts';

export type WorkerNoticeProps = {
  /** Address of its script. */
  readonly script: string;
  readonly queue: UploadQueue;
};

/** Another program's service worker could not be left behind: why there is no progress, and how to get rid of it. */
export function WorkerNotice({ script, queue }: WorkerNoticeProps) {
  const words = useWords('worker');
  const { page } = useI18n().messages;
  const announce = useAnnounce();
  const isUploading = useUploads(queue).some(({ state }) => mayCancel(state));
  const note = words.note(kept(legibleText(script)));

  useEffect(() => announce(note), [announce, note]);

  return (
    <Notice
      data-testid="foreign-worker"
      action={
        // Disabled in name only: a control that loses the focus because an upload began would be worse.
        <Button
          aria-disabled={isUploading}
          onClick={() => {
            if (isUploading) announce(page.reloadLater);
            else location.reload();
          }}
        >
          {page.reload}
        </Button>
      }
    >
      {note}
      {words.gap}
      {isUploading ? words.later : words.reload} <NoteCode>FW-B17</NoteCode>
    </Notice>
  );
}
