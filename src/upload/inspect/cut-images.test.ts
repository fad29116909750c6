import { describe, expect, test } from 'vitest';
import { contentsOf, madeByTool, namesMadeByTools } from '../../testing/made-by-tools.ts';
import { judgeSuffix } from '../model/suffix-check.ts';

/** A header that tells the length is believed: what is shorter waits, what is longer goes. */

/** Formats whose files say nothing about their length. */
const TELL_NOTHING = ['flash.bin', 'rootfs.jffs2'];
/** Known by their end, and so nothing at all without it. */
const KNOWN_BY_END = ['crypt.raucb', 'door-lock.dfu', 'encrypted.raucb'];
/** Text, whose last line may go without its end. */
const TEXTS = new Set(['payload.hex', 'payload.srec', 'payload.ti-txt', 'payload.mos-tech']);
/**
 * Where five cuts are made, as shares of what is not filling. Nothing tells a file system from a bundle that ends in the filling of its
 * last block, or among the hashes of a verity bundle; nor how long the last stream of a delta is.
 */
const FIVE_PLACES = [0.3, 0.5, 0.7, 0.9, 1];
const OTHER_PLACES: Readonly<Record<string, readonly number[]>> = {
  // The third ends among the zeros behind the file system.
  'bundle.raucb': [0.05, 0.1, 0.743, 0.9, 1],
  'verity.raucb': [0.2, 0.4, 0.9, 0.95, 1],
  // Between two entries it may as well be an archive without the zeros that end it.
  'release.tar': [0.05, 0.5, 0.7, 0.9, 1],
  // Its length is told in pages, and the last one need not be full.
  'imx.bin': [0.1, 0.2, 0.25, 0.3, 0.35],
  'delta.bsdiff': [0.4, 0.5, 0.6, 0.7, 0.9],
};
/** Two marks of a zip archive, which waits whether it is cut or not. */
const WAIT_ANYWAY = ['split.z01', 'split.zip'];

describe('cut at five places, no genuine file goes by itself where its format tells its length', async () => {
  const names = await namesMadeByTools();
  const silent = new Set([...TELL_NOTHING, ...KNOWN_BY_END, ...WAIT_ANYWAY]);
  const telling = names.filter((name) => !silent.has(name));

  test('most formats tell it', () => {
    expect(names).toEqual(expect.arrayContaining([...silent]));
    expect(telling.length).toBeGreaterThanOrEqual(60);
  });

  test.each(telling)('%s', async (name) => {
    const bytes = await madeByTool(name);
    const nameOfFile = /\.(?:tar|zip|gz|apk)$|ten\.tar/.test(name) ? name : `${name}.bin`;
    const whole = await contentsOf(bytes);
    expect(whole.cut).toBeUndefined();
    const filled = withoutFilling(bytes, name);
    await Promise.all(
      (OTHER_PLACES[name] ?? FIVE_PLACES).map(async (share) => {
        // The last cut takes one byte.
        const length = Math.min(Math.floor(filled * share), filled - 1);
        const contents = await contentsOf(bytes.subarray(0, length));
        const verdict = judgeSuffix(nameOfFile, 'auto', contents);
        expect(verdict.kind, `${length} of ${bytes.byteLength} bytes went by themselves`).toBe(
          'in-doubt',
        );
      }),
    );
  });

  /** Bytes without those at the end that only fill up a block, or that a reader does without. */
  function withoutFilling(bytes: Uint8Array, name: string): number {
    let end = bytes.byteLength;
    while (bytes[end - 1] === 0) end -= 1;
    // A line end behind the last record.
    while (TEXTS.has(name) && [0x0a, 0x0d].includes(bytes[end - 1] ?? 0)) end -= 1;
    return end;
  }
});

