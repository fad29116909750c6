import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { UploadQueue } from '../../upload/model/upload.ts';
import { mayCancel } from '../../upload/model/upload-phase.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { UpdateWatch } from './update-watch.ts';
import { useUploads } from '../uploads/useUploads.ts';

/** Tells whether the page that is open has become old. Kept outside of React, like the queue. */
export type Updates = Pick<UpdateWatch, 'subscribe' | 'getSnapshot'>;

type NewVersionProps = { readonly updates: Updates; readonly queue: UploadQueue };

/** The server has a newer page. This one never reloads by itself, and not at all while that would cost an upload. */
export function NewVersion({ updates, queue }: NewVersionProps) {
  const subscribe = useCallback((listener: () => void) => updates.subscribe(listener), [updates]);
  const isOutOfDate = useSyncExternalStore(
    subscribe,
    useCallback(() => updates.getSnapshot(), [updates]),
  );
  return isOutOfDate ? <NewVersionNotice queue={queue} /> : null;
}

function NewVersionNotice({ queue }: { readonly queue: UploadQueue }) {
  const uploads = useUploads(queue);
  const announce = useAnnounce();
  const {
    messages: { page: words },
  } = useI18n();
  const isUploading = uploads.some(({ state }) => mayCancel(state));

  useEffect(() => announce(words.newVersion), [announce, words]);

  return (
    <Notice
      tone="news"
      data-testid="new-version"
      action={
        // Disabled in name only: a control that loses the focus because an upload began would be worse.
        <Button
          aria-disabled={isUploading}
          onClick={() => {
            if (isUploading) announce(words.reloadLater);
            else location.reload();
          }}
        >
          {words.reload}
        </Button>
      }
    >
      {isUploading ? words.newVersionLater : words.newVersionNow}
    </Notice>
  );
}
