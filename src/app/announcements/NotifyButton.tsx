import { useState } from 'react';
import { useWords } from '../locales/useWords.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { useList } from '../uploads/ListContext.ts';
import { summarise } from '../uploads/summary.ts';
import { useFromUploads } from '../uploads/useUploads.ts';
import { LONG_MS, notificationPermission } from './notification.ts';

/** Offers a message of the system at the end: only where there is one, it takes long, and the user was not asked before. */
export function NotifyButton() {
  const { queue, isPaused } = useList();
  const words = useWords('list').list;
  const announce = useAnnounce();
  const [permission, setPermission] = useState(notificationPermission);
  // Once offered it stays: what comes and goes cannot be pressed.
  const [isOffered, setOffered] = useState(false);
  const takesLong = useFromUploads(
    queue,
    (uploads) => isOffered || (summarise(uploads, isPaused).secondsLeft ?? 0) * 1000 > LONG_MS,
  );
  if (!isOffered && takesLong) setOffered(true);
  if (!isOffered || permission !== 'default') return null;
  const ask = async () => {
    const answer = await Notification.requestPermission();
    setPermission(notificationPermission());
    announce(answer === 'granted' ? words.willTell : words.willNotTell);
  };
  return (
    <Button look="ghost" data-testid="tell-me" onClick={() => void ask()}>
      {words.tellMe}
    </Button>
  );
}
