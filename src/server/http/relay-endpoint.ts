import type { IncomingMessage } from 'node:http';
import type { Context, Hono } from 'hono';
import { RELAY_PATH } from '../../contract/page-config.ts';
import { storeOf, type Relay } from '../relay/relay.ts';
import type { Auditor } from './auditor.ts';
import { originGuard, refuse } from './request-guard.ts';

/** Forms on their way to a store; `relay-listener.ts` hands over the socket. */
export function addRelayEndpoint(
  app: Hono,
  relay: Relay,
  auditor: Auditor,
  publicOrigin: string | undefined,
): void {
  const untouched = 'Nothing was sent to the store';
  app.post(RELAY_PATH, originGuard(publicOrigin, untouched, 'form'), async (c: Context) => {
    const unrecorded = await auditor.refusal(c, untouched);
    if (unrecorded !== undefined) return unrecorded;
    const form = incomingOf(c);
    const answer = await relay(form);
    await auditor.note(c, { event: 'relay', outcome: String(answer.status), store: storeOf(form) });
    return answer;
  });
  app.all(RELAY_PATH, (c) => {
    c.header('Allow', 'POST');
    const message = `${RELAY_PATH} takes POST with a form. ${untouched}.`;
    return refuse(c, 405, 'OtaDrop.BadRequest', message);
  });
}

function incomingOf(c: Context<{ Bindings: { readonly incoming: IncomingMessage } }>) {
  return c.env.incoming;
}
