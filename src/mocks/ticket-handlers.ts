import { getResponse, http, type HttpHandler } from 'msw';
import { answerTicketCall } from '../faults/ticket-answer.ts';
import type { TicketFault } from '../faults/ticket-fault.ts';

/** The same handlers, with what may happen to a call for a ticket in front of them. */
export function withTicketFaults(
  meetTicket: () => TicketFault | undefined,
  handlers: readonly HttpHandler[],
): HttpHandler[] {
  const front = http.post('*/api/tickets', async ({ request }) => {
    const fault = meetTicket();
    // Left to the next handler.
    if (fault === undefined) return undefined;
    return answerTicketCall(fault, async () => {
      const answer = await getResponse([...handlers], request);
      if (answer === undefined) throw new Error('there is a handler for tickets');
      return answer;
    });
  });
  return [front, ...handlers];
}
