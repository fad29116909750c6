import { readFile, rm } from 'node:fs/promises';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { firmwareFiles, type FirmwareFiles } from '../../testing/firmware-files.ts';
import { listArchive } from './archive-worker/list-archive.ts';
import { sourceOf } from './archive-worker/source.ts';
import type { Contents } from '../model/contents.ts';
import { readContents } from './contents.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let files: FirmwareFiles;
beforeAll(async () => {
  files = await firmwareFiles();
});
afterAll(() => rm(files.dir, { recursive: true, force: true }));

const contentsOf = (...parts: readonly BlobPart[]) =>
  readContents(new Blob([...parts]), (file) => listArchive(sourceOf(file)));
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

describe('images, by the constants of their formats', () => {
  const esp = (chip: number, descriptor: boolean) => {
    const image = filler(4096);
    image.set([0xe9, 3, 2, 0x20]);
    image.set([chip, 0], 12);
    new DataView(image.buffer).setUint32(24, 0x3f40_0020, true);
    new DataView(image.buffer).setUint32(28, 0x1000, true);
    if (descriptor) image.set([0x32, 0x54, 0xcd, 0xab], 32);
    return image;
  };
  const text = (value: string) => new TextEncoder().encode(value);
  const at = (offset: number, value: Uint8Array, length = 4096) => {
    const image = filler(length);
    image.set(value, offset);
    return image;
  };
  const squash = () => {
    const image = at(0, text('hsqs'));
    image.set([4, 0, 0, 0], 28);
    return image;
  };
  const signed = () => {
    const signature = filler(1200);
    signature[0] = 0x30;
    return [squash(), signature, bytes(0, 0, 0, 0, 0, 0, 0x04, 0xb0)];
  };
  const uf2 = () => {
    const block = filler(512);
    block.set([0x55, 0x46, 0x32, 0x0a, 0x57, 0x51, 0x5d, 0x9e]);
    block.set([0x30, 0x6f, 0xb1, 0x0a], 508);
    return block;
  };
  const cpio = (name: string) => text(`070702${'0'.repeat(104)}${name}\0`);
  const fdt = (...total: readonly number[]) => {
    const image = at(0, bytes(0xd0, 0x0d, 0xfe, 0xed, ...total, 0, 0, 0, 0x38));
    image.set([0, 0, 0, 17, 0, 0, 0, 16], 20);
    return image;
  };
  const mcuboot = () => at(0, bytes(0x3d, 0xb8, 0xf3, 0x96, 0, 0, 0, 0, 32, 0));
  const ext4 = () => {
    const image = at(1080, bytes(0x53, 0xef));
    const view = new DataView(image.buffer);
    view.setUint32(1024, 128, true);
    view.setUint32(1048, 2, true);
    view.setUint16(1086, 0, true);
    return image;
  };

  test.each<readonly [string | undefined, readonly BlobPart[]]>([
    ['ESP-IDF application', [esp(9, true)]],
    ['ESP image', [esp(5, false)]],
    // Its first byte is that of an ESP image.
    ['Hikvision firmware', [at(0, bytes(0xe9, 0x9a, 0xf7, 0xb6))]],
    // And this is only the byte.
    [undefined, [at(0, bytes(0xe9, 200))]],
    ['U-Boot uImage', [at(0, bytes(0x27, 0x05, 0x19, 0x56))]],
    ['Device tree or FIT image', [fdt(0, 0, 0x10, 0)]],
    // Its magic, and no header.
    [undefined, [at(0, bytes(0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0x10, 0))]],
    ['ELF', [at(0, bytes(0x7f, 0x45, 0x4c, 0x46, 1, 1))]],
    ['Android boot image', [at(0, text('ANDROID!'))]],
    ['Android sparse image', [at(0, bytes(0x3a, 0xff, 0x26, 0xed))]],
    ['Android A/B payload', [at(0, text('CrAU'))]],
    ['SquashFS', [squash()]],
    ['RAUC bundle', signed()],
    [undefined, [at(0, text('hsqs'))]],
    ['UBI image', [at(0, text('UBI#'))]],
    ['MCUboot image', [mcuboot()]],
    ['UF2', [uf2(), uf2()]],
    ['SWUpdate package', [cpio('sw-description'), filler(600)]],
    ['cpio archive', [cpio('bin/busybox'), filler(600)]],
    ['USB DFU file', [filler(2000), text('UFD'), bytes(16, 1, 2, 3, 4)]],
    ['GPT disk image', [at(512, text('EFI PART'))]],
    ['Intel HEX', [':020000040800F2\r\n:1000000000040020C1000008C5000008C7000008E4\r\n']],
    [
      'Motorola S-record',
      ['S00F000068656C6C6F202020202000003C\nS11F00007C0802A6900100049421FFF0\n'],
    ],
    ['ext4 file system', [ext4()]],
    // Two bytes alone are no file system.
    [undefined, [at(1080, bytes(0x53, 0xef))]],
    ['xz', [at(0, bytes(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0))]],
    ['zstd', [at(0, bytes(0x28, 0xb5, 0x2f, 0xfd))]],
    [undefined, [filler(4096)]],
    // Reset vectors of an ARM, and of a U-Boot that some take for a picture.
    [undefined, [at(0, bytes(0xff, 0xd8, 0, 0x20))]],
  ])('%s', async (image, parts) => {
    // Most of these are nothing but a beginning.
    expect(await contentsOf(...parts)).toMatchObject({ ...isPlain, image });
  });

  test('a Mender artifact is a tar archive, too', async () => {
    const header = new Uint8Array(512);
    header.set(text('version'));
    header.set(text('ustar\0'), 257);
    const body = text('{"format":"mender","version":3}');
    expect(await contentsOf(header, body, new Uint8Array(2000))).toMatchObject({
      packing: 'tar',
      image: 'Mender artifact',
    });
  });
});

describe('what is hardly firmware', () => {
  test.each<readonly [Contents['oddity'], BlobPart]>([
    ['web-page', '<!DOCTYPE html><html><title>404</title>'],
    ['web-page', '\ufeff\n <HTML><body>Sign in</body>'],
    ['web-page', '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>'],
    ['json', '{"success":false,"code":"Forbidden"}'],
    ['text', '{"success": and so on'],
    ['pdf', '%PDF-1.7\n'],
    ['blank', new Uint8Array(300_000).fill(0xff)],
    ['zeros', new Uint8Array(300_000)],
    [undefined, new Uint8Array(300_000).fill(0x81)],
    ['recording', 'DAHUA and so on'],
    ['recording', bytes(0x44, 0x48, 0x41, 0x56, 0xfd)],
    [undefined, bytes(0x44, 0x48, 0x41, 0x56, 0x01)],
  ])('%s: %o', async (oddity, content) => {
    expect(await contentsOf(content)).toEqual({ ...isPlain, oddity });
  });

  test('an image that only begins and ends blank is an image', async () => {
    const image = new Uint8Array(300_000).fill(0xff);
    image[150_010] = 1;
    expect(await contentsOf(image)).toEqual(isPlain);
  });
});

test('an old tar header without a name for itself is known by its sum', async () => {
  const header = new Uint8Array(512);
  header.set(new TextEncoder().encode('firmware.bin'));
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
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
      const contents = await contentsOf(bytes(...start), new Uint8Array(rest));
      expect(Object.keys(contents).toSorted()).toEqual(['image', 'oddity', 'packing']);
    }),
    { numRuns: 2_000 },
  );
}, 60_000);
