import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  begin,
  formBody,
  PATIENT,
  postHead,
  postRequest,
  send,
  signedFields,
  type CloudOnPort,
} from '../../testing/raw-post.ts';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { createCloud } from '../../simulator/cloud.ts';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';
import { cloudOfTest } from '../../testing/test-resources.ts';
import { watchStore } from '../../testing/test-objects.ts';
import { STALL_OVER_LATER_MS } from '../../upload/transfer/stall-detector.ts';
import { createCloudServer } from './cloud-server.ts';
import { withBodyTimeout, BODY_PACE } from './body-timeout.ts';

test('by default', () => {
  const { headersTimeout, requestTimeout, timeout } = createCloudServer(createCloud());
  // A whole request may take as long as it likes.
  expect([headersTimeout, requestTimeout]).toEqual([15_000, 0]);
  // The page gives up first, then we do with a reason, then the connection without one.
  expect(BODY_PACE.patienceMs).toBeGreaterThan(STALL_OVER_LATER_MS);
  expect(timeout).toBeGreaterThan(BODY_PACE.patienceMs);
});

/** Minutes and days, by a fake clock. */
describe('the pace of a body', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A body of which `bytesAt` says how many bytes have come after so many seconds; the second it is cut in, if it is. */
  async function cutAfter(
    seconds: number,
    bytesAt: (second: number) => number,
    isPaused: (second: number) => boolean = () => false,
  ): Promise<number | undefined> {
    const body = { complete: false, socket: { bytesRead: 0 }, isPaused: () => false };
    let cut: number | undefined;
    await withBodyTimeout(body, BODY_PACE, async (signal) => {
      for (let second = 1; second <= seconds && !signal.aborted; second++) {
        body.socket.bytesRead = bytesAt(second);
        body.isPaused = () => isPaused(second);
        vi.advanceTimersByTime(1_000);
        if (!signal.aborted) continue;
        cut = second;
        expect(signal.reason).toBeInstanceOf(OssRefusal);
        expect(signal.reason).toMatchObject({ code: 'RequestTimeout', status: 400 });
      }
    });
    expect(vi.getTimerCount()).toBe(0);
    return cut;
  }

  const DAY_S = 24 * 3600;

  test.each<[string, days: number, (second: number) => number, number | undefined]>([
    ['silence from the beginning is cut', 1, () => 0, 180],
    ['a byte a second is silence with a little noise', 1, (second) => second, 181],
    ['one byte from time to time is silence', 1, (second) => Math.floor(second / 100), 181],
    ['half of the least speed lasts twice as long', 1, (second) => second * 512, 360],
    ['a living link of 1 KiB/s may take days', 3, (second) => second * 1024, undefined],
    [
      '2 KiB/s with a gap of two minutes every five is alive',
      1,
      (second) => Math.floor(second / 300) * 180 * 2048 + Math.min(second % 300, 180) * 2048,
      undefined,
    ],
    [
      'a burst does not buy more than the full patience',
      1,
      (second) => Math.min(second, 10) * 10_000_000,
      10 + 180,
    ],
  ])('%s', async (_, days, bytesAt, cutAt) => {
    expect(await cutAfter(days * DAY_S, bytesAt)).toBe(cutAt);
  });

  test('the 120 s that a page waits at most are not cut, wherever they begin', async () => {
    for (const beginning of [1, 59, 60, 61, 1_000]) {
      const bytes = (second: number) =>
        1_000_000 * (Math.min(second, beginning) + Math.max(0, second - beginning - 120));
      expect(await cutAfter(5_000, bytes)).toBe(undefined);
    }
  });

  test('while the store does not read, no client is slow', async () => {
    const isPaused = (second: number) => second > 10 && second <= 1_000;
    expect(await cutAfter(DAY_S, (second) => Math.min(second, 10) * 4096, isPaused)).toBe(1_180);
  });
});

/** The same with real sockets and milliseconds. */
describe('a client that', () => {
  const limits = {
    bodyPace: { patienceMs: 300, minBytesPerSecond: 1024, tickMs: 20 },
    lingerMs: 20,
  };
  let cloud: CloudOnPort;
  let open: () => number;

  beforeEach(async () => {
    const watched = watchStore();
    ({ open } = watched);
    cloud = await cloudOfTest({ store: watched.store }, limits);
  });

  async function expectNothing(key: string): Promise<void> {
    expect(open()).toBe(0);
    expect((await fetch(`${cloud.url}/${key}`)).status).toBe(404);
  }

  test.each([
    ['says nothing at all', '', ''],
    ['never ends its head', 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: 1\r\n', ''],
    ['sends its head a letter at a time', 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-', 'X'],
  ])('%s is cut off', async (_, text, letter) => {
    const impatient = await cloudOfTest({}, { headersTimeoutMs: 90 });
    const { socket, answer } = begin(impatient.port, Buffer.from(text));
    const letters = setInterval(() => socket.write(letter), 10);
    expect((await answer).status).toBe(408);
    clearInterval(letters);
  });

  test.each([
    ['before the form', 0],
    ['within a field', 150],
    ['within the file', 800],
  ])('falls silent %s is told so, and nothing is kept', async (_, sent) => {
    const key = `ota/silent-${sent}.bin`;
    const whole = formBody(await signedFields(key), Buffer.alloc(5_000, 7));
    const head = postHead({ 'Content-Length': whole.byteLength, Origin: 'http://page' });
    const answer = await send(cloud.port, Buffer.concat([head, whole.subarray(0, sent)]));
    expect(answer.status).toBe(400);
    expect(readOssError(answer.text)?.code).toBe('RequestTimeout');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('connection')).toBe('close');
    await expectNothing(key);
  });

  test('dribbles is told so', async () => {
    const whole = formBody(await signedFields('ota/dribble.bin'), Buffer.alloc(5_000, 7));
    const head = postHead({ 'Content-Length': whole.byteLength });
    const { socket, answer } = begin(cloud.port, head);
    let at = 0;
    const drops = setInterval(() => socket.write(whole.subarray(at, (at += 1))), 20);
    expect(readOssError((await answer).text)?.code).toBe('RequestTimeout');
    clearInterval(drops);
    await expectNothing('ota/dribble.bin');
  });

  test('sends a call to the platform and does not end it is told so', async () => {
    const head = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': 100 };
    const answer = await send(cloud.port, Buffer.concat([postHead(head), Buffer.from('Action=')]));
    expect(readOssError(answer.text)?.code).toBe('RequestTimeout');
  });

  test('takes many times the patience, but keeps moving, is served', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(40_000));
    const whole = postRequest(formBody(await signedFields('ota/steady.bin'), bytes));
    const { socket, answer } = begin(cloud.port, Buffer.alloc(0));
    // A kilobyte every 25 ms, which is 40 times as fast as it has to be: a loaded machine may make it slower.
    for (let at = 0; at < whole.byteLength; at += 1024) {
      socket.write(whole.subarray(at, at + 1024));
      await sleep(25);
    }
    expect((await answer).status).toBe(204);
    const got = await fetch(`${cloud.url}/ota/steady.bin`);
    expect(got.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes));
  });

  test('is gone leaves what was there before', async () => {
    await cloud.post('ota/gone.bin', 'before');
    const whole = postRequest(formBody(await signedFields('ota/gone.bin'), Buffer.alloc(5_000)));
    const { socket } = begin(cloud.port, whole.subarray(0, 3_000));
    await expect.poll(open, PATIENT).toBe(1);
    socket.resetAndDestroy();
    await expect.poll(open, PATIENT).toBe(0);
    expect((await cloud.get('ota/gone.bin')).text).toBe('before');
  });
});
