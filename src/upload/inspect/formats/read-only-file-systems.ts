import { hasAt, textAt, u32be, u32le } from '../archive-worker/bytes.ts';
import type { ImageFormat } from '../image-format.ts';

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
