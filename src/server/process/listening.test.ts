import { once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { closeServer, listen } from './listening.ts';

test('a connection that was kept alive does not hold up the end', async () => {
  let answer = () => {};
  const server = createServer((_, response) => {
    answer = () => response.end('done');
  });
  const port = await listen(server, '127.0.0.1', 0, 'PORT');
  const agent = new Agent({ keepAlive: true });
  const request = get({ port, host: '127.0.0.1', agent });
  await once(server, 'request');
  const closed = closeServer(server, 60_000);
  answer();
  const [response] = await once(request, 'response');
  response.resume();
  // With the connection idle but open this would take the full minute.
  await closed;
  agent.destroy();
});

test('what does not end in time is cut', async () => {
  const server = createServer(() => {});
  const port = await listen(server, '127.0.0.1', 0, 'PORT');
  const request = get({ port, host: '127.0.0.1' });
  await once(server, 'request');
  const cut = once(request, 'error');
  await closeServer(server, 50);
  expect(await cut).toHaveLength(1);
});

test('connections on which nothing was asked do not hold up the end', async () => {
  const server = createServer(() => {});
  const port = await listen(server, '127.0.0.1', 0, 'PORT');
  const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  // One of them has begun to ask.
  sockets[1]?.write('GET / HTTP/1.1\r\nHost: a');
  await expect.poll(() => connectionsOf(server)).toBe(2);
  const began = performance.now();
  await closeServer(server, 60_000);
  expect(performance.now() - began).toBeLessThan(10_000);
});

const connectionsOf = (server: Server) =>
  new Promise<number>((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
