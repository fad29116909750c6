import { textAt, u16le, u32le, u64le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat } from '../reading/image-format.ts';
import { unpack } from '../reading/unpack.ts';

export const BLOCK_BYTES = 4096;

export const SQUASH_FS: ImageFormat = {
  name: 'SquashFS',
  fits: ({ head }) => isSquashFs(head),
  lengthOf: squashLength,
};

export function isSquashFs(head: Uint8Array): boolean {
  // Version 4.0 is the only one that has been written since 2009.
  return textAt(head, 0, 4) === 'hsqs' && u16le(head, 28) === 4;
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

/**
 * One small file in the uppermost folder of a SquashFS image (Linux, fs/squashfs/squashfs_fs.h): four tables, a few reads.
 * Undefined where it is not there, where it takes more than one block, and where it is packed by another method than zlib, which
 * is what mksquashfs takes unless it is told otherwise: browsers unpack no other.
 */
export async function readSquashFile(
  { head, read }: Slices,
  name: string,
): Promise<Uint8Array | undefined> {
  if (u16le(head, 20) !== ZLIB) return undefined;
  const image: Image = {
    read,
    blockBytes: Math.min(u32le(head, 12), BLOCK_MAX_BYTES),
    inodesAt: u64le(head, 64),
    foldersAt: u64le(head, 72),
    fragmentsAt: u64le(head, 80),
  };
  const root = { block: u32le(head, 34), offset: u16le(head, 32) };
  const folder = folderOf(await readInode(image, root));
  const list = folder && (await readTable(image, image.foldersAt, folder, folder.bytes));
  const spot = list && spotIn(list, name);
  const file = spot && fileOf(await readInode(image, spot));
  return file && readFile(image, file);
}

const ZLIB = 1;
const BLOCK_MAX_BYTES = 1024 * 1024;
/** Of a table, unpacked. */
const TABLE_BLOCK_BYTES = 8_192;
const TABLE_BLOCKS_MAX = 16;
/** The longest kind that is read, with one block. */
const INODE_BYTES = 60;

type Image = Pick<Slices, 'read'> & {
  readonly blockBytes: number;
  readonly inodesAt: number;
  readonly foldersAt: number;
  readonly fragmentsAt: number;
};

/** A place in a table: where its block begins in the file, counted from the table's beginning, and where in the block, unpacked. */
type Spot = { readonly block: number; readonly offset: number };

/** So many bytes of a table, or fewer where it ends. */
async function readTable(
  { read }: Image,
  tableAt: number,
  { block, offset }: Spot,
  bytes: number,
): Promise<Uint8Array | undefined> {
  const found = new Uint8Array(TABLE_BLOCKS_MAX * TABLE_BLOCK_BYTES);
  let [at, end] = [tableAt + block, 0];
  for (let blocks = 0; blocks < TABLE_BLOCKS_MAX && end < offset + bytes; blocks++) {
    const header = u16le(await read(at, at + 2), 0);
    const packedBytes = header & 0x7fff;
    const packed = await read(at + 2, at + 2 + packedBytes);
    const isPlain = (header & 0x8000) !== 0;
    const table = isPlain ? packed : await unpack(packed, 'deflate', TABLE_BLOCK_BYTES);
    if (table === undefined || table.byteLength > TABLE_BLOCK_BYTES) return undefined;
    found.set(table, end);
    end += table.byteLength;
    at += 2 + packedBytes;
    // A shorter one is the table's last.
    if (table.byteLength < TABLE_BLOCK_BYTES) break;
  }
  return found.subarray(offset, Math.min(end, offset + bytes));
}

async function readInode(image: Image, spot: Spot): Promise<Uint8Array> {
  return (await readTable(image, image.inodesAt, spot, INODE_BYTES)) ?? new Uint8Array();
}

/** Where a folder's list is, and how long; three bytes are counted that are not there. */
function folderOf(inode: Uint8Array): (Spot & { readonly bytes: number }) | undefined {
  switch (u16le(inode, 0)) {
    case 1:
      return { block: u32le(inode, 16), offset: u16le(inode, 26), bytes: u16le(inode, 24) - 3 };
    case 8:
      return { block: u32le(inode, 24), offset: u16le(inode, 34), bytes: u32le(inode, 20) - 3 };
    default:
      return undefined;
  }
}

/** Where the inode of one name is. The list comes in runs, each with a header of its own. */
function spotIn(list: Uint8Array, name: string): Spot | undefined {
  for (let at = 0; at + 12 <= list.byteLength;) {
    const [entries, block] = [u32le(list, at) + 1, u32le(list, at + 4)];
    at += 12;
    for (let entry = 0; entry < entries && at + 8 <= list.byteLength; entry++) {
      const nameBytes = u16le(list, at + 6) + 1;
      if (textAt(list, at + 8, nameBytes) === name) return { block, offset: u16le(list, at) };
      at += 8 + nameBytes;
    }
  }
  return undefined;
}

type File = {
  readonly at: number;
  readonly bytes: number;
  readonly fragment: number;
  readonly offset: number;
  /** Of its first block; what is behind the fields where it has none. */
  readonly blockBytes: number;
};

function fileOf(inode: Uint8Array): File | undefined {
  const fields = (at: number, bytes: number, rest: number): File => ({
    at,
    bytes,
    fragment: u32le(inode, rest),
    offset: u32le(inode, rest + 4),
    blockBytes: u32le(inode, rest + 12),
  });
  switch (u16le(inode, 0)) {
    case 2:
      return fields(u32le(inode, 16), u32le(inode, 28), 20);
    case 9:
      return fields(u64le(inode, 16), u64le(inode, 24), 44);
    default:
      return undefined;
  }
}

const NO_FRAGMENT = 0xffff_ffff;
const FRAGMENT_BYTES = 16;

async function readFile(image: Image, file: File): Promise<Uint8Array | undefined> {
  if (file.bytes > image.blockBytes) return undefined;
  const data =
    file.fragment === NO_FRAGMENT
      ? await readBlock(image, file.at, file.blockBytes)
      : await readFragment(image, file.fragment);
  const offset = file.fragment === NO_FRAGMENT ? 0 : file.offset;
  return data?.subarray(offset, offset + file.bytes);
}

/** Of the block that holds the ends of several files. */
async function readFragment(image: Image, index: number): Promise<Uint8Array | undefined> {
  const perBlock = TABLE_BLOCK_BYTES / FRAGMENT_BYTES;
  const listAt = image.fragmentsAt + Math.floor(index / perBlock) * 8;
  const tableAt = u64le(await image.read(listAt, listAt + 8), 0);
  const spot = { block: 0, offset: (index % perBlock) * FRAGMENT_BYTES };
  const entry = await readTable(image, tableAt, spot, FRAGMENT_BYTES);
  return entry && readBlock(image, u64le(entry, 0), u32le(entry, 8));
}

/** @param length with a mark where the block is not packed */
async function readBlock({ read, blockBytes }: Image, at: number, length: number) {
  const data = await read(at, at + Math.min(length & 0xff_ffff, blockBytes));
  return (length & 0x100_0000) === 0 ? unpack(data, 'deflate', blockBytes) : data;
}
