import { useI18n } from '../i18n/I18n.tsx';
import { useSecondsSince } from '../useSecondsSince.ts';

/** How long this attempt's ticket still holds. Never announced, and gone when its time is over. */
export function TicketLife({ endsAt }: { readonly endsAt: number }) {
  const { messages, format } = useI18n();
  const seconds = -useSecondsSince(endsAt);
  return seconds > 0 ? <li>{messages.row.ticketLife(format.duration(seconds))}</li> : null;
}
