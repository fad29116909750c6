import { textAt } from './bytes.ts';

export const TAR_BLOCK_BYTES = 512;

/** POSIX and GNU headers say so; older ones have nothing but their checksum. */
export function isTar(head: Uint8Array): boolean {
  if (head.byteLength < TAR_BLOCK_BYTES) return false;
  return textAt(head, 257, 5) === 'ustar' || hasChecksum(head.subarray(0, TAR_BLOCK_BYTES));
}

/** The sum of all bytes of the header, its own field counted as blanks, in octal. */
function hasChecksum(header: Uint8Array): boolean {
  const field = /^ *([0-7]{1,7})[\0 ]/.exec(textAt(header, 148, 8))?.[1];
  if (field === undefined || header[0] === 0) return false;
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return Number.parseInt(field, 8) === sum;
}
