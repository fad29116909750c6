import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openRedis } from './redis.ts';

/** Answers whatever it is asked with this error. */
async function redisThatSays(error: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('data', () => socket.write(`-${error}\r\n`)).on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  onTestFinished(() => void server.close());
  return `redis://127.0.0.1:${port}`;
}

test.each([
  ['LOADING Redis is loading the dataset', 'LOADING'],
  ['no such user "CANARY" at CANARY-host', 'ReplyError'],
])('of the error "%s" no text is told', async (error, code) => {
  const changes: (string | undefined)[] = [];
  const url = await redisThatSays(error);
  const redis = await openRedis({ url, onChange: (why) => changes.push(why) });
  onTestFinished(() => redis.close());
  await redis.ask((client) => client.get('a'));
  expect(redis.whyAway()).toBe(code);
  expect(changes.join()).not.toContain('CANARY');
});
