import { useListWords } from './useListWords.ts';
import { useSecondsSince } from '../useSecondsSince.ts';

type TicketLifeProps = {
  readonly endsAt: number;
  /** Of the upload; undefined as long as it cannot be told. */
  readonly secondsLeft: number | undefined;
};

/** How long this attempt's ticket still holds. Never announced, and gone when its time is over. */
export function TicketLife({ endsAt, secondsLeft }: TicketLifeProps) {
  const { messages, format } = useListWords();
  const seconds = -useSecondsSince(endsAt);
  if (seconds <= 0) return null;
  // Vendors' texts differ on whether a form has to arrive before its ticket ends, or only to begin.
  const words =
    secondsLeft !== undefined && secondsLeft > seconds
      ? messages.row.ticketTooShort
      : messages.row.ticketLife;
  return <li>{words(format.duration(seconds))}</li>;
}
