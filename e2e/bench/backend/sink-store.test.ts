import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createCrc64 } from '../../../src/contract/crc64.ts';
import { createPriorityQueue } from './line.ts';
import { createSinkStore } from './sink-store.ts';

async function startSink(files: Parameters<typeof createSinkStore>[0]): Promise<string> {
  const server = createSinkStore(files, createPriorityQueue()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return `http://127.0.0.1:${address.port}`;
}

function formWith(bytes: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.append('key', 'ota/firmware/a.bin');
  form.append('file', new Blob([bytes]), 'a.bin');
  return form;
}

test('of a small file the store computes the checksum, whatever its bytes look like', async () => {
  const bytes = new TextEncoder().encode('\r\n--boundary\r\n\r\nname="file"\r\n\r\nfirmware\r\n');
  const crc = createCrc64();
  crc.update(bytes);
  const url = await startSink([]);
  const answer = await fetch(url, { method: 'POST', body: formWith(bytes) });
  expect(answer.status).toBe(204);
  expect(answer.headers.get('x-oss-hash-crc64ecma')).toBe(crc.decimal());
  expect(answer.headers.get('access-control-expose-headers')).toContain('x-oss-hash-crc64ecma');
});

test('of a large file it answers what is known of this size, and a size it does not know it refuses', async () => {
  const url = await startSink([{ bytes: 2_000_000, crc64: '42' }]);
  const post = (bytes: number) =>
    fetch(url, { method: 'POST', body: formWith(new Uint8Array(bytes)) });
  expect((await post(2_000_000)).headers.get('x-oss-hash-crc64ecma')).toBe('42');
  expect((await post(1_500_000)).status).toBe(400);
});

test('a line of 1,000 bytes a second makes the sender wait, and makes up for a tenth of a second at most', () => {
  let now = 0;
  const line = createPriorityQueue(() => now);
  line.setRate(1_000);
  expect(line.take(500)).toBe(500);
  expect(line.take(500)).toBe(1_000);
  now = 5_000;
  expect(line.take(100)).toBe(0);
  expect(line.take(100)).toBe(100);
  line.setRate(undefined);
  expect(line.take(1_000_000)).toBe(0);
});
