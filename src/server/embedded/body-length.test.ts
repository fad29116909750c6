import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  answerOn,
  BOUNDARY,
  chunkedRequest,
  earlyAnswerOn,
  formBody,
  inChunks,
  PATIENT,
  postHead,
  postRequest,
  send,
  signedFields,
  startCloud,
  type CloudOnPort,
} from '../../testing/raw-post.ts';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { watchStore } from '../../testing/test-objects.ts';
import { cloudOfTest } from '../../testing/test-resources.ts';

/** Lengths that are wrong, missing, lied about or one too many, byte by byte over real sockets. */

const LIMIT = 1_000;
const { store, open, written } = watchStore();
let cloud: CloudOnPort;
beforeAll(async () => {
  cloud = await startCloud({ store }, { lingerMs: 100 });
});
afterAll(() => cloud.close());

async function bodyOf(key: string, bytes: Uint8Array, max = LIMIT): Promise<Buffer> {
  const conditions = [
    ['starts-with', '$key', ''],
    ['content-length-range', 0, max],
  ];
  return formBody(await signedFields(key, conditions), bytes);
}

function noise(size: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(size));
}

/** Sends a form of a new key. @param end closes our side behind it */
async function post(bytes: Uint8Array, framed: (body: Buffer) => Uint8Array, end = false) {
  const key = newKey();
  return { key, ...(await send(cloud.port, framed(await bodyOf(key, bytes)), end)) };
}

let keys = 0;
function newKey(): string {
  keys += 1;
  return `ota/length-${keys}.bin`;
}

async function expectStored(key: string, bytes: Uint8Array): Promise<void> {
  const got = await cloud.get(key);
  expect(got.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes));
  expect(Buffer.compare(got.body, bytes)).toBe(0);
}

async function expectNothing(key: string): Promise<void> {
  await expect.poll(open, PATIENT).toBe(0);
  expect((await cloud.get(key)).status).toBe(404);
}

describe.each([
  ['with a length', (body: Buffer) => postRequest(body)],
  ['in one chunk', (body: Buffer) => chunkedRequest(body, body.byteLength)],
  ['in chunks of 13 bytes', (body: Buffer) => chunkedRequest(body, 13)],
])('%s', (_, framed) => {
  test.each([0, 1, LIMIT - 1, LIMIT])(`%i bytes of ${LIMIT} allowed are stored`, async (size) => {
    const bytes = noise(size);
    const { key, status } = await post(bytes, framed);
    expect(status).toBe(204);
    await expectStored(key, bytes);
  });

  test.each([LIMIT + 1, LIMIT * 10])('%i bytes are EntityTooLarge', async (size) => {
    const before = written();
    const { key, status, text } = await post(noise(size), framed);
    expect([status, readOssError(text)?.code]).toEqual([400, 'EntityTooLarge']);
    // What is over the limit is never written.
    expect(written() - before).toBeLessThanOrEqual(LIMIT);
    await expectNothing(key);
  });
});

test('a body without end is left as soon as the limit is passed, and is not read for ever', async () => {
  const key = newKey();
  const socket = connect(cloud.port, '127.0.0.1');
  const answer = earlyAnswerOn(socket);
  const body = await bodyOf(key, noise(0), 1_000_000);
  const start = body.subarray(0, body.lastIndexOf(`\r\n--${BOUNDARY}--`));
  const chunk = (bytes: Uint8Array) => inChunks(bytes, bytes.byteLength).subarray(0, -5);
  socket.write(postHead({ 'Transfer-Encoding': 'chunked' }));
  socket.write(chunk(start));
  const before = written();
  const block = chunk(Buffer.alloc(60_000, 7));
  // As fast as it is taken, until the connection is closed.
  const pour = () => {
    while (!socket.destroyed && socket.write(block)) {
      if (socket.bytesWritten > 1e9) socket.destroy();
    }
  };
  socket.on('drain', pour);
  pour();
  const { status, text } = await answer;
  expect([status, readOssError(text)?.code]).toEqual([400, 'EntityTooLarge']);
  expect(written() - before).toBeLessThanOrEqual(1_000_000);
  await expectNothing(key);
});

test('a client that reads only after it has sent everything finds the refusal', async () => {
  const patient = await cloudOfTest();
  const body = await bodyOf(newKey(), Buffer.alloc(20_000_000));
  const socket = connect(patient.port, '127.0.0.1');
  // Nothing reads yet: had the connection been reset meanwhile, the system would have thrown the answer away.
  await new Promise((resolve) => {
    socket.once('error', resolve);
    socket.write(postRequest(body), resolve);
  });
  const answer = await answerOn(socket);
  expect(readOssError(answer.text)?.code).toBe('EntityTooLarge');
});

