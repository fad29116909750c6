import { hasAt, textAt } from './bytes.ts';
import { nameText } from './name-text.ts';

export const TAR_BLOCK_BYTES = 512;

/** POSIX and GNU headers say so; older ones have nothing but their checksum. */
export function isTar(head: Uint8Array): boolean {
  if (head.byteLength < TAR_BLOCK_BYTES) return false;
  return textAt(head, 257, 5) === 'ustar' || hasChecksum(head.subarray(0, TAR_BLOCK_BYTES));
}

export type TarHeader = {
  readonly path: string;
  /** Of what the header is about; NaN where the field holds no number. */
  readonly bytes: number;
  /** One character: what this header is about. */
  readonly type: string;
  /** GNU: of a sparse file, with its holes; its map may go on in blocks of its own. */
  readonly sparse: { readonly realBytes: number; readonly mapGoesOn: boolean } | undefined;
};

/** Undefined for what is no header. */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.byteLength < TAR_BLOCK_BYTES || !hasChecksum(block)) return undefined;
  const type = textAt(block, 156, 1).replace('\0', '0');
  const name = field(block, 0, 100);
  const isPosix = hasAt(block, 257, [0x75, 0x73, 0x74, 0x61, 0x72, 0]);
  const prefix = isPosix ? field(block, 345, 155) : '';
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    bytes: numberAt(block, 124, 12),
    type,
    sparse:
      type === 'S'
        ? { realBytes: numberAt(block, 483, 12), mapGoesOn: block[482] !== 0 }
        : undefined,
  };
}

/** The sum of all bytes of the header, its own field counted as blanks, in octal. */
function hasChecksum(header: Uint8Array): boolean {
  const sum = /^ *([0-7]{1,7})[\0 ]/.exec(textAt(header, 148, 8))?.[1];
  if (sum === undefined || header[0] === 0) return false;
  const found = header.reduce(
    (total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte),
    0,
  );
  return Number.parseInt(sum, 8) === found;
}

function field(block: Uint8Array, at: number, length: number): string {
  const bytes = block.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return nameText(end < 0 ? bytes : bytes.subarray(0, end), 'latin1');
}

/** Octal digits, or, where they have no room, GNU's big-endian bytes after one with its highest bit set. */
function numberAt(block: Uint8Array, at: number, length: number): number {
  const bytes = block.subarray(at, at + length);
  if (bytes[0] === 0x80) return bytes.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  const digits = /^[ \0]*([0-7]*)[ \0]/.exec(`${textAt(bytes, 0, length)}\0`)?.[1];
  return digits === undefined ? Number.NaN : Number.parseInt(digits === '' ? '0' : digits, 8);
}
