import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  answerOn,
  begin,
  chunkedRequest,
  CLOSING,
  formBody,
  get,
  PATIENT,
  postRequest,
  send,
  signedFields,
  type RawAnswer,
} from '../../testing/raw-post.ts';
import { importsOf, productionFiles } from '../../testing/source-files.ts';
import { watchStore } from '../../testing/test-objects.ts';
import { crc64 } from '../../contract/crc64.ts';
import { closeServer } from '../../server/process/listening.ts';
import { createCloud } from '../../simulator/cloud.ts';
import { createFaultPlan, type FaultPlan } from '../fault-plan.ts';
import { injectFaults, type SocketFaults } from './socket-faults.ts';

/** Faults on real sockets, seen by a client that looks at every byte. */

const KEY = 'ota/a.bin';
const CHUNK_BYTES = 64 * 1024;
const FILE = Uint8Array.from({ length: 1_500_000 }, (_, at) => (at * 31 + (at >> 8)) % 256);

let plan: FaultPlan;
let faults: SocketFaults;
let port: number;
/** What the server has read from its sockets, heads included. */
let serverSockets: Socket[];
/** Objects that are staged and not yet discarded. */
let open: () => number;

beforeEach(async () => {
  plan = createFaultPlan();
  faults = injectFaults(plan);
  const watched = watchStore();
  ({ open } = watched);
  const report = (error: unknown) => {
    throw error;
  };
  const { server, origin } = await faults.startServer({ host: '127.0.0.1', port: 0, report }, () =>
    createCloud({ store: watched.store, report }),
  );
  onTestFinished(() => closeServer(server, 0));
  serverSockets = [];
  server.on('connection', (socket: Socket) => serverSockets.push(socket));
  port = Number(new URL(origin).port);
});

/** What a client sees of one connection. */
type Ending = {
  readonly how: 'reset' | 'closed';
  readonly answer: RawAnswer;
  /** Bytes of the request that the client got rid of. */
  readonly sent: number;
};

async function bodyOf(file: Uint8Array | string, key = KEY): Promise<Buffer> {
  return formBody(await signedFields(key), file);
}

async function post(file: Uint8Array, key = KEY): Promise<Ending & { body: Buffer }> {
  const body = await bodyOf(file, key);
  return { body, ...(await exchange(postRequest(body))) };
}

async function exchange(request: Uint8Array): Promise<Ending> {
  const { socket, answer: answering } = begin(port, request);
  let how: Ending['how'] = 'closed';
  socket.on('error', ({ message }) => {
    how = /ECONNRESET|EPIPE/.test(message) ? 'reset' : how;
  });
  const answer = await answering;
  return { how, answer, sent: socket.bytesWritten };
}

const sizeOf = (body: Buffer, file: Uint8Array) => {
  const fileStart = body.byteLength - file.byteLength - 2 - CLOSING.byteLength;
  return { bodyBytes: body.byteLength, fileStart, fileBytes: file.byteLength };
};

async function untilBitten(): Promise<void> {
  await expect.poll(() => plan.bites.length, PATIENT).toBe(1);
}

async function expectNothingKept(key = KEY): Promise<void> {
  expect((await get(port, `/${key}`)).status).toBe(404);
  await expect.poll(open, PATIENT).toBe(0);
}

async function expectStored(file: Uint8Array, key = KEY): Promise<void> {
  const back = await get(port, `/${key}`);
  expect([back.status, crc64(back.body)]).toEqual([200, crc64(file)]);
}

const SHARES = [0, 0.01, 0.5, 0.99, 1];

