import { bytesOf } from './bytes-of.ts';
import { crc32 } from './crc32.ts';

const BLOCK_MAX_BYTES = 0xffff;
const HAS_NAME = 8;

/** RFC 1952, around blocks that are stored as they are (RFC 1951, section 3.2.4). @param name of the file in it */
export function gzipOf(name: string, bytes: Uint8Array<ArrayBuffer>): readonly BlobPart[] {
  const head = bytesOf([2, 0x8b1f], [1, 8], [1, HAS_NAME], [4, 0], [1, 0], [1, 255]);
  const blocks: BlobPart[] = [];
  for (let at = 0; at < bytes.byteLength; at += BLOCK_MAX_BYTES) {
    const block = bytes.subarray(at, at + BLOCK_MAX_BYTES);
    const isLast = at + BLOCK_MAX_BYTES >= bytes.byteLength;
    const { byteLength } = block;
    blocks.push(bytesOf([1, isLast ? 1 : 0], [2, byteLength], [2, ~byteLength]), block);
  }
  return [head, `${name}\0`, ...blocks, bytesOf([4, crc32(bytes)], [4, bytes.byteLength])];
}
