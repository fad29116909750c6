import { hasAt, u16le, u32le, u64le } from './bytes.ts';
import type { Source } from './source.ts';

/** APPNOTE 4.3: a file's own header, and the records at the end. */
const LOCAL = [0x50, 0x4b, 0x03, 0x04];
const SPANNED = [0x50, 0x4b, 0x07, 0x08];
export const CENTRAL = [0x50, 0x4b, 0x01, 0x02];
const END = [0x50, 0x4b, 0x05, 0x06];
/** Without its comment. */
export const ZIP_END_BYTES = 22;
const ZIP64_LOCATOR = [0x50, 0x4b, 0x06, 0x07];
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END = [0x50, 0x4b, 0x06, 0x06];
const ZIP64_END_BYTES = 56;
/** The end record with the longest comment there can be, and a little more. */
const TAIL_BYTES = 66_000;

export function isZip(head: Uint8Array): boolean {
  return [LOCAL, SPANNED, END].some((signature) => hasAt(head, 0, signature));
}

/** The last part of a split archive begins with the rest of an entry; its end record counts the parts before it. */
export function isLastZipPart(tail: Uint8Array): boolean {
  const at = tail.byteLength - ZIP_END_BYTES;
  const [disk, directoryDisk] = [u16le(tail, at + 4), u16le(tail, at + 6)];
  return hasAt(tail, at, END) && disk > 0 && disk < 0xffff && directoryDisk <= disk;
}

/** Where the list of files is. */
export type Directory =
  | {
      readonly kind: 'found';
      readonly from: number;
      readonly bytes: number;
      readonly claimed: number;
      /** To be added to every offset: something was put in front of the archive. */
      readonly shift: number;
    }
  /** There is no end record, or the list it tells of is not in the file. */
  | { readonly kind: 'missing' }
  /** One of several files that make an archive together. */
  | { readonly kind: 'elsewhere' };

type EndRecord = {
  /** Where the directory has to end. */
  readonly at: number;
  readonly disk: number;
  readonly claimed: number;
  readonly bytes: number;
  readonly from: number;
};

export async function findDirectory(source: Source): Promise<Directory> {
  const tail = await source.read(source.size - TAIL_BYTES, source.size);
  const tailAt = source.size - tail.byteLength;
  const at = findEnd(tail, tailAt);
  if (at === undefined) {
    // What begins with the mark of a split archive ends in another file.
    return { kind: hasAt(await source.read(0, 4), 0, SPANNED) ? 'elsewhere' : 'missing' };
  }
  const short: EndRecord = {
    at: tailAt + at,
    disk: u16le(tail, at + 4),
    claimed: u16le(tail, at + 10),
    bytes: u32le(tail, at + 12),
    from: u32le(tail, at + 16),
  };
  const { at: endsAt, disk, claimed, bytes, from } = (await readZip64(source, short)) ?? short;
  if (disk !== 0) return { kind: 'elsewhere' };
  if (from + bytes > endsAt) return { kind: 'missing' };
  const shift = endsAt - bytes - from;
  // Other records may stand between the directory and its end: then it is where it is said to be.
  const isWhereSaid = shift === 0 || hasAt(await source.read(from, from + 4), 0, CENTRAL);
  return isWhereSaid
    ? { kind: 'found', from, bytes, claimed, shift: 0 }
    : { kind: 'found', from: from + shift, bytes, claimed, shift };
}

/**
 * The last end record whose comment reaches exactly to the end: a comment may hold anything. Where something was put
 * behind the archive, the last one whose directory ends where it begins.
 */
function findEnd(tail: Uint8Array, tailAt: number): number | undefined {
  let fallback: number | undefined;
  for (let at = tail.byteLength - ZIP_END_BYTES; at >= 0; at--) {
    if (!hasAt(tail, at, END)) continue;
    const end = at + ZIP_END_BYTES + u16le(tail, at + 20);
    if (end === tail.byteLength) return at;
    const isWhole = end < tail.byteLength && u16le(tail, at + 4) === 0;
    if (isWhole && u32le(tail, at + 16) + u32le(tail, at + 12) === tailAt + at) fallback ??= at;
  }
  return fallback;
}

/** The larger numbers of a zip64 archive, if it is one. */
async function readZip64(source: Source, { at }: EndRecord): Promise<EndRecord | undefined> {
  const locatorAt = at - ZIP64_LOCATOR_BYTES;
  const locator = locatorAt < 0 ? new Uint8Array() : await source.read(locatorAt, at);
  if (!hasAt(locator, 0, ZIP64_LOCATOR)) return undefined;
  // Where it is said to be, or right before what says so, when something was put in front of the archive.
  for (const recordAt of [u64le(locator, 8), locatorAt - ZIP64_END_BYTES]) {
    if (recordAt > locatorAt - ZIP64_END_BYTES || recordAt < 0) continue;
    const record = await source.read(recordAt, recordAt + ZIP64_END_BYTES);
    if (!hasAt(record, 0, ZIP64_END)) continue;
    return {
      at: recordAt,
      disk: u32le(record, 16),
      claimed: u64le(record, 32),
      bytes: u64le(record, 40),
      from: u64le(record, 48),
    };
  }
  return undefined;
}
