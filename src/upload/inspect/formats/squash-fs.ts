import { textAt, u16le, u64le } from '../archive-worker/bytes.ts';
import type { Slices } from '../contents.ts';
import type { ImageFormat } from '../image-format.ts';

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
