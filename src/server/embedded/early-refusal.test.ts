import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  answerOn,
  formBody,
  inChunks,
  postHead,
  postRequest,
  signedFields,
  type CloudOnPort,
} from '../../testing/raw-post.ts';
import { cloudOfTest } from '../../testing/test-resources.ts';
import { readOssError } from '../../contract/oss-error.ts';

/** A form is refused while it is still coming. The answer must not be lost in a reset, however slow the line is. */

let cloud: CloudOnPort;

const LINES = 60;
const FILE = Buffer.alloc(LINES * 1024, 7);

async function expiredForm(key: string): Promise<Buffer> {
  const conditions = [['starts-with', '$key', '']];
  return formBody(await signedFields(key, conditions, new Date(Date.now() - 1_000)), FILE);
}

/** Sends a kilobyte every 25 ms until all is sent or the connection breaks. @returns how many bytes could be sent */
async function sendSlowly(socket: Socket, bytes: Buffer): Promise<number> {
  let sent = 0;
  while (sent < bytes.byteLength && !socket.destroyed) {
    socket.write(bytes.subarray(sent, sent + 1024));
    sent = Math.min(bytes.byteLength, sent + 1024);
    await sleep(25);
  }
  return socket.destroyed ? Math.min(sent, bytes.byteLength - 1) : sent;
}

/** Also after an error, which `once` of node:events would throw. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

function connectHalfOpen(): Socket {
  const socket = connect({ port: cloud.port, host: '127.0.0.1', allowHalfOpen: true });
  return socket.on('error', () => undefined);
}

/** A form that has been refused while most of it is still to come. */
async function beginRefused(key: string): Promise<{ socket: Socket; form: Buffer }> {
  const socket = connectHalfOpen();
  const form = postRequest(await expiredForm(key));
  socket.write(form.subarray(0, 20_000));
  await once(socket, 'data');
  return { socket, form };
}

test('a refusal on a slow line is there at once, ends the store’s side, and the rest of the form is taken', async () => {
  // Shorter than the form takes, and longer than any gap in it.
  cloud = await cloudOfTest({}, { lingerMs: 600 });
  const socket = connectHalfOpen();
  const answer = answerOn(socket);
  const ended = once(socket, 'end').then(() => Date.now());
  const form = postRequest(await expiredForm('ota/a'));
  expect(await sendSlowly(socket, form)).toBe(form.byteLength);
  // The store's end came while the form was still on its way.
  expect(await ended).toBeLessThan(Date.now() - 500);
  socket.end();
  const { status, text, headers } = await answer;
  expect(status).toBe(403);
  expect(readOssError(text)?.message).toMatch(/expired/i);
  expect(headers.get('connection')).toBe('close');
});

test('a client that dribbles after a refusal is not waited for', async () => {
  cloud = await cloudOfTest({}, { lingerMs: 200 });
  const form = postRequest(await expiredForm('ota/dribbling'));
  const socket = connectHalfOpen();
  const answer = answerOn(socket);
  socket.write(form.subarray(0, 20_000));
  // What is closed answers the next byte with a reset.
  const drops = setInterval(() => socket.write('x'), 20);
  expect((await answer).status).toBe(403);
  clearInterval(drops);
});

test('refused forms that still come in do not count as open uploads', async () => {
  cloud = await cloudOfTest({}, { openUploadsMax: 1, turnWithinMs: 0, lingerMs: 20_000 });
  const refused = await Promise.all(
    Array.from({ length: 5 }, async (_, i) => beginRefused(`ota/${i}`)),
  );
  expect((await cloud.post('ota/good.bin', FILE)).status).toBe(204);
  for (const { socket } of refused) socket.destroy();
});

test('more refused forms than are read on at a time are ended after a moment', async () => {
  cloud = await cloudOfTest({}, { lingerMs: 20_000, lingerersMax: 2, crowdedMs: 300 });
  const patient = [await beginRefused('ota/1'), await beginRefused('ota/2')];
  const third = await beginRefused('ota/3');
  const drops = setInterval(() => third.socket.write('x'), 20);
  await closeOf(third.socket);
  clearInterval(drops);
  // The first two are still read to their ends.
  for (const { socket, form } of patient) {
    const rest = form.subarray(20_000);
    expect(await sendSlowly(socket, rest)).toBe(rest.byteLength);
    socket.destroy();
  }
});

test('a body without an end is not read for ever after its refusal', async () => {
  cloud = await cloudOfTest({}, { lingerMs: 20_000, lingerBytesMax: 1_000_000 });
  const socket = connectHalfOpen();
  const closed = closeOf(socket);
  const form = await expiredForm('ota/endless');
  socket.write(postHead({ 'Transfer-Encoding': 'chunked' }));
  const chunk = (bytes: Buffer) => inChunks(bytes, bytes.byteLength).subarray(0, -5);
  socket.write(chunk(form.subarray(0, form.byteLength - 100)));
  let sent = 0;
  while (!socket.destroyed && sent < 200_000_000) {
    sent += 65_536;
    if (socket.write(chunk(Buffer.alloc(65_536, 7)))) {
      await sleep(0);
      continue;
    }
    await new Promise<void>((resolve) => {
      socket.once('drain', resolve);
      void closed.then(resolve);
    });
  }
  await closed;
  expect(sent).toBeLessThan(100_000_000);
});