describe('a Content-Length that is not true', () => {
  /** Announces so many bytes more than there are. */
  const longer = (body: Buffer, more: number) =>
    postRequest(body, { 'Content-Length': body.byteLength + more });

  test.each([3, 8, 30, 500])('%i bytes too short stores nothing', async (missing) => {
    const { key, status } = await post(noise(LIMIT), (body) => longer(body, -missing));
    // By our parser, or by Node's, which finds no request in what is left over.
    expect(status).toBe(400);
    await expectNothing(key);
  });

  test('too short by the last line break, which is not needed: the form is whole', async () => {
    const bytes = noise(LIMIT);
    const { key, status } = await post(bytes, (body) => longer(body, -2));
    expect(status).toBe(204);
    await expectStored(key, bytes);
  });

  test('too short, the rest is never taken for a second request', async () => {
    const [key, smuggled] = [newKey(), newKey()];
    const second = postRequest(await bodyOf(smuggled, noise(10)), { Connection: 'keep-alive' });
    // The first request ends in the middle of its file, and the rest of the file is a request of its own.
    const body = await bodyOf(key, second);
    const headers = { 'Content-Length': body.indexOf('POST /'), Connection: 'close' };
    await send(cloud.port, postRequest(body, headers));
    await expectNothing(key);
    await expectNothing(smuggled);
  });

  test.each([1, 1_000, 1e12])('%i bytes too long, and then nothing: no object', async (more) => {
    const { key } = await post(noise(LIMIT), (body) => longer(body, more), true);
    await expectNothing(key);
  });

  test('too long, with other bytes behind the form: the form is whole', async () => {
    const bytes = noise(LIMIT);
    const more = Buffer.alloc(50, 32);
    const { key, status } = await post(bytes, (body) => postRequest(Buffer.concat([body, more])));
    expect(status).toBe(204);
    await expectStored(key, bytes);
  });

  test.each(['-1', '1e3', '0x10', '12,13', '99999999999999999999999', ''])(
    '%j is no length',
    async (length) => {
      const headers = { 'Content-Length': length };
      const { key, status } = await post(noise(10), (body) => postRequest(body, headers), true);
      expect([0, 400, 411]).toContain(status);
      await expectNothing(key);
    },
  );
});

describe('a length in two ways', () => {
  test.each([
    ['Content-Length and chunks', { 'Transfer-Encoding': 'chunked' }],
    ['two lengths', { 'content-length': 5 }],
    ['chunks of something else', { 'Content-Length': undefined, 'Transfer-Encoding': 'gzip' }],
    ['chunks, doubtful', { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked, identity' }],
  ])('%s is refused: it is how requests are smuggled', async (_, headers) => {
    const request = (body: Buffer) => postRequest(inChunks(body), headers);
    const { key, status } = await post(noise(10), request, true);
    expect(status).toBe(400);
    await expectNothing(key);
  });
});

describe('chunks that are not well formed', () => {
  test.each([
    ['a size that is no number', 'zz\r\nabc\r\n0\r\n\r\n'],
    ['a size that is too small', '1\r\nabc\r\n0\r\n\r\n'],
    ['a size beyond all bounds', 'ffffffffffffffffff\r\nabc\r\n0\r\n\r\n'],
    ['no last chunk', '3\r\nabc\r\n'],
  ])('%s', async (_, tail) => {
    const request = (body: Buffer) => {
      const good = inChunks(body, 64).subarray(0, -5);
      const head = postHead({ 'Transfer-Encoding': 'chunked' });
      return Buffer.concat([head, good, Buffer.from(tail)]);
    };
    const { key, status } = await post(noise(10), request, true);
    expect([0, 400]).toContain(status);
    await expectNothing(key);
  });

  test('a chunk extension and a trailer do no harm', async () => {
    const [key, bytes] = [newKey(), noise(10)];
    const body = await bodyOf(key, bytes);
    const chunk = `${body.byteLength.toString(16)};name=value\r\n`;
    const request = Buffer.concat([
      postHead({ 'Transfer-Encoding': 'chunked', Trailer: 'X-T' }),
      Buffer.from(chunk),
      body,
      Buffer.from('\r\n0\r\nX-T: 1\r\n\r\n'),
    ]);
    expect((await send(cloud.port, request)).status).toBe(204);
    await expectStored(key, bytes);
  });
});

test('neither a length nor chunks: there is no body, whatever follows', async () => {
  const headers = { 'Content-Length': undefined };
  const { key, status } = await post(noise(10), (body) => postRequest(body, headers), true);
  // By Node, which finds no request in what follows, or by us.
  expect([400, 411]).toContain(status);
  await expectNothing(key);
});

test('100-continue: a client that asks before sending is told to go on, and stored', async () => {
  const [key, bytes] = [newKey(), noise(LIMIT)];
  const body = await bodyOf(key, bytes);
  const socket = connect(cloud.port, '127.0.0.1');
  socket.write(postHead({ 'Content-Length': body.byteLength, Expect: '100-continue' }));
  const [first] = await once(socket, 'data');
  expect(String(first)).toMatch(/^HTTP\/1\.1 100 /);
  const answer = answerOn(socket);
  socket.write(body);
  expect((await answer).status).toBe(204);
  await expectStored(key, bytes);
});
