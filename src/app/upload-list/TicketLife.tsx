import { useListWords } from './useListWords.ts';
import { useSecondsSince } from '../useSecondsSince.ts';

/** How long this attempt's ticket still holds. Never announced, and gone when its time is over. */
export function TicketLife({ endsAt }: { readonly endsAt: number }) {
  const { messages, format } = useListWords();
  const seconds = -useSecondsSince(endsAt);
  return seconds > 0 ? <li>{messages.row.ticketLife(format.duration(seconds))}</li> : null;
}
