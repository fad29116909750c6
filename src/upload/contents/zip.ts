import { hasAt, u16le, u32le } from './bytes.ts';
import type { Slices } from './contents.ts';

/** APPNOTE 4.3: a file's own header, and the records at the end. */
const LOCAL = [0x50, 0x4b, 0x03, 0x04];
const SPANNED = [0x50, 0x4b, 0x07, 0x08];
const END = [0x50, 0x4b, 0x05, 0x06];
const END_BYTES = 22;
/** In a zip64 archive the real number is elsewhere. */
const ELSEWHERE = 0xffffffff;
/** As much of the list of files as is searched for one of them. */
const DIRECTORY_MAX_BYTES = 4 * 1024 * 1024;

export function isZip(head: Uint8Array): boolean {
  return [LOCAL, SPANNED, END].some((signature) => hasAt(head, 0, signature));
}

/** Whether its end is there, and whether Android would take it for an application. */
export async function lookIntoZip(slices: Slices): Promise<'zip' | 'apk' | 'cut-short'> {
  const { tail, size } = slices;
  const end = findEnd(tail);
  if (end === undefined) return 'cut-short';
  const directoryBytes = u32le(tail, end + 12);
  const from = u32le(tail, end + 16);
  if (from === ELSEWHERE || directoryBytes === ELSEWHERE) return 'zip';
  const endAt = size - tail.byteLength + end;
  if (from + directoryBytes > endAt) return 'cut-short';
  const directory = await slices.read(from, from + Math.min(directoryBytes, DIRECTORY_MAX_BYTES));
  return hasName(directory, 'AndroidManifest.xml') ? 'apk' : 'zip';
}

/** The last one whose comment reaches exactly to the end: a comment may hold anything. */
function findEnd(tail: Uint8Array): number | undefined {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (hasAt(tail, at, END) && at + END_BYTES + u16le(tail, at + 20) === tail.byteLength)
      return at;
  }
  return undefined;
}

function hasName(directory: Uint8Array, name: string): boolean {
  const wanted = new TextEncoder().encode(name);
  for (let at = 0; hasAt(directory, at, [0x50, 0x4b, 0x01, 0x02]);) {
    const nameBytes = u16le(directory, at + 28);
    if (nameBytes === wanted.byteLength && hasAt(directory, at + 46, [...wanted])) return true;
    at += 46 + nameBytes + u16le(directory, at + 30) + u16le(directory, at + 32);
  }
  return false;
}
