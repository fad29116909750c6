import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NO_REDIS } from '../../testing/redis-process.ts';
import { redisOfTest } from '../../testing/test-resources.ts';
import { openRedis } from '../redis/redis.ts';
import { examineAll } from './examine.ts';
import { examineRedis } from './redis-check.ts';

/** What the doctor says of a real Redis, and of what is none. */

const seen = async (url: string) => {
  const findings = await examineRedis(url);
  return findings.map(({ check, severity, what, mend, paste = '' }) => ({
    check,
    severity,
    text: `${what} ${mend} ${paste}`,
  }));
};

/** Something that listens, on a free port. */
async function listener(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}

describe.skipIf(NO_REDIS !== undefined)(`with Redis${NO_REDIS ? `: ${NO_REDIS}` : ''}`, () => {
  test('one that is as it should be is not mentioned, and nothing of it stays', async () => {
    const server = await redisOfTest('a/pass word');
    expect(await seen(server.url)).toEqual([]);
    expect(
      await examineAll({ publicUrl: undefined, redisUrl: server.url, patients: [] }, false),
    ).toEqual([]);
    await expect
      .poll(() => askAdministrator(server.url, (client) => client.dbsize()), { timeout: 5_000 })
      .toBe(0);
  });

  test.each([
    ['without its password', (url: string) => url.replace(/\/\/.*@/, '//'), /NOAUTH.*password/s],
    ['with a wrong one', (url: string) => url.replace('right', 'wrong'), /WRONGPASS.*percent/s],
    ['with a database that is not there', (url: string) => `${url}/4711`, /DB-INDEX.*number/s],
    [
      'by TLS, which it does not speak',
      (url: string) => url.replace('redis:', 'rediss:'),
      /rediss/,
    ],
  ])('asked %s it says what to set, and never the password', async (_, spoil, says) => {
    const server = await redisOfTest('right');
    const [finding, ...others] = await seen(spoil(server.url));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ check: 'redis', severity: 'warning' });
    expect(finding?.text).toMatch(says);
    expect(finding?.text).not.toMatch(/right|wrong/);
  });

  test('a user who may not do all of it gets the rule, and with the rule may', async () => {
    const server = await redisOfTest('right');
    const ofUser = server.url.replace(/\/\/.*@/, '//ota-drop:secret@');
    await askAdministrator(server.url, (client) =>
      client.acl('SETUSER', 'ota-drop', 'on', '>secret', '~ota-drop:*', '+ping', '+info', '+hello'),
    );
    const [finding] = await examineRedis(ofUser);
    expect(finding).toMatchObject({ check: 'redis', what: expect.stringContaining('NOPERM') });
    const [command, subject, name = '', ...rules] = finding?.paste?.split(' ') ?? [];
    expect([command, subject]).toEqual(['ACL', 'SETUSER']);
    await askAdministrator(server.url, (client) => client.acl('SETUSER', name, ...rules));
    expect(await examineRedis(ofUser)).toEqual([]);
  });
});

test('where nothing listens, or what listens is none, it says how to look', async () => {
  for (const url of [
    'redis://127.0.0.1:1',
    `redis://${await listener((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))}`,
    `redis://${await listener(() => {})}`,
  ]) {
    expect(await seen(url)).toEqual([
      {
        check: 'redis',
        severity: 'warning',
        text: expect.stringMatching(/Uploads go on.*redis-cli/s),
      },
    ]);
  }
});

test('one that is slow is told with its time', async () => {
  // Answers every command with :1, as slowly as a line across the world.
  const place = await listener((socket) => {
    socket.on('data', (data) => {
      const commands = data.toString().match(/^\*\d+\r$/gm) ?? [];
      const answers = commands.map(() => ':1\r\n').join('');
      setTimeout(() => socket.write(answers), 120);
    });
  });
  const [finding] = await examineRedis(`redis://${place}`);
  expect(finding?.what).toMatch(/takes 1[2-9]\d ms/);
});

type Client = Parameters<Parameters<Awaited<ReturnType<typeof openRedis>>['ask']>[0]>[0];

async function askAdministrator<T>(url: string, question: (client: Client) => Promise<T>) {
  const redis = await openRedis({ url, onChange: () => {} });
  try {
    return await redis.ask(question);
  } finally {
    redis.close();
  }
}
