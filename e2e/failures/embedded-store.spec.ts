import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { crc64 } from '../../src/contract/crc64.ts';
import { readOssError } from '../../src/contract/oss-error.ts';
import { encodePolicy, signPolicy } from '../../src/contract/post-policy.ts';
import {
  answerOn,
  chunkedRequest,
  formBody,
  getKey,
  postRequest,
  send,
  type Fields,
} from '../../src/testing/raw-post.ts';
import { canMakeContainers, launch, type Launched } from '../support/cloud/server-process.ts';
import { countFiles } from '../support/cloud/stored-files.ts';
import { expect, test as base } from '../support/ota-drop.ts';
import { starting } from '../support/starting.ts';

/**
 * The built server's store, seen from sockets and from its folder. Each rule by itself, value by value, is tested in
 * src/server/embedded and src/server/disk; here is whether the built process keeps it.
 */

const KEYS = { ACCESS_KEY_ID: 'id-of-this-test', ACCESS_KEY_SECRET: 'secret-of-this-test' };
const MINUTES_10 = 600_000;

type Fixtures = {
  readonly launch: typeof launch;
  /** A store in `dir`, and its port. */
  readonly store: Launched & { readonly port: number };
};

const test = base.extend<Fixtures>({
  launch: starting(launch),
  store: async ({ dir, launch }, use) => {
    const server = await launch({ DATA_DIR: dir, ...KEYS });
    await use({ ...server, port: Number(new URL(server.urls?.cloudUrl ?? '').port) });
  },
});

/** @param maxBytes what the policy allows */
async function fieldsOf(key: string, maxBytes = 10_000_000): Promise<Fields> {
  const policy = encodePolicy(new Date(Date.now() + MINUTES_10), [
    ['starts-with', '$key', 'ota/'],
    ['content-length-range', 0, maxBytes],
  ]);
  return [
    ['key', key],
    ['policy', policy],
    ['OSSAccessKeyId', KEYS.ACCESS_KEY_ID],
    ['Signature', await signPolicy(KEYS.ACCESS_KEY_SECRET, policy)],
  ];
}

test('S04 of two that send to one key the first is kept', async ({ dir, store: { port } }) => {
  const key = 'ota/both.bin';
  const fields = await fieldsOf(key);
  const senders = [1, 2].map((fill) => {
    const bytes = Buffer.alloc(400_000, fill);
    const socket = connect(port, '127.0.0.1');
    const request = postRequest(formBody(fields, bytes));
    socket.write(request.subarray(0, 200_000));
    return { bytes, socket, rest: request.subarray(200_000), answer: answerOn(socket) };
  });
  await expect.poll(async () => (await countFiles(dir)).tmp).toBe(2);
  expect((await getKey(port, key)).status).toBe(404);
  const [kept] = senders;
  for (const sender of senders) {
    sender.socket.write(sender.rest);
    const { status, headers } = await sender.answer;
    const told = sender === kept ? [204, crc64(sender.bytes)] : [409, null];
    expect([status, headers.get('x-oss-hash-crc64ecma')]).toEqual(told);
    const { body } = await getKey(port, key);
    expect(Buffer.compare(body, kept?.bytes ?? Buffer.of())).toBe(0);
  }
  expect(await countFiles(dir)).toEqual({ objects: 1, blobs: 1, tmp: 0 });
});

test('S06 a false length is refused at the limit', async ({ dir, store: { port } }) => {
  const LIMIT = 100_000;
  const fields = await fieldsOf('ota/false-length.bin', LIMIT);
  const fits = formBody(fields, Buffer.alloc(LIMIT));
  const over = formBody(fields, Buffer.alloc(LIMIT + 1));
  for (const request of [postRequest(over), chunkedRequest(over)]) {
    const { status, text } = await send(port, request);
    expect([status, readOssError(text)?.code]).toEqual([400, 'EntityTooLarge']);
  }
  const short = postRequest(fits, { 'Content-Length': fits.byteLength - 500 });
  expect((await send(port, short)).status).toBe(400);
  await expect.poll(() => countFiles(dir)).toEqual({ objects: 0, blobs: 0, tmp: 0 });
  expect((await send(port, postRequest(fits))).status).toBe(204);
});

