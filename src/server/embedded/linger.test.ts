import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { closeServer, listen } from '../process/listening.ts';
import { createLinger, LINGER } from './write-response.ts';
import { BODY_PACE } from './body-timeout.ts';

vi.setConfig({ testTimeout: 20_000 });

/** A request on a socket, as the server met it. */
async function meet(bytes: string): Promise<{ request: IncomingMessage; leave(): Promise<void> }> {
  const server = createServer();
  const port = await listen(server, '127.0.0.1', 0, 'PORT');
  const client = connect(port, '127.0.0.1').on('error', () => undefined);
  client.write(bytes);
  const [request]: IncomingMessage[] = await once(server, 'request');
  if (request === undefined) throw new Error('nothing was asked');
  return {
    request: request.on('error', () => undefined),
    async leave() {
      const gone = new Promise((resolve) => request.socket.once('close', resolve));
      if (!request.socket.destroyed) {
        client.destroy();
        await gone;
      }
      await closeServer(server, 0);
    },
  };
}

const HALF = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nhalf';
const WHOLE = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nbody';

test('a client that has left before the refusal is not waited for, and keeps no place', async () => {
  const linger = createLinger({ ...LINGER, lingerMs: 15_000 }, BODY_PACE);
  const { request, leave } = await meet(HALF);
  await leave();
  const before = performance.now();
  await linger(request);
  expect(performance.now() - before).toBeLessThan(5_000);
});

test('a body that was read to its end before the refusal is not waited for', async () => {
  const linger = createLinger({ ...LINGER, lingerMs: 15_000 }, BODY_PACE);
  const { request, leave } = await meet(WHOLE);
  await once(request.resume(), 'end');
  const before = performance.now();
  await linger(request);
  expect(performance.now() - before).toBeLessThan(5_000);
  await leave();
});

test('a client that leaves while the rest is read is not waited for', async () => {
  const linger = createLinger({ ...LINGER, lingerMs: 15_000 }, BODY_PACE);
  const { request, leave } = await meet(HALF);
  const before = performance.now();
  await Promise.all([linger(request), leave()]);
  expect(performance.now() - before).toBeLessThan(5_000);
});