describe('longer than its header says', () => {
  const trailer = (mark: string, bytes: number) => {
    const end = Buffer.alloc(bytes, 1);
    end.write(mark);
    return end;
  };

  test.each(['uimage.bin', 'rootfs.squashfs', 'fit.itb', 'rootfs.ext4', 'rootfs.ubi'])(
    '%s goes, and what is known of the rest is named',
    async (name) => {
      const image = await madeByTool(name);
      const { image: format } = await contentsOf(image);
      const openwrt = await contentsOf(image, Buffer.from('{"supported":[]}'), trailer('FWx0', 16));
      expect(openwrt).toMatchObject({ image: `${format} + OpenWrt metadata` });
      const verified = await contentsOf(image, Buffer.alloc(4096), trailer('AVBf', 64));
      expect(verified).toMatchObject({ image: `${format} + AVB footer` });
      for (const contents of [openwrt, verified, await contentsOf(image, Buffer.alloc(700, 5))]) {
        expect(judgeSuffix('a.bin', 'auto', contents)).toEqual({ kind: 'certain', suffix: 'bin' });
      }
    },
  );

  test.each(['bundle.raucb', 'verity.raucb'])(
    '%s, cut in its signature, is a bundle, and no file system with something behind it',
    async (name) => {
      const bundle = await madeByTool(name);
      const size = bundle.byteLength - 300;
      const { cut } = await contentsOf(bundle.subarray(0, size));
      expect(cut).toEqual({ image: 'RAUC bundle', size, needed: bundle.byteLength });
    },
  );
});

describe('Espressif', () => {
  /** A header and one segment, with its checksum and, where `hasHash`, a SHA-256. */
  function application(hasHash = true, firstSegment = 0x400): Buffer {
    const segments = firstSegment === 0 ? [0, 0x400] : [firstSegment];
    const parts = segments.map((bytes) => {
      const segment = Buffer.alloc(8 + bytes, 0x21);
      segment.writeUInt32LE(0x3f40_0020, 0);
      segment.writeUInt32LE(bytes, 4);
      return segment;
    });
    const header = Buffer.alloc(24);
    header.set([0xe9, segments.length, 2, 0x20]);
    header[23] = hasHash ? 1 : 0;
    const body = Buffer.concat([header, ...parts]);
    const filled = Buffer.concat([body, Buffer.alloc(16 - (body.byteLength % 16), 0xef)]);
    return hasHash ? Buffer.concat([filled, Buffer.alloc(32, 0xaa)]) : filled;
  }
  const flash = (bootLoaderAt: number) => {
    const image = Buffer.alloc(0x20_000, 0xff);
    application().copy(image, bootLoaderAt);
    const entry = Buffer.alloc(32);
    entry.set([0xaa, 0x50, 0, 0x10]);
    entry.writeUInt32LE(0x10_000, 4);
    entry.writeUInt32LE(0x10_000, 8);
    entry.write('factory', 12);
    entry.copy(image, 0x8000);
    application().copy(image, 0x10_000);
    return image;
  };

  test.each([true, false])(
    'an image knows its length; a SHA-256 behind it: %s',
    async (hasHash) => {
      const image = application(hasHash);
      expect(await contentsOf(image)).toMatchObject({ image: 'ESP image' });
      expect((await contentsOf(image)).cut).toBeUndefined();
      for (const bytes of [1, 33, 200, 1_000]) {
        const size = image.byteLength - bytes;
        const { cut } = await contentsOf(image.subarray(0, size));
        expect(cut).toEqual({ image: 'ESP image', size, needed: image.byteLength });
      }
    },
  );

  test('a boot loader whose first segment is empty, and the latest chips', async () => {
    expect(await contentsOf(application(true, 0))).toMatchObject({ image: 'ESP image' });
    for (const chip of [31, 32]) {
      const image = application();
      image.writeUInt16LE(chip, 12);
      expect(await contentsOf(image)).toMatchObject({ image: 'ESP image' });
    }
    const unknown = application();
    unknown.writeUInt16LE(99, 12);
    unknown.writeUInt32LE(0, 8);
    expect((await contentsOf(unknown)).image).toBeUndefined();
  });

  test.each([0, 0x1000, 0x2000])('a whole flash with its boot loader at %i waits', async (at) => {
    const contents = await contentsOf(flash(at));
    expect(contents).toMatchObject({ image: 'ESP flash image', oddity: 'esp-flash' });
    expect(judgeSuffix('merged.bin', 'auto', contents)).toMatchObject({
      kind: 'in-doubt',
      proposal: 'bin',
      doubt: { kind: 'odd', oddity: 'esp-flash' },
    });
    // An application that only looks like a partition table somewhere in the middle.
    const other = flash(at);
    other.writeUInt32LE(0x1234, 0x8004);
    expect((await contentsOf(other)).oddity).toBeUndefined();
  });

  test('an application names its version', async () => {
    const image = application();
    image.writeUInt32LE(0xabcd5432, 32);
    image.write('v2.1-169-gabcdef1\0', 48);
    expect(await contentsOf(image)).toMatchObject({
      image: 'ESP-IDF application',
      version: 'v2.1-169-gabcdef1',
    });
  });
});

