import { hasAt, textAt, u32be, u32le, u64le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat } from '../reading/image-format.ts';

const EROFS_AT = 1024;

export const READ_ONLY_FILE_SYSTEMS: readonly ImageFormat[] = [
  {
    name: 'EROFS',
    // Linux, fs/erofs/erofs_fs.h: magic, and the size of a block as a power of two, from a sector to 64 KiB.
    fits: ({ head }) => {
      const blockBits = head[EROFS_AT + 12] ?? 0;
      return hasAt(head, EROFS_AT, [0xe2, 0xe1, 0xf5, 0xe0]) && blockBits >= 9 && blockBits <= 16;
    },
    lengthOf: ({ head }) => u32le(head, EROFS_AT + 36) * 2 ** (head[EROFS_AT + 12] ?? 0),
  },
  {
    name: 'ROMFS',
    // Linux, Documentation/filesystems/romfs.rst: the first 512 bytes add up to zero.
    fits: ({ head }) => textAt(head, 0, 8) === '-rom1fs-' && addsUpToZero(head),
    lengthOf: ({ head }) => u32be(head, 8),
  },
  {
    name: 'CramFS, big-endian',
    fits: ({ head }) =>
      hasAt(head, 0, [0x28, 0xcd, 0x3d, 0x45]) && textAt(head, 16, 16) === 'Compressed ROMFS',
    lengthOf: ({ head }) => u32be(head, 4),
  },
];

function addsUpToZero(head: Uint8Array): boolean {
  const end = Math.min(512, u32be(head, 8));
  if (head.byteLength < end) return false;
  let sum = 0;
  for (let at = 0; at < end; at += 4) sum = (sum + u32be(head, at)) >>> 0;
  return sum === 0;
}

/** Linux, fs/btrfs/disk-io.h: the first superblock, and fields of it. */
const SUPERBLOCK_AT = 65_536;
const SUPERBLOCK_BYTES = 4_096;
const TOTAL_BYTES = 112;
const DEVICES = 136;

export const BTRFS: ImageFormat = {
  name: 'Btrfs',
  fits: async (slices) => textAt(await superblockIn(slices), 64, 8) === '_BHRfS_M',
  // One of several devices has a share of the bytes.
  lengthOf: async (slices) => {
    const superblock = await superblockIn(slices);
    return u64le(superblock, DEVICES) === 1 ? u64le(superblock, TOTAL_BYTES) : undefined;
  },
};

async function superblockIn({ size, read }: Slices): Promise<Uint8Array> {
  const end = SUPERBLOCK_AT + SUPERBLOCK_BYTES;
  return size < end ? new Uint8Array() : read(SUPERBLOCK_AT, end);
}
