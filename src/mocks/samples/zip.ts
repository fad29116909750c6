import { bytesOf } from './bytes-of.ts';
import { crc32 } from './crc32.ts';

export type ZipEntry = { readonly name: string; readonly data: Uint8Array<ArrayBuffer> };

const VERSION = 20;
/** 1 January 2026, midnight, as DOS has it. */
const DAY = ((2026 - 1980) << 9) | (1 << 5) | 1;

/** A zip archive whose entries are stored as they are (APPNOTE 4.3). Names are ASCII. */
export function zipOf(entries: readonly ZipEntry[]): readonly BlobPart[] {
  const files: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let at = 0;
  let directoryBytes = 0;
  for (const { name, data } of entries) {
    const { byteLength } = data;
    const common = bytesOf(
      [2, VERSION],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, DAY],
      [4, crc32(data)],
      [4, byteLength],
      [4, byteLength],
      [2, name.length],
      [2, 0],
    );
    files.push(bytesOf([4, 0x0403_4b50]), common, name, data);
    const place = bytesOf([2, 0], [2, 0], [2, 0], [4, 0], [4, at]);
    directory.push(bytesOf([4, 0x0201_4b50], [2, VERSION]), common, place, name);
    at += 30 + name.length + byteLength;
    directoryBytes += 46 + name.length;
  }
  const count = entries.length;
  const end = bytesOf(
    [4, 0x0605_4b50],
    [4, 0],
    [2, count],
    [2, count],
    [4, directoryBytes],
    [4, at],
    [2, 0],
  );
  return [...files, ...directory, end];
}
