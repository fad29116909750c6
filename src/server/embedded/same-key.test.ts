import { beforeEach, expect, test } from 'vitest';
import {
  begin,
  formBody,
  postRequest,
  signedFields,
  type Exchange,
  type Fields,
} from '../../testing/raw-post.ts';
import { diskCloudOfTest, type DiskCloud } from '../../testing/test-resources.ts';
import { crc64 } from '../../contract/crc64.ts';

/** Several POSTs of one key at once, as a browser makes them when it sends again by itself: one whole object, never a mixture. */

const KEY = 'ota/firmware/a.bin';

let cloud: DiskCloud;
let fields: Fields;

beforeEach(async () => {
  cloud = await diskCloudOfTest();
  fields = await signedFields(KEY);
});

/** Bytes that tell where they come from: no two versions share any. */
function version(n: number, size = 100_000): Buffer {
  return Buffer.alloc(size, n % 256);
}

async function expectOne(bytes: Uint8Array): Promise<void> {
  const { body, headers } = await cloud.get(KEY);
  expect(Buffer.compare(body, bytes)).toBe(0);
  expect(headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes));
  const counts = (['tmp', 'blobs', 'objects'] as const).map(
    async (folder) => (await cloud.filesIn(folder)).length,
  );
  expect(await Promise.all(counts)).toEqual([0, 1, 1]);
}

type Sender = Exchange & { rest: Buffer };

/** Nothing is sent yet. */
function open(bytes: Uint8Array): Sender {
  return { ...begin(cloud.port, Buffer.alloc(0)), rest: postRequest(formBody(fields, bytes)) };
}

/** Sends the next bytes, and waits until the kernel has them. */
function sendOn(sender: Sender, count: number): Promise<void> {
  const piece = sender.rest.subarray(0, count);
  sender.rest = sender.rest.subarray(count);
  return new Promise((resolve) => {
    sender.socket.write(piece, () => resolve());
  });
}

test('two that take turns: the last one to be complete wins, whole', async () => {
  for (const [last, size] of [
    [1, 100_000],
    [0, 300_000],
  ] as const) {
    const senders = [open(version(1)), open(version(2, size))];
    for (let turn = 0; turn < 20; turn++) {
      for (const sender of senders) await sendOn(sender, 4_000);
    }
    const order = last === 1 ? senders : senders.toReversed();
    for (const sender of order) {
      await sendOn(sender, sender.rest.length);
      expect((await sender.answer).status).toBe(204);
    }
    await expectOne(last === 1 ? version(2, size) : version(1));
  }
});

test('two hundred replays of one ticket take the room of one object', async () => {
  const bytes = version(7, 2_000);
  // Room for the one that is there and the few that are on their way.
  cloud = await diskCloudOfTest({ quotaBytes: 20 * bytes.length });
  let left = 200;
  let stored = 0;
  const replay = async () => {
    while (left > 0) {
      left -= 1;
      if ((await cloud.post(KEY, bytes)).status === 204) stored += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, replay));
  expect(stored).toBe(200);
  await expectOne(bytes);
});

test('a reader during writes sees one whole version each time', async () => {
  await cloud.post(KEY, version(0));
  const writing = new AbortController();
  let reads = 0;
  const seen = new Set<number>();
  const read = async () => {
    while (!writing.signal.aborted) {
      const { status, headers, body } = await cloud.get(KEY);
      expect(status).toBe(200);
      expect(body.length).toBe(Number(headers.get('content-length')));
      expect(headers.get('x-oss-hash-crc64ecma')).toBe(crc64(body));
      expect(body.every((byte) => byte === body[0])).toBe(true);
      seen.add(body[0] ?? -1);
      reads += 1;
    }
  };
  const write = async (from: number) => {
    for (let n = from; n < from + 40; n++) {
      expect((await cloud.post(KEY, version(n, 80_000 + n * 500))).status).toBe(204);
    }
  };
  const readers = Promise.all([read(), read(), read()]);
  await Promise.all([write(1), write(101)]);
  writing.abort();
  await readers;
  expect(reads).toBeGreaterThan(20);
  expect(seen.size).toBeGreaterThan(3);
});
