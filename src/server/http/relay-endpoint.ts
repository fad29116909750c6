import type { IncomingMessage } from 'node:http';
import type { Context, Hono } from 'hono';
import { RELAY_PATH } from '../../contract/page-config.ts';
import type { Relay } from '../relay/relay.ts';
import { originGuard, refuse } from './request-guard.ts';

/** Forms on their way to a store; `relay-listener.ts` hands over the socket. */
export function addRelayEndpoint(app: Hono, relay: Relay, publicOrigin: string | undefined): void {
  const untouched = 'Nothing was sent to the store';
  app.post(RELAY_PATH, originGuard(publicOrigin, untouched, 'form'), (c: Context) =>
    relay(incomingOf(c)),
  );
  app.all(RELAY_PATH, (c) => {
    c.header('Allow', 'POST');
    const message = `${RELAY_PATH} takes POST with a form. ${untouched}.`;
    return refuse(c, 405, 'OtaDrop.BadRequest', message);
  });
}

function incomingOf(c: Context<{ Bindings: { readonly incoming: IncomingMessage } }>) {
  return c.env.incoming;
}