describe('the connection ends in the middle of a body', () => {
  test.each(SHARES.flatMap((share) => [['reset', share] as const, ['closed', share] as const]))(
    '%s, at %f of it',
    async (kind, bodyShare) => {
      plan.arm({ kind, at: { bodyShare } });
      const { how, answer, body } = await post(FILE);
      expect(answer.status).toBe(0);
      // With bytes left unread a reset follows the FIN.
      if (kind === 'reset' || bodyShare === 1) expect(how).toBe(kind);
      const bodyBytes = Math.floor(body.byteLength * bodyShare);
      expect(plan.bites).toMatchObject([{ nth: 1, key: KEY, bodyBytes }]);
      // Nothing is read ahead but a few chunks.
      expect((plan.posts[0]?.bytesTaken ?? 0) - bodyBytes).toBeLessThanOrEqual(CHUNK_BYTES);
      expect((serverSockets[0]?.bytesRead ?? Infinity) - bodyBytes).toBeLessThan(5 * CHUNK_BYTES);
      await expectNothingKept();
    },
  );

  test.each([
    ['closed', true],
    ['reset', false],
  ] as const)('%s with bytes unread: a client that waits sees an end: %s', async (kind, sees) => {
    plan.arm({ kind, at: { bodyBytes: 100_000 } });
    const { socket, answer } = begin(port, postRequest(await bodyOf(FILE)).subarray(0, 1_000_000));
    const onEnd = vi.fn();
    socket.on('end', onEnd);
    expect((await answer).status).toBe(0);
    expect(onEnd).toHaveBeenCalledTimes(sees ? 1 : 0);
  });

  test('by a polite FIN: the client may send the rest, and sees no reset', async () => {
    plan.arm({ kind: 'closed', at: { bodyShare: 0.25 }, isPolite: true });
    const { how, answer, sent, body } = await post(FILE);
    expect([how, answer.status]).toEqual(['closed', 0]);
    expect(sent).toBeGreaterThan(body.byteLength);
    await expect.poll(() => plan.posts[0]?.bytesTaken, PATIENT).toBe(body.byteLength);
    expect(plan.bites[0]?.bodyBytes).toBe(Math.floor(body.byteLength * 0.25));
    await expectNothingKept();
  });

  test('a body in chunks has no length: a share of it is its end', async () => {
    plan.arm({ kind: 'reset', at: { bodyShare: 0.5 } });
    const body = await bodyOf(FILE);
    expect(await exchange(chunkedRequest(body))).toMatchObject({ how: 'reset' });
    expect(plan.bites[0]?.bodyBytes).toBe(body.byteLength);
    await expectNothingKept();
  });
});

describe('a body that stands still', () => {
  test('is not read any more, and the socket is kept', async () => {
    plan.arm({ kind: 'stalled', at: { bodyBytes: 500_000 } });
    const { socket, answer } = begin(port, postRequest(await bodyOf(new Uint8Array(30_000_000))));
    await untilBitten();
    const read = () => serverSockets[0]?.bytesRead ?? Infinity;
    await sleep(100);
    const before = read();
    await sleep(300);
    expect(read()).toBe(before);
    expect(before).toBeLessThan(500_000 + 5 * CHUNK_BYTES);
    expect(socket.closed).toBe(false);
    expect(plan.bites[0]?.bodyBytes).toBe(500_000);
    faults.dropStalled();
    expect((await answer).status).toBe(0);
    await expectNothingKept();
  });

  test('with all of it read, it is not stored either', async () => {
    plan.arm({ kind: 'stalled', at: { bodyShare: 1 } });
    const { socket, answer } = begin(port, postRequest(await bodyOf(FILE)));
    await untilBitten();
    await expect.poll(open, PATIENT).toBe(1);
    expect((await get(port, `/${KEY}`)).status).toBe(404);
    // Everything is read, so that the end of the client is noticed by itself.
    socket.destroy();
    await answer;
    await expectNothingKept();
  });
});

describe('a slow body', () => {
  test('is stored, not before its bytes have had their time', async () => {
    const file = FILE.subarray(0, 400_000);
    plan.arm({ kind: 'slowed', at: { fileShare: 0.5 }, bytesPerSecond: 400_000 });
    const startedAt = performance.now();
    expect((await post(file)).answer.status).toBe(204);
    expect(performance.now() - startedAt).toBeGreaterThan(450);
    await expectStored(file);
    expect(plan.bites).toMatchObject([{ fault: { kind: 'slowed' } }]);
  });

  test('leaves nothing behind when its client leaves', async () => {
    plan.arm({ kind: 'slowed', at: { fileBytes: 100 }, bytesPerSecond: 1 });
    const { socket } = begin(port, postRequest(await bodyOf(FILE.subarray(0, 5_000))));
    await untilBitten();
    await expect.poll(open, PATIENT).toBe(1);
    socket.resetAndDestroy();
    await expectNothingKept();
  });
});

describe('a lost answer: the whole object is stored', () => {
  test.each([
    ['reset', 'reset'],
    ['close', 'closed'],
  ] as const)('and then %s', async (by, how) => {
    plan.arm({ kind: 'lost-answer', by });
    const ending = await post(FILE);
    expect([ending.how, ending.answer.status]).toEqual([how, 0]);
    await expectStored(FILE);
    expect(plan.bites).toMatchObject([{ bodyBytes: ending.body.byteLength }]);
    expect(open()).toBe(0);
  });

  test('and then silence, on a connection that stays', async () => {
    plan.arm({ kind: 'lost-answer', by: 'silence' });
    const { socket, answer } = begin(port, postRequest(await bodyOf(FILE)));
    await untilBitten();
    await expectStored(FILE);
    await sleep(200);
    expect(socket.closed).toBe(false);
    socket.destroy();
    expect((await answer).status).toBe(0);
  });

  test('a refusal is not lost: nothing was stored', async () => {
    plan.arm({ kind: 'lost-answer', by: 'reset' });
    const fields = await signedFields(KEY, [['content-length-range', 0, 10]]);
    const { answer } = await exchange(postRequest(formBody(fields, FILE)));
    expect(answer.status).toBe(400);
    expect(plan.bites).toEqual([]);
  });
});

