import { expect, test } from 'vitest';
import { signedFields } from '../../testing/raw-post.ts';
import { crc64, createCrc64 } from '../../contract/crc64.ts';
import { createCloud } from '../cloud.ts';

test('every byte of an upload is read by the checksum once, and the store answers with what it found', async () => {
  const passed: number[] = [];
  const made: number[] = [];
  const cloud = createCloud({
    async createCrc64() {
      made.push(1);
      const crc = createCrc64();
      return {
        update(bytes) {
          passed.push(bytes.byteLength);
          crc.update(bytes);
        },
        decimal: () => crc.decimal(),
      };
    },
  });
  const content = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
  async function* chunks() {
    for (let at = 0; at < content.length; at += 30_000) yield content.subarray(at, at + 30_000);
  }
  const response = await cloud.postObject(
    { url: 'http://127.0.0.1:8081/', origin: null },
    {
      fields: await signedFields('ota/firmware/a.bin'),
      file: { fileName: 'a.bin', bytes: chunks() },
    },
  );
  expect(response.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(content));
  expect(passed).toEqual([30_000, 30_000, 30_000, 10_000]);
  expect(made).toHaveLength(1);
});
