import { hasAt, u16le, u32le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat, ToldLength } from '../reading/image-format.ts';

/** zstd and lz4: frames of blocks, each with its length. Tools may put frames in front that readers skip; pzstd writes one. */
export const FRAMES: readonly ImageFormat[] = [
  framed('zstd', { magic: [0x28, 0xb5, 0x2f, 0xfd], blocksOf: zstdBlocks }),
  framed('lz4', { magic: [0x04, 0x22, 0x4d, 0x18], blocksOf: lz4Blocks }),
  {
    name: 'lz4',
    // LZ4 frame format, "Legacy frame": then the length of the first block.
    fits: ({ head }) => hasAt(head, 0, [0x02, 0x21, 0x4c, 0x18]) && isLegacyBlock(u32le(head, 4)),
    lengthOf: legacyLength,
  },
];

/** How the blocks of one frame are found. */
type Blocks = {
  /** Where the first one begins, counted from the frame's beginning. */
  readonly at: number;
  readonly headerBytes: number;
  /** Of a block, by its header; undefined for what is none. */
  readonly read: (header: Uint8Array) => Block | undefined;
  /** Behind the last block. */
  readonly checksumBytes: number;
};
type Block = { readonly bytes: number; readonly isLast: boolean };

type FrameFormat = {
  readonly magic: readonly number[];
  /** @param start of a frame, behind its magic */
  readonly blocksOf: (start: Uint8Array) => Blocks;
};

const MAGIC_BYTES = 4;
/** The longest header of both. */
const HEADER_MAX_BYTES = 23;
/** What a tool may put in front. */
const SKIPPED_MAX = 8;
/** Each may cost a read; files of more blocks tell nothing. */
const BLOCKS_MAX = 2_000;

function framed(name: string, format: FrameFormat): ImageFormat {
  const firstFrame = async (slices: Slices) => {
    const at = await afterSkipped(slices);
    const start = await slices.read(at, at + HEADER_MAX_BYTES);
    return hasAt(start, 0, format.magic) ? { at, start } : undefined;
  };
  return {
    name,
    fits: async (slices) => (await firstFrame(slices)) !== undefined,
    lengthOf: (slices) => framesLength(slices, format),
    oddityOf: async (slices) => {
      const frame = await firstFrame(slices);
      if (frame === undefined) return undefined;
      const { at, headerBytes, read, checksumBytes } = format.blocksOf(
        frame.start.subarray(MAGIC_BYTES),
      );
      const block = read(frame.start.subarray(at, at + headerBytes));
      const end = frame.at + at + headerBytes + checksumBytes;
      return block?.isLast === true && block.bytes === 0 && slices.size <= end
        ? 'packed-empty'
        : undefined;
    },
  };
}

/** To the end of the last frame. What follows and is no frame was put there. */
async function framesLength(slices: Slices, format: FrameFormat): Promise<ToldLength> {
  let at = 0;
  for (let left = BLOCKS_MAX; left > 0; left--) {
    const start = await slices.read(at, at + HEADER_MAX_BYTES);
    if (isSkipped(start)) {
      at += 8 + u32le(start, 4);
      continue;
    }
    if (!hasAt(start, 0, format.magic)) return at;
    const blocks = format.blocksOf(start.subarray(MAGIC_BYTES));
    at += blocks.at;
    for (let block: Block | undefined; block?.isLast !== true && left > 0; left--) {
      const end = at + blocks.headerBytes;
      if (end > slices.size) return end;
      block = blocks.read(await slices.read(at, end));
      if (block === undefined) return undefined;
      at = end + block.bytes;
    }
    at += blocks.checksumBytes;
  }
  return undefined;
}

async function afterSkipped({ head, read }: Slices): Promise<number> {
  let [at, start] = [0, head];
  for (let frames = 0; frames < SKIPPED_MAX && isSkipped(start); frames++) {
    at += 8 + u32le(start, 4);
    start = await read(at, at + 8);
  }
  return at;
}

/** RFC 8878, section 3.1.2; the same in both. */
function isSkipped(start: Uint8Array): boolean {
  return start.byteLength >= 8 && (start[0] ?? 0) >> 4 === 5 && hasAt(start, 1, [0x2a, 0x4d, 0x18]);
}

/** RFC 8878, section 3.1.1. */
function zstdBlocks(start: Uint8Array): Blocks {
  const flags = start[0] ?? 0;
  const isSingle = (flags & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  return {
    at: MAGIC_BYTES + 1 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes,
    headerBytes: 3,
    read: (header) => {
      const word = u16le(header, 0) + (header[2] ?? 0) * 0x1_0000;
      const kind = (word >> 1) & 3;
      // One byte that is repeated; the fourth kind does not exist.
      if (kind === 3) return undefined;
      return { bytes: kind === 1 ? 1 : word >> 3, isLast: (word & 1) === 1 };
    },
    checksumBytes: (flags & 4) === 0 ? 0 : 4,
  };
}

/** LZ4 frame format, "General structure". */
function lz4Blocks(start: Uint8Array): Blocks {
  const flags = start[0] ?? 0;
  const has = (bit: number) => (flags & bit) !== 0;
  const blockChecksumBytes = has(0x10) ? 4 : 0;
  return {
    at: MAGIC_BYTES + 2 + (has(0x08) ? 8 : 0) + (has(0x01) ? 4 : 0) + 1,
    headerBytes: 4,
    read: (header) => {
      const word = u32le(header, 0);
      // The highest bit says that it is not packed. Nothing is the mark of the end.
      const bytes = word % 0x8000_0000;
      if (bytes > 4 * 1024 * 1024) return undefined;
      return word === 0
        ? { bytes: 0, isLast: true }
        : { bytes: bytes + blockChecksumBytes, isLast: false };
    },
    checksumBytes: has(0x04) ? 4 : 0,
  };
}

/** What 8 MiB may be packed to. */
const LEGACY_BLOCK_MAX_BYTES = 8_421_520;

function isLegacyBlock(bytes: number): boolean {
  return bytes > 0 && bytes <= LEGACY_BLOCK_MAX_BYTES;
}

/** Blocks to the end of the file. Builds of Linux put the unpacked size behind them, in 4 bytes. */
async function legacyLength({ size, read }: Slices): Promise<ToldLength> {
  let at = MAGIC_BYTES;
  for (let blocks = 0; blocks < BLOCKS_MAX; blocks++) {
    if (at === size || at + 4 === size) return undefined;
    if (at + 4 > size) return at + 4;
    const bytes = u32le(await read(at, at + 4), 0);
    if (!isLegacyBlock(bytes)) return at;
    at += 4 + bytes;
    if (at > size) return at;
  }
  return undefined;
}
