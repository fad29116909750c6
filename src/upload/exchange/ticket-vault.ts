import type { Clock } from '../clock.ts';
import type { TicketSecrets } from '../exchange-event.ts';

/**
 * Real values of the latest tickets, for those who want to repeat a form by hand: in memory alone, and only while a ticket lives.
 * After that they are of no use, so they are not kept either.
 */
export type TicketVault = {
  put(id: string, secrets: TicketSecrets): void;
  get(id: string): TicketSecrets | undefined;
  drop(id: string): void;
};

/** No more files than that are sent in the life of one ticket and looked at. */
const TICKETS_MAX = 20;

export function createTicketVault(clock: Pick<Clock, 'now'>): TicketVault {
  const tickets = new Map<string, TicketSecrets>();

  function dropOld(): void {
    const now = clock.now();
    for (const [id, { endsAt }] of tickets) if (endsAt <= now) tickets.delete(id);
    for (const id of tickets.keys()) if (tickets.size > TICKETS_MAX) tickets.delete(id);
  }

  return {
    put(id, secrets) {
      tickets.delete(id);
      tickets.set(id, secrets);
      dropOld();
    },
    get(id) {
      dropOld();
      return tickets.get(id);
    },
    drop: (id) => tickets.delete(id),
  };
}
