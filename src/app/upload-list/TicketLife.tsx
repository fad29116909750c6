import { useEffect, useState } from 'react';
import { useI18n } from '../i18n/I18n.tsx';

const TICK_MS = 1_000;

/** How long this attempt's ticket still holds. Never announced, and gone when its time is over. */
export function TicketLife({ endsAt }: { readonly endsAt: number }) {
  const { messages, format } = useI18n();
  // The engine's monotonic clock: a person who sets the time does not change how long a ticket lives.
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.floor((endsAt - now) / 1000);
  return seconds > 0 ? <li>{messages.row.ticketLife(format.duration(seconds))}</li> : null;
}
