import { describe, expect, onTestFinished, test } from 'vitest';
import { NO_REDIS } from '../testing/redis-process.ts';
import { pageOf, settingsOf } from '../testing/server-world.ts';
import { folderOfTest, redisOfTest } from '../testing/test-resources.ts';
import { runServer } from './run-server.ts';

/** Two servers with the same settings, as replicas of one page. */

const TOKEN = 'a-token-of-thirty-two-characters-x';

async function startReplica(env: Readonly<Record<string, string>>) {
  const settings = settingsOf({
    DATA_DIR: await folderOfTest(),
    SIGN_IN: 'token',
    SIGN_IN_TOKEN: TOKEN,
    LOG_LEVEL: 'silent',
    ...env,
  });
  const running = await runServer(settings, pageOf(''));
  onTestFinished(() => running.close(0));
  const call = (path: string, body: object, cookie = '') =>
    fetch(running.listeningUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  return {
    async signIn() {
      const answer = await call('/api/sign-in', { name: 'ada', secret: TOKEN });
      return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    signOut: (cookie: string) => call('/api/sign-out', {}, cookie),
    async ticket(cookie: string) {
      return (await call('/api/tickets', { fileSuffix: 'bin' }, cookie)).status;
    },
    async readiness() {
      const answer = await fetch(`${running.listeningUrl}/readyz`);
      return { httpStatus: answer.status, ...(await answer.json()) };
    },
  };
}

describe.skipIf(NO_REDIS !== undefined)(`with Redis${NO_REDIS ? `: ${NO_REDIS}` : ''}`, () => {
  test('who signs out at one is signed out at the other', async () => {
    const { url } = await redisOfTest();
    const [one, other] = await Promise.all([1, 2].map(() => startReplica({ REDIS_URL: url })));
    if (one === undefined || other === undefined) throw new Error('there are two');
    await expect.poll(() => one.readiness()).toEqual({ httpStatus: 200, status: 'ready' });
    const cookie = await one.signIn();
    expect(await other.ticket(cookie)).toBe(200);
    await one.signOut(cookie);
    expect([await one.ticket(cookie), await other.ticket(cookie)]).toEqual([401, 401]);
  });

  test('without it a replica stays ready and works, and says what is worse', async () => {
    const redis = await redisOfTest('a-password');
    const replica = await startReplica({ REDIS_URL: redis.url });
    await redis.stop();
    await expect
      .poll(() => replica.readiness())
      .toEqual({
        httpStatus: 200,
        status: 'ready',
        warnings: [{ cause: 'redis-away', reason: expect.stringContaining('REDIS_URL') }],
      });
    expect(await replica.ticket(await replica.signIn())).toBe(200);
  });
});
