import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  answerOn,
  formBody,
  chunkedRequest,
  get,
  postRequest,
  send,
  signedFields,
  type RawAnswer,
} from '../raw-post.ts';
import { crc64 } from '../../contract/crc64.ts';
import { createCloud } from '../../simulator/cloud.ts';
import { bodyOffset, type Fault, type Position } from './fault.ts';
import { createFaultPlan, type FaultPlan } from './fault-plan.ts';
import { memoryStore, type ObjectStore } from '../../simulator/bucket/store.ts';
import { createCloudServer } from '../../server/embedded/cloud-server.ts';
import { injectFaults, type SocketFaults } from './socket-faults.ts';

/** Trouble on real sockets, seen by a client that looks at every byte. */

// A loaded machine takes its time over megabytes.
vi.setConfig({ testTimeout: 120_000 });

const CHUNK_BYTES = 64 * 1024;
const FILE = Uint8Array.from({ length: 1_500_000 }, (_, at) => (at * 31 + (at >> 8)) % 256);

let plan: FaultPlan;
let faults: SocketFaults;
let server: Server;
let port: number;
/** What the server has read from its sockets, heads included. */
let serverSockets: Socket[];
/** Objects that are staged and neither committed nor discarded. */
let staged: { count: number };

beforeEach(async () => {
  plan = createFaultPlan();
  faults = injectFaults(plan);
  const open = { count: 0 };
  staged = open;
  serverSockets = [];
  const store = memoryStore();
  const counting: ObjectStore = {
    ...store,
    async stage(announced) {
      const object = await store.stage(announced);
      open.count += 1;
      return {
        ...object,
        async discard() {
          open.count -= 1;
          await object.discard();
        },
      };
    },
  };
  const report = (error: unknown) => {
    throw error;
  };
  const started = await faults.startServer({ host: '127.0.0.1', port: 0, report }, () =>
    createCloud({ store: counting, report }),
  );
  server = started.server;
  server.on('connection', (socket: Socket) => serverSockets.push(socket));
  port = Number(new URL(started.origin).port);
});

afterEach(async () => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
});

async function listenOn(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

/** What a client sees of one connection. */
type Ending = {
  readonly how: 'reset' | 'closed';
  readonly answer: RawAnswer;
  /** Bytes of the request that the client got rid of. */
  readonly sent: number;
};

async function post(file: Uint8Array, key = 'ota/a.bin'): Promise<Ending & { body: Buffer }> {
  const body = formBody(await signedFields(key), file);
  return { body, ...(await exchange(postRequest(body))) };
}

async function exchange(request: Uint8Array): Promise<Ending> {
  const socket = connect(port, '127.0.0.1');
  let how: Ending['how'] = 'closed';
  socket.on('error', ({ message }) => {
    how = /ECONNRESET|EPIPE/.test(message) ? 'reset' : how;
  });
  const answering = answerOn(socket);
  socket.write(request);
  const answer = await answering;
  return { how, answer, sent: socket.bytesWritten };
}

const sizeOf = (body: Buffer, file: Uint8Array) => {
  const fileStart = body.byteLength - file.byteLength - '\r\n--xBOUNDARYx--\r\n'.length;
  return { bodyBytes: body.byteLength, fileStart, fileBytes: file.byteLength };
};

async function expectNothingKept(key = 'ota/a.bin'): Promise<void> {
  expect((await get(port, `/${key}`)).status).toBe(404);
  await expect.poll(() => staged.count, { timeout: 20_000 }).toBe(0);
}

async function expectStored(file: Uint8Array, key = 'ota/a.bin'): Promise<void> {
  const back = await get(port, `/${key}`);
  expect(back.status).toBe(200);
  expect(crc64(back.body)).toBe(crc64(file));
}

const SHARES = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1];

