import { connect } from 'node:net';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOssError } from '../../src/contract/oss-error.ts';
import { encodePolicy, signPolicy } from '../../src/contract/post-policy.ts';
import {
  answerOn,
  formBody,
  part,
  postHead,
  postRequest,
  send,
  type Fields,
} from '../../src/testing/raw-post.ts';
import { keysIn, openAndChoose } from './evidence.ts';
import { canMakeContainers, launch, type LoneServer } from '../support/cloud/lone-server.ts';
import { expect, expectProved, test as base, withoutPauses } from './fixtures.ts';

/** The embedded store: its folder, its places, and what it keeps. */

const KEYS = { ACCESS_KEY_ID: 'id-of-this-test', ACCESS_KEY_SECRET: 'secret-of-this-test' };

const test = base.extend<{
  readonly dir: string;
  readonly launch: typeof launch;
}>({
  dir: async ({}, use) => {
    const dir = await mkdtemp(join(tmpdir(), 'ota-drop-store-'));
    await use(dir);
    await rm(dir, { recursive: true, force: true });
  },
  launch: async ({}, use) => {
    const launched: LoneServer[] = [];
    await use(async (env, where) => {
      const server = await launch({ ...KEYS, ...env }, where);
      launched.push(server);
      return server;
    });
    await Promise.all(launched.map((server) => server.kill()));
  },
});

async function fieldsOf(key: string): Promise<Fields> {
  const policy = encodePolicy(new Date(Date.now() + 600_000), [['starts-with', '$key', 'ota/']]);
  return [
    ['key', key],
    ['policy', policy],
    ['OSSAccessKeyId', KEYS.ACCESS_KEY_ID],
    ['Signature', await signPolicy(KEYS.ACCESS_KEY_SECRET, policy)],
  ];
}

function portOf({ urls }: LoneServer): number {
  if (urls === undefined) throw new Error('It does not run.');
  return Number(new URL(urls.cloudUrl).port);
}

test('S11 · a folder with somebody’s files is refused, and none of them is touched', async ({
  dir,
  launch,
}) => {
  const home = join(dir, 'home');
  await mkdir(join(home, 'tmp'), { recursive: true });
  await writeFile(join(home, 'tmp', 'thesis.txt'), 'mine');
  const server = await launch({ DATA_DIR: home });
  expect(server.code).toBe(1);
  expect(server.words()).toBe(
    `OTA Drop cannot start. DATA_DIR ${home} holds something that this store has not made ("tmp/thesis.txt"). Nothing in it was changed. Choose an empty folder, or one that does not exist yet, with DATA_DIR.\n`,
  );
  expect(await readdir(home, { recursive: true })).toEqual(['tmp', 'tmp/thesis.txt']);
});

test('S11 · a link in the place of a folder of the store is not followed', async ({
  dir,
  launch,
}) => {
  const elsewhere = join(dir, 'elsewhere');
  await mkdir(elsewhere);
  const name = '00000000-0000-4000-8000-000000000000';
  await writeFile(join(elsewhere, name), 'mine');
  const data = join(dir, 'data');
  await (await launch({ DATA_DIR: data })).kill();
  await rm(join(data, 'tmp'), { recursive: true });
  await symlink(elsewhere, join(data, 'tmp'));
  const server = await launch({ DATA_DIR: data });
  expect(server.code).toBe(1);
  expect(server.words()).toContain('is a link, or something else that this store has not made');
  expect(await readdir(elsewhere)).toEqual([name]);
});

test('S11 · a folder in /proc ends with a sentence, at once', async ({ launch }) => {
  test.skip(process.platform !== 'linux', 'there is no /proc here');
  const server = await launch({ DATA_DIR: '/proc/ota-drop' });
  expect(server.code).toBe(1);
  expect(server.words()).toContain('lies in /proc, /sys or /dev, which keep no files');
});

test('S12 · the second of two containers with one data folder is refused', async ({
  dir,
  launch,
}) => {
  test.skip(!canMakeContainers(), 'a PID namespace needs Linux and root');
  const first = await launch({ DATA_DIR: dir }, 'container');
  expect(first.urls).toBeDefined();
  const second = await launch({ DATA_DIR: dir }, 'container');
  expect(second.code).toBe(1);
  expect(second.words()).toContain(
    'is in use by another process, in another container or on another machine. Stop that one, or',
  );
  expect((await fetch(first.urls?.cloudUrl ?? '')).status).toBe(403);
});

test('S12 · after a container was killed the next one waits for its lock to run out, and says so', async ({
  dir,
  launch,
}) => {
  test.skip(!canMakeContainers(), 'a PID namespace needs Linux and root');
  test.setTimeout(120_000);
  const first = await launch({ DATA_DIR: dir }, 'container');
  await first.kill();
  const second = await launch({ DATA_DIR: dir }, 'container');
  expect(second.urls).toBeDefined();
  expect(second.errors()).toMatch(/was used by another process a moment ago\. Waiting for \d+ s/);
});

test('S12 · without containers a start after kill -9 does not wait', async ({ dir, launch }) => {
  const first = await launch({ DATA_DIR: dir });
  await first.kill();
  const second = await launch({ DATA_DIR: dir });
  expect(second.urls).toBeDefined();
  expect(second.errors()).toBe('');
});

