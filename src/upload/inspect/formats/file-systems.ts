import { hasAt, textAt, u16le, u32le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat, ToldLength } from '../reading/image-format.ts';
import { RAUC } from './rauc.ts';
import { SQUASH_FS } from './squash-fs.ts';

export const FILE_SYSTEMS: readonly ImageFormat[] = [
  {
    name: 'Android sparse image',
    fits: ({ head }) => hasAt(head, 0, [0x3a, 0xff, 0x26, 0xed]),
    lengthOf: sparseLength,
  },
  RAUC,
  SQUASH_FS,
  { name: 'UBI image', fits: ({ head }) => textAt(head, 0, 4) === 'UBI#', lengthOf: ubiLength },
  {
    name: 'UBIFS',
    fits: ({ head }) => hasAt(head, 0, [0x31, 0x18, 0x10, 0x06]),
    // Linux, fs/ubifs/ubifs-media.h: the superblock is the first node; blocks of one size, and how many the image has.
    lengthOf: ({ head }) =>
      head[20] === UBIFS_SUPERBLOCK ? u32le(head, 36) * u32le(head, 40) : undefined,
  },
  {
    name: 'CramFS',
    fits: ({ head }) => hasAt(head, 0, [0x45, 0x3d, 0xcd, 0x28]),
    lengthOf: ({ head }) => u32le(head, 4),
  },
];

const UBIFS_SUPERBLOCK = 6;

/** Linux, fs/ext4/ext4.h: what only ext4 has, and the journal that came with ext3. */
const EXT4_INCOMPATIBLE = 0x40 | 0x80 | 0x200;
const EXT4_READ_ONLY = 0x08 | 0x10 | 0x20 | 0x40 | 0x400;
const EXT3_JOURNAL = 0x04;

/** Two bytes are no proof, so these are asked about late. */
export const EXTENDED_FILE_SYSTEMS: readonly ImageFormat[] = [
  ext('ext4 file system', (head) => generationOf(head) === 4),
  ext('ext3 file system', (head) => generationOf(head) === 3),
  ext('ext2 file system', () => true),
];

function ext(name: string, isIt: (head: Uint8Array) => boolean): ImageFormat {
  return {
    name,
    fits: ({ head }) => hasAt(head, 1080, [0x53, 0xef]) && isExt(head) && isIt(head),
    // The upper half of the number of blocks counts where there are more than 2^32 of them: no image of ours.
    lengthOf: ({ head }) => u32le(head, 1024 + 4) * 2 ** (10 + u32le(head, 1024 + 24)),
  };
}

/** Block size, and inodes that there could be. */
function isExt(head: Uint8Array): boolean {
  const blockSize = u32le(head, 1024 + 24);
  return blockSize <= 6 && u32le(head, 1024) > 0 && u16le(head, 1024 + 62) <= 1;
}

function generationOf(head: Uint8Array): 2 | 3 | 4 {
  const [compatible, incompatible, readOnly] = [92, 96, 100].map((at) => u32le(head, 1024 + at));
  const isExt4 =
    ((incompatible ?? 0) & EXT4_INCOMPATIBLE) !== 0 || ((readOnly ?? 0) & EXT4_READ_ONLY) !== 0;
  if (isExt4) return 4;
  return ((compatible ?? 0) & EXT3_JOURNAL) === 0 ? 2 : 3;
}

/** Chunks that are followed; images of more tell nothing. */
const CHUNKS_MAX = 2_000;

/** libsparse, sparse_format.h: a header, then chunks that each have their own length. */
async function sparseLength({ head, size, ...slices }: Slices): Promise<ToldLength> {
  const [headerBytes, chunkHeaderBytes] = [u16le(head, 8), u16le(head, 10)];
  const chunks = u32le(head, 20);
  if (headerBytes < 28 || chunkHeaderBytes < 12 || chunks > CHUNKS_MAX) return undefined;
  let at = headerBytes;
  for (let chunk = 0; chunk < chunks; chunk++) {
    if (at + chunkHeaderBytes > size) return at + chunkHeaderBytes;
    const bytes = u32le(await slices.read(at, at + 12), 8);
    if (bytes < chunkHeaderBytes) return undefined;
    at += bytes;
  }
  return at;
}

const ERASE_BLOCKS = [16, 32, 64, 128, 256, 512, 1024, 2048].map((kib) => kib * 1024);

/** Whole erase blocks, and every one begins with the same mark. What follows the last of them may have been put there. */
async function ubiLength({ size, ...slices }: Slices): Promise<ToldLength> {
  for (const bytes of ERASE_BLOCKS) {
    const isMark = async (at: number) => textAt(await slices.read(at, at + 4), 0, 4) === 'UBI#';
    if (!(await isMark(bytes))) continue;
    const started = Math.ceil(size / bytes);
    return (await isMark((started - 1) * bytes)) ? started * bytes : (started - 1) * bytes;
  }
  return undefined;
}