describe('faults in the cloud, over a socket', () => {
  test.each(SHARES)('a refusal at %f of the file can be read', async (fileShare) => {
    plan.arm({ kind: 'refused', as: 'PolicyExpired', at: { fileShare } });
    const { answer, body } = await post(FILE);
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('Policy expired')]);
    const { fileStart, fileBytes, bodyBytes } = sizeOf(body, FILE);
    const expected = fileShare === 1 ? bodyBytes : fileStart + Math.floor(fileBytes * fileShare);
    expect(plan.bites).toMatchObject([{ bodyBytes: expected }]);
    await expectNothingKept();
  });
});

describe('whose POST it is', () => {
  test('a form without a key is refused as ever, and takes no fault with it', async () => {
    plan.arm({ kind: 'reset', at: { bodyShare: 0 } });
    const { answer } = await exchange(postRequest(formBody([], 'abc')));
    expect(answer.status).toBe(400);
    expect(plan.seen).toMatchObject({ posts: 0, probes: 1 });
    expect((await post(FILE)).how).toBe('reset');
  });

  test('is known by its key, which comes in the body, also of several at a time', async () => {
    plan.arm({ kind: 'reset', at: { bodyShare: 0.5 } }, { key: 'ota/7.bin' });
    const endings = await Promise.all(
      Array.from({ length: 12 }, (_, nth) => post(FILE.subarray(0, 300_000), `ota/${nth}.bin`)),
    );
    expect(endings.map(({ answer }) => answer.status)).toEqual(
      Array.from({ length: 12 }, (_, nth) => (nth === 7 ? 0 : 204)),
    );
  });
});

test('the socket it came on, fresh or re-used, is on record, and a plan decides which', async () => {
  const options =
    'OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: http://p\r\nAccess-Control-Request-Method: POST\r\n\r\n';
  const form = await bodyOf('abc');
  const socket = connect(port, '127.0.0.1');
  socket.write(options);
  await once(socket, 'data');
  const ending = answerOn(socket);
  socket.write(postRequest(form));
  expect((await ending).status).toBe(204);
  await send(port, postRequest(form));
  expect(plan.posts.map((post) => post.socket)).toEqual(['re-used', 'fresh']);

  plan.preflight = 'own-socket';
  // The client has not asked for it: the server closes by itself.
  const answer = await send(port, Buffer.from(options));
  expect(answer.headers.get('connection')).toBe('close');
  const posted = await send(port, postRequest(form, { Connection: 'keep-alive' }));
  expect(posted.headers.get('connection')).toBe('close');
  expect(plan.posts.at(-1)?.socket).toBe('fresh');
});

test('the record says what the store has seen', async () => {
  const { body } = await post(FILE);
  await post(FILE, 'ota/b.bin');
  await get(port, '/ota/a.bin', 'HEAD');
  await get(port, '/ota/a.bin');
  expect(plan.seen).toEqual({
    posts: 2,
    probes: 0,
    preflights: 0,
    heads: 1,
    gets: 1,
    bodyBytes: 2 * body.byteLength,
  });
  expect(plan.posts).toMatchObject([
    { nth: 1, nthKey: 1, key: 'ota/a.bin', size: sizeOf(body, FILE), bytesTaken: body.byteLength },
    { nth: 2, nthKey: 2, key: 'ota/b.bin' },
  ]);
});

test('server and page hold nothing of it: only the demo, the build for testers and the tests import any', () => {
  const ARMABLE = /^src\/(?:testing|faults|automation|scenarios)\//;
  const imports = productionFiles().flatMap(importsOf);
  expect(imports.length).toBeGreaterThan(500);
  const armable = imports.filter(({ from, to }) => ARMABLE.test(to) && !ARMABLE.test(from));
  // The demo plays what needs no socket.
  const [demo, others] = [true, false].map((isDemo) =>
    armable.filter(({ from }) => from.startsWith('src/mocks/') === isDemo),
  );
  expect(demo?.length).toBeGreaterThan(5);
  expect(demo?.filter(({ to }) => !/^src\/(?:faults|scenarios)\/[\w-]+\.ts$/.test(to))).toEqual([]);
  // Left out of every other build (e2e/journeys/production-build.spec.ts).
  const late = { from: 'src/main.tsx', to: 'src/scenarios/page/start.tsx', kind: 'dynamic' };
  expect(others).toEqual([late, late]);
});