test('S13 · a form that the browser itself sends again, after the store has kept it, ends verified', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'same-socket';
  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { nth: 1 });
  await withoutPauses(page);
  const { row, tickets } = await openAndChoose(page, cloud, files.gz);
  await expectProved(page, cloud, await readFile(files.gz), row);
  // One ticket, one key, two forms: the second was refused by the store, which has the file already.
  expect(tickets.asked).toBe(1);
  expect(keysIn(cloud.plan).size).toBe(1);
  expect(cloud.plan.seen.posts).toBe(2);
  expect(cloud.plan.seen.heads).toBe(1);
});

test('S13 · another file with the same ticket does not replace the one that is stored', async ({
  dir,
  launch,
}) => {
  const server = await launch({ DATA_DIR: dir });
  const fields = await fieldsOf('ota/a.bin');
  const post = (text: string) => send(portOf(server), postRequest(formBody(fields, text)));
  expect((await post('first')).status).toBe(204);
  const second = await post('second');
  expect([second.status, readOssError(second.text)?.code]).toEqual([409, 'FileAlreadyExists']);
  expect(await (await fetch(`${server.urls?.cloudUrl}/ota/a.bin`)).text()).toBe('first');
});

test('S14 · silent senders and endless fields neither delay an upload nor take memory', async ({
  dir,
  launch,
}) => {
  const server = await launch({ DATA_DIR: dir });
  const port = portOf(server);
  const upload = async (key: string) =>
    (await send(port, postRequest(formBody(await fieldsOf(key), Buffer.alloc(100_000))))).status;
  expect(await upload('ota/before.bin')).toBe(204);

  const body = formBody(await fieldsOf('ota/never.bin'), Buffer.alloc(100_000));
  const silent = Array.from({ length: 32 }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write(postRequest(body).subarray(0, 400));
    return socket;
  });
  await Promise.all(silent.map((socket) => once(socket, 'connect')));
  const drops = setInterval(() => silent.forEach((socket) => socket.write('x')), 100);
  expect(await upload('ota/beside-silent.bin')).toBe(204);

  const before = await residentBytes(server.pid);
  await sendFields(port, 1_200_000);
  expect(await upload('ota/beside-fields.bin')).toBe(204);
  const after = await residentBytes(server.pid);
  if (before !== undefined && after !== undefined) expect(after - before).toBeLessThan(80e6);
  clearInterval(drops);
  for (const socket of silent) socket.destroy();
});

/** Empty fields without names, as many as are taken. */
async function sendFields(port: number, count: number): Promise<void> {
  const field = part('', '');
  const block = Buffer.concat(Array.from({ length: 1_000 }, () => field));
  const socket = connect(port, '127.0.0.1');
  const answer = answerOn(socket);
  socket.write(postHead({ 'Content-Length': count * field.byteLength }));
  for (let sent = 0; sent < count && !socket.destroyed; sent += 1_000) {
    if (!socket.write(block)) {
      await Promise.race([once(socket, 'drain').catch(() => undefined), answer]);
    }
  }
  const { status, text } = await answer;
  if (status !== 0) expect(readOssError(text)?.code).toBe('MaxPOSTPreDataLengthExceededError');
}

/** What a process has in memory; Linux alone says so. */
async function residentBytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

test('S15 · an upload that is given up at any point leaves no file, and no line in the log', async ({
  dir,
  launch,
}) => {
  const server = await launch({ DATA_DIR: dir });
  const port = portOf(server);
  const request = postRequest(formBody(await fieldsOf('ota/a.bin'), Buffer.alloc(3_000_000)));
  for (const sent of [
    0,
    100,
    300,
    1_000,
    2_000,
    500_000,
    request.byteLength - 10,
    request.byteLength,
  ]) {
    for (const how of ['close', 'reset'] as const) {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      await new Promise<void>((resolve) => {
        socket.write(request.subarray(0, sent), () => resolve());
      });
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
      await once(socket, 'close');
    }
  }
  // A refusal whose reader has gone.
  const forged = postRequest(formBody([['key', 'ota/b.bin']], Buffer.alloc(3_000_000)));
  for (let i = 0; i < 5; i++) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    await new Promise<void>((resolve) => {
      socket.write(forged.subarray(0, 100_000 * (i + 1)), () => resolve());
    });
    socket.resetAndDestroy();
    await once(socket, 'close');
  }
  // Calls to the platform, and to the page's API, that are given up in their bodies.
  const types = ['application/x-www-form-urlencoded', 'application/json'];
  for (const port of [portOf(server), Number(new URL(server.urls?.url ?? '').port)]) {
    for (const [i, path] of ['/', '/api/tickets'].entries()) {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: ${types[i]}\r\n`;
      await new Promise<void>((resolve) => {
        socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n`, () => resolve());
      });
      // Until it has been read; a request that is never read is no test of this.
      expect((await fetch(`http://127.0.0.1:${port}/none`)).status).toBe(404);
      socket.destroy();
      await once(socket, 'close');
    }
  }
  await expect.poll(() => readdir(join(dir, 'tmp')), { timeout: 20_000 }).toEqual([]);
  // The log is written by the time that a later request is answered.
  expect((await fetch(`http://127.0.0.1:${port}/none`)).status).toBe(404);
  expect(server.errors()).toBe('');
});
