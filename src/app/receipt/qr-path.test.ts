import { decodeQR } from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrPath } from './qr-path.ts';

/** Pixels of a module: a reader wants more than one. */
const SCALE = 4;

/** The path as a picture of dark squares on white. */
function pictureOf({ size, path }: ReturnType<typeof qrPath>) {
  const width = size * SCALE;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < SCALE; row += 1) {
      const from = ((Number(y) * SCALE + row) * width + Number(x) * SCALE) * 4;
      for (let pixel = 0; pixel < SCALE; pixel += 1)
        data.fill(0, from + pixel * 4, from + pixel * 4 + 3);
    }
  }
  return { width, height: width, data };
}

test('a reader finds the address in the drawn code', () => {
  const url =
    'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com/ota/firmware/1e2111cf-ada3-4c6b-9f1e-0242ac120002.tar.gz';
  expect(decodeQR(pictureOf(qrPath(url)))).toBe(url);
});
