import { expect, test } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import { contentsOf } from '../../testing/made-by-tools.ts';
import { makeSample, type SampleKind } from './make-sample.ts';

const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());
const readBy = async (file: File) => contentsOf(await bytesOf(file));

test('the good one is an application with a version, whole, of that name', async () => {
  const file = makeSample('good', 4);
  expect(file.name).toBe('door-lock_2.3.4.bin');
  expect(await readBy(file)).toMatchObject({ image: 'ESP-IDF application', version: '2.3.4' });
  expect((await readBy(file)).cut).toBeUndefined();
});

test('its checksum is that of an ESP image: all bytes of its segments, from 0xEF on', async () => {
  const bytes = await bytesOf(makeSample('good', 1));
  const half = 12 * 1024 * 1024;
  const segments = [bytes.subarray(32, 32 + half), bytes.subarray(40 + half, 40 + 2 * half)];
  const sum = segments.reduce((all, each) => each.reduce((xor, byte) => xor ^ byte, all), 0xef);
  expect(bytes.byteLength % 16).toBe(0);
  expect(bytes.at(-1)).toBe(sum);
});

test('the doubtful one is a whole gzip under another name', async () => {
  const file = makeSample('doubtful', 1);
  expect(file.name).toBe('sensor-hub_1.8.0.bin');
  const contents = await readBy(file);
  expect(contents).toMatchObject({ packing: 'gz', oddity: undefined });
  const unpacked = await new Response(
    file.stream().pipeThrough(new DecompressionStream('gzip')),
  ).arrayBuffer();
  expect(unpacked.byteLength).toBe(3 * 1024 * 1024);
});

test('the cut one is a zip without its end', async () => {
  expect(await readBy(makeSample('cut', 1))).toMatchObject({ packing: 'zip', oddity: 'cut-zip' });
});

test('the large one is a whole tar of 200 MB', async () => {
  const file = makeSample('large', 1);
  expect(file.size).toBeGreaterThan(199_000_000);
  expect(file.size).toBeLessThan(201_000_000);
  const contents = await readBy(file);
  expect(contents).toMatchObject({ packing: 'tar', oddity: undefined });
});

test.each<SampleKind>(['good', 'doubtful', 'cut'])(
  '%s: the same bytes each time, others for each number',
  async (kind) => {
    const sums = await Promise.all(
      [1, 1, 2].map(async (nth) => crc64(await bytesOf(makeSample(kind, nth)))),
    );
    expect(sums[0]).toBe(sums[1]);
    expect(sums[0]).not.toBe(sums[2]);
    expect(makeSample(kind, 1).name).not.toBe(makeSample(kind, 2).name);
  },
);
