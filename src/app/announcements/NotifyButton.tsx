import { useState } from 'react';
import { useWords } from '../locales/useWords.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { useList } from '../uploads/ListContext.ts';
import { useSnapshot } from '../ui/useSnapshot.ts';
import { LONG_MS, notificationPermission } from './notification.ts';

/** Offers a message of the system at the end: only where there is one, it takes long, and the user was not asked before. */
export function NotifyButton() {
  const { queue, summary } = useList();
  const words = useWords('list').list;
  const announce = useAnnounce();
  // Undefined until it takes long: to ask the browser holds up the page, and the first upload with it.
  const [permission, setPermission] = useState<NotificationPermission | 'none'>();
  const takesLong = useSnapshot(queue, () => (summary.now().secondsLeft ?? 0) * 1000 > LONG_MS);
  if (permission === undefined && takesLong) setPermission(notificationPermission() ?? 'none');
  // Once offered it stays: what comes and goes cannot be pressed.
  if (permission !== 'default') return null;
  const ask = async () => {
    const answer = await Notification.requestPermission();
    setPermission(answer);
    announce(answer === 'granted' ? words.willTell : words.willNotTell);
  };
  return (
    <Button look="ghost" data-testid="tell-me" onClick={() => void ask()}>
      {words.tellMe}
    </Button>
  );
}
