import { hasAt, textAt } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat, ToldLength } from '../reading/image-format.ts';

/** Streams that say nothing of their length, and have a mark at their end. */
export const COMPRESSED: readonly ImageFormat[] = [
  {
    name: 'xz',
    fits: ({ head }) => hasAt(head, 0, XZ),
    lengthOf: xzEnd,
    // An index right behind the header, and of no blocks.
    oddityOf: ({ head }) => (hasAt(head, XZ_HEADER_BYTES, [0, 0]) ? 'packed-empty' : undefined),
  },
  {
    name: 'bzip2',
    fits: ({ head }) => isBzip2(head, BLOCK) || isBzip2(head, STREAM_END),
    lengthOf: bzip2End,
    oddityOf: ({ head }) => (isBzip2(head, STREAM_END) ? 'packed-empty' : undefined),
  },
];

const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const;
const XZ_HEADER_BYTES = 12;
const XZ_FOOTER_BYTES = 12;

/**
 * The .xz file format, section 2.1.2: a stream ends in the size of its index, the flags of its header and a mark; everything is a
 * multiple of four bytes long. Zeros, another stream or a signature may follow.
 */
function xzEnd({ head, tail, size }: Slices): ToldLength {
  const tailAt = size - tail.byteLength;
  const isEnd = (at: number) =>
    hasAt(tail, at + 8, [...head.subarray(6, 8), 0x59, 0x5a]) && (tailAt + at) % 4 === 0;
  for (let at = tail.byteLength - XZ_FOOTER_BYTES; at >= 0; at--) {
    if (isEnd(at)) return undefined;
    // A stream that begins behind the last end.
    if (hasAt(tail, at, XZ)) return 'more';
  }
  return 'more';
}

/** Pi and its square root, in decimal digits. */
const BLOCK = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] as const;
const STREAM_END = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90] as const;
const CHECKSUM_BITS = 32;

function isBzip2(head: Uint8Array, mark: readonly number[]): boolean {
  return /^BZh[1-9]/.test(textAt(head, 0, 4)) && hasAt(head, 4, mark);
}

/** The mark begins at any bit of a byte, and a checksum follows. */
function bzip2End({ tail }: Slices): ToldLength {
  const bits = bitsOf(tail);
  const at = bits.lastIndexOf(bitsOf(STREAM_END));
  return at >= 0 && at + STREAM_END.length * 8 + CHECKSUM_BITS <= bits.length ? undefined : 'more';
}

function bitsOf(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
}
