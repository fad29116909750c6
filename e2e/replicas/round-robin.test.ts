import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { findPort, listenOn } from '../support/proxy/free-port.ts';
import { startRoundRobin } from './round-robin.ts';

test('while one server is down every request is answered by the other, however many come at once', async () => {
  const server = createServer((_, response) => response.end('here'));
  const up = await listenOn(server);
  const balancer = await startRoundRobin([await findPort(), up]);
  onTestFinished(async () => {
    await balancer.stop();
    server.closeAllConnections();
    server.close();
  });
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      fetch(balancer.url).then(
        (answer) => answer.text(),
        () => 'nobody',
      ),
    ),
  );
  expect(answers.filter((text) => text !== 'here')).toEqual([]);
});
