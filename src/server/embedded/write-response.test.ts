import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { closeServer, listen } from '../process/listening.ts';
import { createLinger, LINGER } from './write-response.ts';
import { BODY_PACE } from './body-timeout.ts';

type Meeting = { readonly request: IncomingMessage; leave(): Promise<void> };

/** A request on a socket, as the server met it. */
async function meet(bytes: string): Promise<Meeting> {
  const server = createServer();
  const port = await listen(server, '127.0.0.1', 0, 'PORT');
  const client = connect(port, '127.0.0.1').on('error', () => undefined);
  client.write(bytes);
  const [request]: IncomingMessage[] = await once(server, 'request');
  if (request === undefined) throw new Error('nothing was asked');
  return {
    request: request.on('error', () => undefined),
    async leave() {
      const { socket } = request;
      const gone = new Promise((resolve) => socket.once('close', resolve));
      client.destroy();
      if (!socket.closed) await gone;
      if (server.listening) await closeServer(server, 0);
    },
  };
}

const HALF = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nhalf';
const WHOLE = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nbody';

test.each<[string, string, (met: Meeting) => Promise<unknown>]>([
  ['a client that has left before the refusal', HALF, ({ leave }) => leave()],
  [
    'a body that was read to its end before the refusal',
    WHOLE,
    ({ request }) => once(request.resume(), 'end'),
  ],
  // While the rest is read.
  ['a client that leaves', HALF, async ({ leave }) => void setTimeout(() => void leave(), 50)],
])('%s is not waited for', async (_, bytes, before) => {
  const linger = createLinger({ ...LINGER, lingerMs: 15_000 }, BODY_PACE);
  const met = await meet(bytes);
  await before(met);
  const startedAt = performance.now();
  await linger(met.request);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  await met.leave();
});
