import { isMasked } from '../../../contract/legible-text.ts';
import type { TicketSecrets } from '../../../upload/exchange-event.ts';
import type { Told } from './timeline.ts';

/** The exchange with the real values of one ticket in its form, to be looked at. It is never kept, copied or saved. */
export function revealed(exchange: Told, { attempt, values }: TicketSecrets): Told {
  return {
    ...exchange,
    events: exchange.events.map((event) =>
      event.type === 'posted' && event.attempt === attempt
        ? {
            ...event,
            fields: event.fields.map(([name, value]): [string, string] => [
              name,
              isMasked(value) ? (values.get(name.toLowerCase()) ?? value) : value,
            ]),
          }
        : event,
    ),
  };
}