test.each([
  ['a comment behind it', ':00000001FF\n; made by a compiler\n'],
  ['the end of a text file', ':00000001FF\r\n\u001a'],
  ['filling', `:00000001FF\n${'\0'.repeat(2_000)}`],
  ['an address in it', ':008000017F\n'],
])('the end record of Intel HEX with %s is one', async (_, end) => {
  const contents = await contentsOf(Buffer.from(`:0400000001020304F2\n${end}`));
  expect(contents).toMatchObject({ image: 'Intel HEX' });
  expect(contents.cut).toBeUndefined();
});

test('an MCUboot image names its version and its length', async () => {
  const image = Buffer.alloc(32 + 100 + 40, 1);
  image.writeUInt32LE(0x96f3b83d, 0);
  image.writeUInt16LE(32, 8);
  image.writeUInt16LE(0, 10);
  image.writeUInt32LE(100, 12);
  image.set([1, 4, 2, 0], 20);
  image.writeUInt32LE(7, 24);
  image.writeUInt16LE(0x6907, 132);
  image.writeUInt16LE(40, 134);
  expect(await contentsOf(image)).toMatchObject({ image: 'MCUboot image', version: '1.4.2+7' });
  expect((await contentsOf(image.subarray(0, -1))).cut?.needed).toBe(image.byteLength);
});

describe('of the formats that were added', () => {
  test.each([
    'disk.img',
    'external.itb',
    'external-at.itb',
    'stripped.elf',
    'payload.srec',
    'payload.ti-txt',
    'payload.xz',
    'payload.bzip2',
    'many.zstd',
    'many.lz4',
    'many.vcdiff',
    'rootfs.ubifs',
    'omap.bin',
  ])('%s with a signature behind it goes', async (name) => {
    const image = await madeByTool(name);
    for (const behind of [Buffer.alloc(700, 0x99), Buffer.alloc(4096), Buffer.alloc(512, 0xff)]) {
      const contents = await contentsOf(image, behind);
      expect(contents.cut).toBeUndefined();
      expect(judgeSuffix('a.bin', 'auto', contents)).toEqual({ kind: 'certain', suffix: 'bin' });
    }
  });

  test('a GUID partition table of a chip with sectors of 4096 bytes tells its length', async () => {
    const disk = await madeByTool('disk.img');
    // The header of the other disk, where such a chip has it; its copy stands in the last of eight sectors.
    const chip = Buffer.alloc(8 * 4096, 1);
    disk.copy(chip, 4096, 512, 1024);
    chip.writeBigUInt64LE(7n, 4096 + 32);
    expect((await contentsOf(chip)).cut).toBeUndefined();
    expect((await contentsOf(chip.subarray(0, -4096))).cut).toEqual({
      image: 'GPT disk image',
      size: 7 * 4096,
      needed: 8 * 4096,
    });
  });

  test('an S-record file without a start address ends in its count of records', async () => {
    const records = (await madeByTool('payload.srec')).toString().split('\r\n').slice(0, -2);
    expect((await contentsOf(Buffer.from(records.join('\r\n')))).cut?.image).toBe(
      'Motorola S-record',
    );
    const counted = [...records, 'S5030003F9', ''].join('\r\n');
    expect((await contentsOf(Buffer.from(counted))).cut).toBeUndefined();
  });

  test('a second stream that is cut is missed', async () => {
    const two = Buffer.concat([await madeByTool('payload.xz'), await madeByTool('payload.xz')]);
    expect((await contentsOf(two)).cut).toBeUndefined();
    expect((await contentsOf(two.subarray(0, -20))).cut).toMatchObject({ image: 'xz' });
  });

  test('the unpacked size that builds of Linux put behind lz4 is no block', async () => {
    const image = await madeByTool('payload.lz4-legacy');
    expect((await contentsOf(image, Buffer.of(0x37, 0x0b, 0, 0))).cut).toBeUndefined();
  });
});