describe('the connection ends in the middle of a body', () => {
  test.each(SHARES)('by RST, at %f of it', async (bodyShare) => {
    plan.arm({ kind: 'reset', at: { bodyShare } });
    const { how, answer, body } = await post(FILE);
    expect([how, answer.status]).toEqual(['reset', 0]);
    expect(plan.bites).toMatchObject([{ nth: 1, key: 'ota/a.bin' }]);
    expect(plan.bites[0]?.bodyBytes).toBe(Math.floor(body.byteLength * bodyShare));
    await expectNothingKept();
  });

  test.each(SHARES)('by FIN, at %f of it', async (bodyShare) => {
    plan.arm({ kind: 'closed', at: { bodyShare } });
    const { how, answer, body } = await post(FILE);
    expect(answer.status).toBe(0);
    // Nothing is left unread at the end, so that nothing follows the FIN.
    if (bodyShare === 1) expect(how).toBe('closed');
    expect(plan.bites[0]?.bodyBytes).toBe(Math.floor(body.byteLength * bodyShare));
    await expectNothingKept();
  });

  test.each([
    ['closed', true],
    ['reset', false],
  ] as const)('%s with bytes unread: a client that waits sees an end: %s', async (kind, sees) => {
    plan.arm({ kind, at: { bodyBytes: 100_000 } });
    const body = formBody(await signedFields('ota/a.bin'), FILE);
    const socket = connect(port, '127.0.0.1');
    let hasEnded = false;
    socket.on('end', () => {
      hasEnded = true;
    });
    const ending = answerOn(socket);
    socket.write(postRequest(body).subarray(0, 1_000_000));
    expect((await ending).status).toBe(0);
    expect(hasEnded).toBe(sees);
  });

  test('by a polite FIN: the client may send the rest, and sees no reset', async () => {
    plan.arm({ kind: 'closed', at: { bodyShare: 0.25 }, isPolite: true });
    const { how, answer, sent, body } = await post(FILE);
    expect([how, answer.status]).toEqual(['closed', 0]);
    expect(sent).toBeGreaterThan(body.byteLength);
    await expect.poll(() => plan.posts[0]?.bytesTaken, { timeout: 20_000 }).toBe(body.byteLength);
    expect(plan.bites[0]?.bodyBytes).toBe(Math.floor(body.byteLength * 0.25));
    await expectNothingKept();
  });

  test('exact to the byte, and nothing is read ahead but a few chunks', async () => {
    const positions: fc.Arbitrary<Position> = fc.oneof(
      fc.record({ bodyBytes: fc.nat(1_000_000) }),
      fc.record({ fileBytes: fc.nat(1_000_000) }),
      fc.record({ bodyShare: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ fileShare: fc.double({ min: 0, max: 1, noNaN: true }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('reset', 'closed'),
        positions,
        fc.nat(FILE.byteLength),
        async (kind, at, fileBytes) => {
          const key = `ota/${crypto.randomUUID()}.bin`;
          const file = FILE.subarray(0, fileBytes);
          plan.arm({ kind, at }, { key });
          const { body, answer } = await post(file, key);
          expect(answer.status).toBe(0);
          const offset = bodyOffset(at, sizeOf(body, file));
          const post_ = plan.posts.find((other) => other.key === key);
          expect(plan.bites.at(-1)).toMatchObject({ key, bodyBytes: offset });
          expect(post_?.size).toEqual(sizeOf(body, file));
          expect((post_?.bytesTaken ?? 0) - offset).toBeLessThanOrEqual(CHUNK_BYTES);
          const read = serverSockets.at(-1)?.bytesRead ?? Infinity;
          expect(read - offset).toBeLessThanOrEqual(5 * CHUNK_BYTES);
          await expectNothingKept(key);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a body in chunks has no length: a share of it is its end', async () => {
    plan.arm({ kind: 'reset', at: { bodyShare: 0.5 } });
    const body = formBody(await signedFields('ota/a.bin'), FILE);
    expect(await exchange(chunkedRequest(body))).toMatchObject({ how: 'reset' });
    expect(plan.bites[0]?.bodyBytes).toBe(body.byteLength);
    await expectNothingKept();
  });
});

describe('a body that stands still', () => {
  test('is not read any more, and the socket is kept', async () => {
    plan.arm({ kind: 'stalled', at: { bodyBytes: 500_000 } });
    const body = formBody(await signedFields('ota/a.bin'), new Uint8Array(30_000_000));
    const socket = connect(port, '127.0.0.1');
    const ending = answerOn(socket);
    socket.write(postRequest(body));
    await expect.poll(() => plan.bites.length, { timeout: 20_000 }).toBe(1);
    const read = () => serverSockets[0]?.bytesRead ?? Infinity;
    await sleep(100);
    const before = read();
    await sleep(300);
    expect(read()).toBe(before);
    expect(before).toBeLessThan(500_000 + 5 * CHUNK_BYTES);
    expect(socket.closed).toBe(false);
    expect(plan.bites[0]?.bodyBytes).toBe(500_000);
    faults.dropStalled();
    expect((await ending).status).toBe(0);
    await expectNothingKept();
  });

  test('with all of it read, it is not stored either', async () => {
    plan.arm({ kind: 'stalled', at: { bodyShare: 1 } });
    const socket = connect(port, '127.0.0.1');
    const ending = answerOn(socket);
    socket.write(postRequest(formBody(await signedFields('ota/a.bin'), FILE)));
    await expect.poll(() => plan.bites.length, { timeout: 20_000 }).toBe(1);
    await expect.poll(() => staged.count, { timeout: 20_000 }).toBe(1);
    expect((await get(port, '/ota/a.bin')).status).toBe(404);
    // Everything is read, so that the end of the client is noticed by itself.
    socket.destroy();
    await ending;
    await expectNothingKept();
  });
});

test('a slow body is stored, not before its bytes have had their time', async () => {
  const file = FILE.subarray(0, 400_000);
  plan.arm({ kind: 'slowed', at: { fileShare: 0.5 }, bytesPerSecond: 400_000 });
  const startedAt = performance.now();
  const { answer } = await post(file);
  expect(answer.status).toBe(204);
  expect(performance.now() - startedAt).toBeGreaterThan(450);
  await expectStored(file);
  expect(plan.bites).toMatchObject([{ fault: { kind: 'slowed' } }]);
});

test('slowed down first and cut off later', async () => {
  plan.arm({ kind: 'slowed', at: { bodyBytes: 0 }, bytesPerSecond: 2_000_000 });
  plan.arm({ kind: 'reset', at: { bodyBytes: 600_000 } });
  const startedAt = performance.now();
  expect((await post(FILE)).how).toBe('reset');
  expect(performance.now() - startedAt).toBeGreaterThan(270);
  expect(plan.bites.map(({ bodyBytes }) => bodyBytes)).toEqual([0, 600_000]);
  await expectNothingKept();
});

test('a client that leaves a slow body leaves nothing behind', async () => {
  plan.arm({ kind: 'slowed', at: { fileBytes: 100 }, bytesPerSecond: 1 });
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(postRequest(formBody(await signedFields('ota/a.bin'), FILE.subarray(0, 5_000))));
  await expect.poll(() => [plan.bites.length, staged.count], { timeout: 20_000 }).toEqual([1, 1]);
  socket.resetAndDestroy();
  await expectNothingKept();
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
    expect(staged.count).toBe(0);
  });

  test('and then silence, on a connection that stays', async () => {
    plan.arm({ kind: 'lost-answer', by: 'silence' });
    const socket = connect(port, '127.0.0.1');
    const ending = answerOn(socket);
    socket.write(postRequest(formBody(await signedFields('ota/a.bin'), FILE)));
    await expect.poll(() => plan.bites.length, { timeout: 20_000 }).toBe(1);
    await expectStored(FILE);
    await sleep(200);
    expect(socket.closed).toBe(false);
    socket.destroy();
    expect((await ending).status).toBe(0);
  });

  test('a refusal is not lost: there is nothing to lose it for', async () => {
    plan.arm({ kind: 'lost-answer', by: 'reset' });
    const fields = await signedFields('ota/a.bin', [['content-length-range', 0, 10]]);
    const { answer } = await exchange(postRequest(formBody(fields, FILE)));
    expect(answer.status).toBe(400);
    expect(plan.bites).toEqual([]);
  });

  test('what it stored may be wrong as well', async () => {
    plan.arm({ kind: 'flipped-bit', at: { fileBytes: 1_000_000 }, bit: 5 });
    plan.arm({ kind: 'lost-answer', by: 'close' });
    await post(FILE);
    const { body } = await get(port, '/ota/a.bin');
    const expected = Buffer.from(FILE);
    expected[1_000_000] = (FILE[1_000_000] ?? 0) ^ (1 << 5);
    expect(body.equals(expected)).toBe(true);
  });
});

describe('the bucket’s own trouble, over a socket', () => {
  test.each(SHARES)('a refusal at %f of the file can be read', async (fileShare) => {
    plan.arm({ kind: 'refused', as: 'PolicyExpired', at: { fileShare } });
    const { answer, body } = await post(FILE);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Policy expired');
    const { fileStart, fileBytes, bodyBytes } = sizeOf(body, FILE);
    const expected = fileShare === 1 ? bodyBytes : fileStart + Math.floor(fileBytes * fileShare);
    expect(plan.bites).toMatchObject([{ bodyBytes: expected }]);
    await expectNothingKept();
  });

  const at: Position = { bodyShare: 1 };
  test.each<[Fault, number]>([
    [{ kind: 'gateway-error', status: 504, at }, 504],
    [{ kind: 'gateway-error', status: 413, at: { bodyShare: 0 } }, 413],
    [{ kind: 'portal-page', at }, 200],
    [{ kind: 'redirected', status: 307, location: 'http://127.0.0.1:9/', at }, 307],
    [{ kind: 'huge-error', bytes: 20_000_000, at }, 403],
    [{ kind: 'xml-bomb', at }, 403],
  ])('%j', async (fault, status) => {
    plan.arm(fault);
    const { answer } = await post(FILE);
    expect(answer.status).toBe(status);
    if (fault.kind === 'huge-error') expect(answer.body.byteLength).toBe(fault.bytes);
    await expectNothingKept();
  });

  test('a late answer, and an object that is not seen at first', async () => {
    plan.arm({ kind: 'late-answer', delayMs: 300 });
    plan.arm({ kind: 'unseen-object', heads: 1, as: 404 });
    const startedAt = performance.now();
    const { answer } = await post(FILE);
    expect(answer.status).toBe(204);
    expect(performance.now() - startedAt).toBeGreaterThan(290);
    const heads = [await get(port, '/ota/a.bin', 'HEAD'), await get(port, '/ota/a.bin', 'HEAD')];
    expect(heads.map(({ status }) => status)).toEqual([404, 200]);
  });

  test('a question that is never answered ends with its asker', async () => {
    plan.arm({ kind: 'unseen-object', heads: 1, as: 'silence' });
    await post(FILE);
    const asking = fetch(`http://127.0.0.1:${port}/ota/a.bin`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(300),
    });
    await expect(asking).rejects.toThrow();
    await expectStored(FILE);
  });
});

describe('whose POST it is', () => {
  test('is known by its key, which comes in the body', async () => {
    plan.arm({ kind: 'reset', at: { bodyShare: 0 } }, { key: 'ota/b.bin' });
    expect((await post(FILE, 'ota/a.bin')).answer.status).toBe(204);
    expect((await post(FILE, 'ota/b.bin')).how).toBe('reset');
    expect((await post(FILE, 'ota/b.bin')).answer.status).toBe(204);
  });

  test('a form without a key is refused as ever, and takes no fault with it', async () => {
    plan.arm({ kind: 'reset', at: { bodyShare: 0 } });
    const { answer } = await exchange(postRequest(formBody([], 'abc')));
    expect(answer.status).toBe(400);
    expect(plan.seen).toMatchObject({ posts: 0, probes: 1 });
    expect((await post(FILE)).how).toBe('reset');
  });

  test('two at a time are told apart', async () => {
    plan.arm({ kind: 'reset', at: { bodyShare: 0.5 } }, { key: 'ota/7.bin' });
    const endings = await Promise.all(
      Array.from({ length: 12 }, (_, nth) => post(FILE.subarray(0, 300_000), `ota/${nth}.bin`)),
    );
    expect(endings.map(({ answer }) => answer.status)).toEqual(
      Array.from({ length: 12 }, (_, nth) => (nth === 7 ? 0 : 204)),
    );
  });
});

describe('on which socket it came', () => {
  test('fresh or re-used is on record, and a plan decides which', async () => {
    const options =
      'OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: http://p\r\nAccess-Control-Request-Method: POST\r\n\r\n';
    const form = formBody(await signedFields('ota/a.bin'), 'abc');
    const socket = connect(port, '127.0.0.1');
    socket.write(options);
    await once(socket, 'data');
    const ending = answerOn(socket);
    socket.write(postRequest(form));
    expect((await ending).status).toBe(204);
    await send(port, postRequest(form));
    expect(plan.posts.map((post) => post.socket)).toEqual(['re-used', 'fresh']);

    plan.preflight = 'own-socket';
    // Nobody has asked for it: the server closes by itself.
    const answer = await send(port, Buffer.from(options));
    expect(answer.headers.get('connection')).toBe('close');
    const posted = await send(port, postRequest(form, { Connection: 'keep-alive' }));
    expect(posted.headers.get('connection')).toBe('close');
    expect(plan.posts.at(-1)?.socket).toBe('fresh');
  });
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

describe('in production there is no such thing', () => {
  const src = join(import.meta.dirname, '../..');

  /** Every source file that comes along with this one; imports of types alone bring nothing. */
  function reachable(path: string, seen = new Set<string>()): Set<string> {
    if (seen.has(path)) return seen;
    seen.add(path);
    const source = readFileSync(path, 'utf8');
    const imports = source.matchAll(
      /^(?:import|export)\s(?!type\s)[^;]*?['"](\.[^'"]+\.tsx?)['"]|import\(\s*['"](\.[^'"]+)['"]/gm,
    );
    for (const [, from, dynamic] of imports)
      reachable(join(dirname(path), from ?? dynamic ?? ''), seen);
    return seen;
  }

  test.each(['server/main.ts', 'server/dev.ts', 'main.tsx'])(
    'nothing that %s loads plays a fault',
    (entry) => {
      const files = [...reachable(join(src, entry))];
      expect(files.length).toBeGreaterThan(20);
      expect(files.filter((file) => file.startsWith(join(src, 'testing')))).toEqual([]);
    },
  );

  test('the search finds what a test loads', () => {
    expect([...reachable(import.meta.filename)]).toEqual(
      expect.arrayContaining([
        join(src, 'testing/faults/socket-faults.ts'),
        join(src, 'testing/faults/cloud-faults.ts'),
      ]),
    );
  });

  test('no request arms anything: whatever it says, a server without a plan just stores', async () => {
    const plain = createCloudServer(createCloud());
    const plainPort = await listenOn(plain);
    const words = ['reset', 'fault', 'plan', 'each', 'arm', 'x-fault', 'seed', 'lost-answer'];
    const word = fc.constantFrom(...words);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(word, word), { maxLength: 6 }), async (pairs) => {
        const unique = [...new Map(pairs)];
        const fields = [...(await signedFields('ota/a.bin')), ...unique];
        const headers = Object.fromEntries(unique.map(([name, value]) => [`X-${name}`, value]));
        const answer = await send(plainPort, postRequest(formBody(fields, 'abc'), headers));
        expect(answer.status).toBe(204);
      }),
      { numRuns: 50 },
    );
    plain.close();
  });
});
