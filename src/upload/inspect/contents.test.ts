import { readFile, rm } from 'node:fs/promises';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { utf8 } from '../../testing/built-archives.ts';
import { firmwareFiles, type FirmwareFiles } from '../../testing/firmware-files.ts';
import { contentsOf } from '../../testing/made-by-tools.ts';
import type { Contents } from '../model/contents.ts';

let files: FirmwareFiles;
beforeAll(async () => {
  files = await firmwareFiles();
});
afterAll(() => rm(files.dir, { recursive: true, force: true }));

const bytes = (...values: readonly number[]) => new Uint8Array(values);
const filler = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7 + 3) % 251);
const isPlain = { packing: undefined, image: undefined, oddity: undefined };

describe('genuine packages', () => {
  const expected: readonly [keyof Omit<FirmwareFiles, 'dir'>, Contents][] = [
    ['zip', { ...isPlain, packing: 'zip' }],
    ['apk', { ...isPlain, packing: 'apk', version: '8.0.10' }],
    ['tar', { ...isPlain, packing: 'tar' }],
    ['tarGz', { ...isPlain, packing: 'tar.gz' }],
    ['gz', { ...isPlain, packing: 'gz' }],
    ['bin', { ...isPlain, image: 'Arm Cortex-M firmware' }],
  ];
  test.each(expected)('%s', async (kind, contents) => {
    expect(await contentsOf(await readFile(files[kind]))).toEqual(contents);
  });

  test('a zip archive whose end is missing is cut short, wherever it was cut', async () => {
    const zip = await readFile(files.zip);
    for (const share of [0.01, 0.3, 0.7, 0.99]) {
      const cut = zip.subarray(0, Math.floor(zip.byteLength * share));
      expect(await contentsOf(cut)).toMatchObject({ packing: 'zip', oddity: 'cut-zip' });
    }
    expect(await contentsOf(zip.subarray(0, -1))).toMatchObject({ oddity: 'cut-zip' });
  });

  test('a cut gzip is still gzip, and what is in it is seen', async () => {
    const packed = await readFile(files.tarGz);
    expect(await contentsOf(packed.subarray(0, 5_000))).toMatchObject({
      packing: 'tar.gz',
      oddity: 'cut-gzip',
    });
  });
});

/** Of the other formats genuine files are kept: genuine-images.test.ts. */
describe('a beginning of 4 KiB', () => {
  const at = (offset: number, value: Uint8Array) => {
    const image = filler(4096);
    image.set(value, offset);
    return image;
  };

  test.each<readonly [string, string | undefined, Uint8Array]>([
    // Its first byte is that of an ESP image.
    ['of Hikvision', 'Hikvision firmware', at(0, bytes(0xe9, 0x9a, 0xf7, 0xb6))],
    ['of an Android payload', 'Android A/B payload', at(0, utf8('CrAU'))],
    ['with the first byte of an ESP image alone', undefined, at(0, bytes(0xe9, 200))],
    [
      'with the magic of a device tree and no header',
      undefined,
      at(0, bytes(0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0x10, 0)),
    ],
    ['with the magic of SquashFS and no version', undefined, at(0, utf8('hsqs'))],
    ['with the two bytes of ext4 alone', undefined, at(1080, bytes(0x53, 0xef))],
    ['of nothing', undefined, filler(4096)],
    // Some take them for those of a picture.
    ['with reset vectors of an ARM', undefined, at(0, bytes(0xff, 0xd8, 0, 0x20))],
  ])('%s is named %s', async (_, image, beginning) => {
    expect(await contentsOf(beginning)).toMatchObject({ ...isPlain, image });
  });
});

describe('what is hardly firmware', () => {
  test.each<readonly [Contents['oddity'], string | Uint8Array]>([
    ['web-page', '<!DOCTYPE html><html><title>404</title>'],
    ['web-page', '\ufeff\n <HTML><body>Sign in</body>'],
    ['web-page', '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>'],
    ['text', '{"success": and so on'],
    ['pdf', '%PDF-1.7\n'],
    [undefined, new Uint8Array(300_000).fill(0x81)],
    ['recording', 'DAHUA and so on'],
    ['recording', bytes(0x44, 0x48, 0x41, 0x56, 0xfd)],
    [undefined, bytes(0x44, 0x48, 0x41, 0x56, 0x01)],
  ])('%s: %o', async (oddity, content) => {
    expect(await contentsOf(content)).toEqual({ ...isPlain, oddity });
  });
});

test('an old tar header without a name for itself is known by its sum', async () => {
  const header = new Uint8Array(512);
  header.set(utf8('firmware.bin'));
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(utf8(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  expect(await contentsOf(header)).toMatchObject({ packing: 'tar' });
  header[0] = 0x67;
  expect(await contentsOf(header)).toMatchObject({ packing: undefined });
});

test('whatever the bytes, there is an answer', async () => {
  const magic = fc.constantFrom(
    [0x1f, 0x8b, 0x08],
    [0x50, 0x4b, 0x03, 0x04],
    [0x50, 0x4b, 0x05, 0x06],
    [0xe9, 1, 0, 0],
    [...deflateRawSync('x')],
    [...gzipSync('x')],
    [],
  );
  await fc.assert(
    fc.asyncProperty(magic, fc.uint8Array({ maxLength: 700 }), async (start, rest) => {
      const contents = await contentsOf(bytes(...start), rest);
      expect(Object.keys(contents).toSorted()).toEqual(['image', 'oddity', 'packing']);
    }),
    { numRuns: 2_000 },
  );
});
