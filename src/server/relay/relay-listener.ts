import type { IncomingMessage, RequestListener } from 'node:http';
import type { Hono } from 'hono';
import { BODY_PACE } from '../embedded/body-timeout.ts';
import { createLinger, LINGER, writeResponse } from '../embedded/write-response.ts';

/**
 * Lets the app judge a form by its head, and the relay read its body from the socket: a body that is made a stream of the web
 * is held on its way. What is answered before the form has ended is written so that browsers can read it.
 */
export function createRelayListener(
  app: Pick<Hono, 'fetch'>,
  report: (error: unknown) => void,
): RequestListener {
  const linger = createLinger(LINGER, BODY_PACE);
  return (incoming, outgoing) => {
    const respond = async () => {
      const answer = await app.fetch(headOf(incoming), { incoming, outgoing });
      // A client that has gone away takes no answer.
      if (incoming.destroyed && !incoming.complete) return;
      await writeResponse(incoming, outgoing, answer, linger);
    };
    respond().catch((error: unknown) => {
      if (!incoming.destroyed) report(error);
      outgoing.destroy();
    });
  };
}

function headOf({ headers, url = '/', method = 'POST' }: IncomingMessage): Request {
  const address = `http://${headers.host ?? 'localhost'}${url}`;
  const head = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) head.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return new Request(URL.canParse(address) ? address : 'http://localhost/', {
    method,
    headers: head,
  });
}
