import { textAt, u64le } from '../archive-worker/bytes.ts';
import type { Slices } from '../contents.ts';
import type { ImageFormat } from '../image-format.ts';

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
