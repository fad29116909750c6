import { useEffect } from 'react';
import type { ComponentProps } from 'react';
import { useI18n } from '../locales/I18n.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';

type ReloadNoticeProps = ComponentProps<typeof Notice> & {
  /** Said once, when the notice appears. */
  readonly announcement: string;
  /** A reload would cost an upload now. */
  readonly isUploading: boolean;
};

/** Something that a reload settles. The page never reloads by itself, and not at all while that would cost an upload. */
export function ReloadNotice({ announcement, isUploading, ...notice }: ReloadNoticeProps) {
  const announce = useAnnounce();
  const words = useI18n().messages.page;
  useEffect(() => announce(announcement), [announce, announcement]);
  return (
    <Notice
      {...notice}
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
    />
  );
}
