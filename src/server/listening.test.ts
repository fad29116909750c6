import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import { expect, test } from 'vitest';
import { closeServer, listen, StartError } from './listening.ts';

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

test('a port that is taken is a sentence with the setting to change', async () => {
  const first = createServer();
  const port = await listen(first, '127.0.0.1', 0, 'PORT');
  const second = listen(createServer(), '127.0.0.1', port, 'CLOUD_PORT');
  await expect(second).rejects.toThrow(StartError);
  await expect(second).rejects.toThrow('choose another port with CLOUD_PORT');
  first.close();
});
