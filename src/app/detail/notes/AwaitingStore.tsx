import { useState } from 'react';
import { useListWords } from '../../locales/useWords.ts';
import { useSecondsSince } from '../../ui/useClock.ts';

/** A shorter wait is as usual. */
const SHOWN_AFTER_S = 10;

/** Everything is sent and the store is silent: a proxy may be handing it on. From when it takes long, how long it takes. */
export function AwaitingStore() {
  const { messages, format } = useListWords();
  const { note: words, failures } = messages;
  const [since] = useState(() => performance.now());
  const seconds = useSecondsSince(since);
  if (seconds < SHOWN_AFTER_S) return <>{words.awaiting.store}</>;
  return (
    <>
      {words.awaiting.store}
      {failures.gap}
      <span role="timer" aria-live="off">
        {words.since(format.duration(seconds))}
      </span>
    </>
  );
}
