import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  begin,
  earlyAnswerOn,
  formBody,
  PATIENT,
  postRequest,
  send,
  signedFields,
} from '../../testing/raw-post.ts';
import { crc64 } from '../../contract/crc64.ts';
import { diskCloudOfTest } from '../../testing/test-resources.ts';
import { readOssError } from '../../contract/oss-error.ts';

/** The limit of open uploads; beyond it a refusal that a page can read. */

test('the 33rd waits for a moment, is refused before its file is read, until another has ended', async () => {
  const cloud = await diskCloudOfTest({}, { turnWithinMs: 300 });
  const unfinished = () => cloud.filesIn('tmp');
  const bytes = Buffer.alloc(200_000, 7);
  const senders = await Promise.all(
    Array.from({ length: 32 }, async (_, i) => {
      const request = postRequest(formBody(await signedFields(`ota/${i}.bin`), bytes));
      return {
        ...begin(cloud.port, request.subarray(0, 100_000)),
        rest: request.subarray(100_000),
      };
    }),
  );
  await expect.poll(unfinished, PATIENT).toHaveLength(32);

  const one = formBody(await signedFields('ota/one-more.bin'), bytes);
  const socket = connect(cloud.port, '127.0.0.1');
  const early = earlyAnswerOn(socket);
  // What is before the file, and hardly anything of it.
  const request = postRequest(one, { Origin: 'http://page.example' });
  socket.write(request.subarray(0, request.byteLength - 190_000));
  const refused = await early;
  expect(refused.status).toBe(503);
  expect(readOssError(refused.text)).toMatchObject({ code: 'ServiceUnavailable' });
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    'retry-after': '1',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': expect.stringContaining('Retry-After'),
  });
  // What is no upload is still answered.
  expect((await cloud.get('ota/one-more.bin')).status).toBe(404);

  senders[0]?.socket.write(senders[0].rest);
  expect((await senders[0]?.answer)?.status).toBe(204);
  expect((await send(cloud.port, postRequest(one))).status).toBe(204);

  // One that is given up makes room as well.
  senders[1]?.socket.destroy();
  await expect.poll(unfinished, PATIENT).toHaveLength(30);
  for (const { socket, rest } of senders.slice(2)) socket.write(rest);
  const answers = await Promise.all(senders.slice(2).map(({ answer }) => answer));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
  expect(await unfinished()).toEqual([]);
});

test('a refused upload is no longer open', async () => {
  const cloud = await diskCloudOfTest({}, { openUploadsMax: 2, lingerMs: 10 });
  const fields = await signedFields('ota/a.bin', [['content-length-range', 0, 10]]);
  const whole = formBody(fields, Buffer.alloc(11));
  for (let i = 0; i < 5; i++) {
    expect((await send(cloud.port, postRequest(whole))).status).toBe(400);
    const cut = postRequest(whole, { 'Content-Length': 100_000 });
    await send(cloud.port, cut, true);
  }
  const fits = formBody(fields, Buffer.alloc(10));
  expect((await send(cloud.port, postRequest(fits))).status).toBe(204);
});

test('100 at once: each has its turn, and none is refused', async () => {
  const cloud = await diskCloudOfTest({}, { openUploadsMax: 8 });
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => cloud.post(`ota/${n}.bin`, Buffer.alloc(60_000, n))),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
  expect(await cloud.filesIn('tmp')).toEqual([]);
});

test('one that goes away while it waits takes no turn', async () => {
  const cloud = await diskCloudOfTest({}, { openUploadsMax: 1 });
  const request = postRequest(formBody(await signedFields('ota/first.bin'), Buffer.alloc(200_000)));
  const first = begin(cloud.port, request.subarray(0, 100_000));
  await expect.poll(() => cloud.filesIn('tmp'), PATIENT).toHaveLength(1);
  const gone = begin(
    cloud.port,
    postRequest(formBody(await signedFields('ota/gone.bin'), Buffer.alloc(200_000))),
  );
  gone.answer.catch(() => undefined);
  await sleep(100);
  gone.socket.destroy();
  const last = cloud.post('ota/last.bin', Buffer.alloc(1_000));
  await sleep(100);
  first.socket.write(request.subarray(100_000));
  expect([(await first.answer).status, (await last).status]).toEqual([204, 204]);
});

test('100 at once without patience: each is stored as it was sent, at once or when it is sent again', async () => {
  // A lower limit, so that some are refused even on a fast disk.
  const cloud = await diskCloudOfTest({}, { openUploadsMax: 8, turnWithinMs: 0 });
  let sentAway = 0;
  const upload = async (n: number) => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    for (let attempt = 0; attempt < 1_000; attempt++) {
      const answer = await cloud.post(`ota/${n}.bin`, bytes);
      if (answer.status === 204) {
        expect(answer.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes));
        const got = await cloud.get(`ota/${n}.bin`);
        return Buffer.compare(got.body, bytes) === 0;
      }
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      sentAway += 1;
      // Less than they were asked to wait, since there are so many of them.
      await sleep(50 + Math.random() * 200);
    }
    return false;
  };
  const outcomes = await Promise.all(Array.from({ length: 100 }, (_, n) => upload(n)));
  expect(outcomes.filter(Boolean)).toHaveLength(100);
  expect(sentAway).toBeGreaterThan(0);
  expect(await cloud.filesIn('tmp')).toEqual([]);
});