test('S11 a folder with other files is refused untouched', async ({ dir, launch }) => {
  await mkdir(join(dir, 'tmp'), { recursive: true });
  await writeFile(join(dir, 'tmp', 'thesis.txt'), 'mine');
  const server = await launch({ DATA_DIR: dir });
  expect(server.child.exitCode).toBe(1);
  expect(server.output()).toBe(
    `OTA Drop cannot start. DATA_DIR ${dir} holds something that this store has not made ("tmp/thesis.txt"). Nothing in it was changed. Choose an empty folder, or one that does not exist yet, with DATA_DIR.\n`,
  );
  expect(await readdir(dir, { recursive: true })).toEqual(['tmp', 'tmp/thesis.txt']);
});

test('S12 the second container with one data folder is refused', async ({ dir, launch }) => {
  test.skip(!canMakeContainers(), 'a PID namespace needs Linux and root');
  const inContainer = { inContainer: true };
  const first = await launch({ DATA_DIR: dir }, inContainer);
  expect(first.urls).toBeDefined();
  const second = await launch({ DATA_DIR: dir }, inContainer);
  expect(second.child.exitCode).toBe(1);
  expect(second.output()).toContain(
    'is in use by another process, in another container or on another machine. Stop that one, or',
  );
  expect((await fetch(first.urls?.cloudUrl ?? '')).status).toBe(403);
});

test('S14 silent senders hold up no upload', async ({ store: { port } }) => {
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
  clearInterval(drops);
  for (const socket of silent) socket.destroy();
});

test('S15 an upload given up anywhere leaves no file and no log', async ({ dir, store }) => {
  const { port } = store;
  const open = async (to: number, beginning: string | Buffer): Promise<Socket> => {
    const socket = connect(to, '127.0.0.1').on('error', () => undefined);
    await new Promise<void>((resolve) => {
      socket.write(beginning, () => resolve());
    });
    return socket;
  };
  const give = async (socket: Socket, how: 'destroy' | 'resetAndDestroy') => {
    socket[how]();
    await once(socket, 'close');
  };
  const request = postRequest(formBody(await fieldsOf('ota/a.bin'), Buffer.alloc(3_000_000)));
  for (const sent of [0, 300, 1_000, 500_000, request.byteLength - 10, request.byteLength]) {
    for (const how of ['destroy', 'resetAndDestroy'] as const) {
      await give(await open(port, request.subarray(0, sent)), how);
    }
  }
  // A refusal whose reader has gone.
  const forged = postRequest(formBody([['key', 'ota/b.bin']], Buffer.alloc(3_000_000)));
  await give(await open(port, forged.subarray(0, 300_000)), 'resetAndDestroy');
  // Calls to the platform, and to the page's API, that are given up in their bodies.
  for (const [to, path, type] of [
    [port, '/', 'application/x-www-form-urlencoded'],
    [Number(new URL(store.urls?.url ?? '').port), '/api/tickets', 'application/json'],
  ] as const) {
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${to}\r\nContent-Type: ${type}\r\n`;
    const socket = await open(to, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n`);
    // Until it has been read; a request that is never read is no test of this.
    expect((await fetch(`http://127.0.0.1:${to}/none`)).status).toBe(404);
    await give(socket, 'destroy');
  }
  await expect.poll(() => readdir(join(dir, 'tmp')), { timeout: 20_000 }).toEqual([]);
  // The log is written by the time that a later request is answered.
  expect((await fetch(`http://127.0.0.1:${port}/none`)).status).toBe(404);
  expect(store.errors()).toBe('');
});
