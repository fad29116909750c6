import { hasAt, textAt, u16le, u32be, u32le, u64le } from '../../archive-worker/bytes.ts';
import type { Slices } from '../contents.ts';
import type { ImageFormat, ToldLength } from '../image-format.ts';
import { cmsBytes } from './rauc-crypt.ts';

const BLOCK_BYTES = 4096;

export const FILE_SYSTEMS: readonly ImageFormat[] = [
  {
    name: 'Android sparse image',
    fits: ({ head }) => hasAt(head, 0, [0x3a, 0xff, 0x26, 0xed]),
    lengthOf: sparseLength,
  },
  {
    name: 'RAUC bundle',
    fits: async (slices) =>
      isSquashFs(slices.head) &&
      (endsInSignature(slices.tail) || (await signatureIn(slices)) !== undefined),
    lengthOf: signatureIn,
  },
  {
    name: 'SquashFS',
    fits: ({ head }) => isSquashFs(head),
    lengthOf: squashLength,
  },
  { name: 'UBI image', fits: ({ head }) => textAt(head, 0, 4) === 'UBI#', lengthOf: ubiLength },
  { name: 'UBIFS', fits: ({ head }) => hasAt(head, 0, [0x31, 0x18, 0x10, 0x06]) },
  {
    name: 'CramFS',
    fits: ({ head }) => hasAt(head, 0, [0x45, 0x3d, 0xcd, 0x28]),
    lengthOf: ({ head }) => u32le(head, 4),
  },
];

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

function isSquashFs(head: Uint8Array): boolean {
  // Version 4.0 is the only one that has been written since 2009.
  return textAt(head, 0, 4) === 'hsqs' && u16le(head, 28) === 4;
}

/** A bundle ends in a CMS signature and its length, 8 bytes from most to least significant. */
function endsInSignature(tail: Uint8Array): boolean {
  const at = tail.byteLength - 8;
  const bytes = u32be(tail, at + 4);
  return u32be(tail, at) === 0 && bytes > 100 && bytes < at && tail[at - bytes] === 0x30;
}

/**
 * Where a signature begins, right behind the file system or behind the tree of hashes that a verity bundle has there, it
 * tells how long the bundle is. Undefined where there is none.
 */
async function signatureIn({ head, size, ...slices }: Slices): Promise<number | undefined> {
  const blocks = Math.ceil(u64le(head, 40) / BLOCK_BYTES);
  for (const at of [blocks, blocks + hashBlocks(blocks)].map((block) => block * BLOCK_BYTES)) {
    if (at >= size) return undefined;
    const bytes = cmsBytes(await slices.read(at, at + 16));
    if (bytes !== undefined) return at + bytes + 8;
  }
  return undefined;
}

/** Tools fill up the last block with zeros, or leave it as it is: a file that ends among the zeros was cut. */
async function squashLength({ head, size, ...slices }: Slices): Promise<number> {
  const used = u64le(head, 40);
  const filled = Math.ceil(used / BLOCK_BYTES) * BLOCK_BYTES;
  // Other tools fill up sectors.
  if (size <= used || size >= filled || size % 512 === 0) return used;
  const rest = await slices.read(used, size);
  return rest.every((byte) => byte === 0) ? filled : used;
}

/** dm-verity with SHA-256: 128 hashes in a block, level above level until one block is left. */
function hashBlocks(dataBlocks: number): number {
  let [all, level] = [0, dataBlocks];
  while (level > 1) {
    level = Math.ceil(level / 128);
    all += level;
  }
  return all;
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
