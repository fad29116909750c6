import { Hono } from 'hono';
import * as v from 'valibot';
import { PAGE_HEADER } from '../../contract/ticket.ts';
import { answerTicketCall } from '../../faults/ticket-answer.ts';
import { addScenarioEndpoint, type ScenarioEndpoint } from './scenario-endpoint.ts';

const TicketSchema = v.object({ data: v.object({ key: v.string() }) });

/**
 * The server's own app, with an endpoint more that arms, and in front of it what may happen to a call for a ticket. What it answers
 * itself is left as it is.
 */
export function withScenarios(app: Hono, options: ScenarioEndpoint): Pick<Hono, 'fetch'> {
  const { pagePlans, access } = options;
  addScenarioEndpoint(app, options);
  const front = new Hono();
  front.post('/api/tickets', async (c) => {
    const page = c.req.header(PAGE_HEADER) ?? '';
    const fault = pagePlans.meetTicket(page, access.addressOf(c));
    const pass = async () => {
      const answer = await app.fetch(c.req.raw, c.env);
      const ticket = v.safeParse(TicketSchema, await readJson(answer.clone()));
      if (ticket.success) pagePlans.adopt(page, ticket.output.data.key);
      return answer;
    };
    return fault === undefined ? pass() : answerTicketCall(fault, pass);
  });
  front.all('*', (c) => app.fetch(c.req.raw, c.env));
  return front;
}

async function readJson(answer: Response): Promise<unknown> {
  return answer.json().catch(() => undefined);
}
