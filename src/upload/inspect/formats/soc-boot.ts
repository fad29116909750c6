import { hasAt, textAt, u16le, u32le, u64le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat, ToldLength } from '../reading/image-format.ts';

/** What the boot code of a chip looks for; each by the marks that the chip itself wants. */
export const SOC_BOOT: readonly ImageFormat[] = [
  {
    name: 'Arm firmware image package (FIP)',
    // Trusted Firmware-A, "FIP layout": a table of contents, then what it tells of.
    fits: ({ head }) =>
      u32le(head, 0) === 0xaa640001 && u32le(head, 4) !== 0 && u64le(head, 32) >= 56,
    lengthOf: fipLength,
  },
  {
    name: 'NXP i.MX boot image',
    // An image vector table: tag, length 32, version 4.x, two words that are zero.
    fits: ({ head }) =>
      hasAt(head, 0, [0xd1, 0x00, 0x20]) &&
      (head[3] ?? 0) >> 4 === 4 &&
      u32le(head, 8) === 0 &&
      u32le(head, 28) === 0 &&
      u32le(head, 20) % 4 === 0,
    lengthOf: imxLength,
  },
  {
    name: 'TI OMAP boot image',
    // A configuration header for a chip: a table of its sections, and this is the first.
    fits: ({ head }) => textAt(head, 20, 12) === 'CHSETTINGS\0\0',
    // Behind that header stands the one that every image of theirs has, and it begins with the size.
    lengthOf: ({ head }) => OMAP_HEADER_AT + u32le(head, OMAP_HEADER_AT),
  },
  {
    name: 'STM32 boot image',
    fits: ({ head }) => textAt(head, 0, 4) === 'STM2' && [1, 2].includes(u16le(head, 0x4a)),
    // A header of 256 bytes in its first version, of 512 in its second.
    lengthOf: ({ head }) => u16le(head, 0x4a) * 256 + u32le(head, 0x4c),
  },
  {
    name: 'Allwinner boot image',
    fits: ({ head }) => textAt(head, 4, 8) === 'eGON.BT0',
    lengthOf: ({ head }) => u32le(head, 16),
  },
  {
    name: 'Xilinx Zynq boot image',
    fits: ({ head }) => u32le(head, 0x20) === 0xaa995566 && textAt(head, 0x24, 4) === 'XNLX',
    // Of the first boot loader alone; where it begins is not counted by every tool, so that this is the least there can be.
    lengthOf: ({ head }) => u32le(head, 0x34),
  },
];

const OMAP_HEADER_AT = 512;

const IMX_PAGE_BYTES = 4096;

/**
 * NXP, "Boot Data Structure": where the image begins in memory, and its size. Some tools round that up and do not fill the file.
 * Chips that run from flash (i.MX RT, at 0x60000000 and 0x70000000) have the size of all their flash there.
 */
function imxLength({ head, size }: Slices): ToldLength {
  const self = u32le(head, 20);
  const bootDataAt = u32le(head, 16) - self;
  const start = u32le(head, bootDataAt);
  const needed = start + u32le(head, bootDataAt + 4) - self;
  const isInFlash = [6, 7].includes(start >>> 28);
  return !isInFlash && size + IMX_PAGE_BYTES <= needed ? needed : undefined;
}

const FIP_ENTRIES_AT = 16;
const FIP_ENTRY_BYTES = 40;

/** To the end of the part that lies furthest back. */
function fipLength({ head }: Slices): number {
  let length = 0;
  for (let at = FIP_ENTRIES_AT; at + FIP_ENTRY_BYTES <= head.byteLength; at += FIP_ENTRY_BYTES) {
    length = Math.max(length, u64le(head, at + 16) + u64le(head, at + 24));
    // The table ends with an entry without a name.
    if (head.subarray(at, at + 16).every((byte) => byte === 0)) break;
  }
  return length;
}
