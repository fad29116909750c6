import { useI18n } from '../locales/I18n.tsx';
import { ReloadNotice } from '../page/ReloadNotice.tsx';
import { useSnapshot } from '../ui/useSnapshot.ts';
import { useIsUploading, type UploadSource } from '../uploads/useUploads.ts';
import type { UpdateWatch } from './update-watch.ts';

/** Knows whether the page that is open has become old. Kept outside of React, like the queue. */
export type Updates = Pick<UpdateWatch, 'subscribe' | 'getSnapshot'>;

type NewVersionProps = { readonly updates: Updates; readonly queue: UploadSource };

/** The server has a newer page. */
export function NewVersion({ updates, queue }: NewVersionProps) {
  const isOutOfDate = useSnapshot(updates, () => updates.getSnapshot());
  const isUploading = useIsUploading(queue);
  const words = useI18n().messages.page;
  if (!isOutOfDate) return null;
  return (
    <ReloadNotice
      tone="info"
      data-testid="new-version"
      announcement={words.newVersion}
      isUploading={isUploading}
    >
      {isUploading ? words.newVersionLater : words.newVersionNow}
    </ReloadNotice>
  );
}
