import { createServer as createSocketServer } from 'node:net';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { listening } from '../../testing/server-world.ts';
import { probe } from './probe.ts';

test('an answer is read, and no more of it than it takes to know it', async () => {
  const url = await listening(
    createServer((_, response) => void response.end('x'.repeat(1_000_000))),
  );
  const answer = await probe(url, { method: 'GET' });
  expect(answer).toMatchObject({ kind: 'answer', status: 200 });
  expect(answer.kind === 'answer' && answer.text.length).toBeLessThan(500_000);
});

test('what wants another protocol has not answered', async () => {
  const server = createSocketServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const answer = await probe(`http://127.0.0.1:${port}/`, { method: 'GET' });
  expect(answer).toEqual({ kind: 'failed', cause: 'ECONNRESET' });
});
