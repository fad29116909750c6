import { useState } from 'react';
import type { UploadQueue } from '../../upload/model/upload.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { LONG_MS } from './end-notice.ts';
import { askForNotices, noticePermission } from './system-notice.ts';
import { useFromUploads } from '../uploads/useUploads.ts';
import { summarise } from '../uploads/summary.ts';
import { useWords } from '../locales/useWords.ts';

type TellMeProps = { readonly queue: UploadQueue; readonly isPaused: boolean };

/** Offers a message of the system at the end: only where there is one, it takes long, and nobody has been asked yet. */
export function TellMe({ queue, isPaused }: TellMeProps) {
  const words = useWords('list').list;
  const announce = useAnnounce();
  const [permission, setPermission] = useState(noticePermission);
  // Once offered it stays: what comes and goes cannot be pressed.
  const [isOffered, setOffered] = useState(false);
  const takesLong = useFromUploads(
    queue,
    (uploads) => isOffered || (summarise(uploads, isPaused).secondsLeft ?? 0) * 1000 > LONG_MS,
  );
  if (!isOffered && takesLong) setOffered(true);
  if (!isOffered || permission !== 'default') return null;
  const ask = async () => {
    const agreed = await askForNotices();
    setPermission(noticePermission());
    announce(agreed ? words.willTell : words.willNotTell);
  };
  return (
    <Button look="ghost" data-testid="tell-me" onClick={() => void ask()}>
      {words.tellMe}
    </Button>
  );
}
