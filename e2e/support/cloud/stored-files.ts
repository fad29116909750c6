import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storedFiles } from '../../../src/automation/stored-file.ts';
import { crc64 } from '../../../src/contract/crc64.ts';

/** What a store shows of what it keeps. */
export type StoreContents = {
  stored(): Promise<readonly { readonly key: string; read(): Promise<Buffer> }[]>;
};

export type StoredFirmware = {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Computed from the bytes on disk, unsigned decimal. */
  readonly crc64: string;
  /** What the store says of them: where it differs, the object is damaged. */
  readonly told: { readonly size: number; readonly crc64: string };
  read(): Promise<Buffer>;
};

/** The finished objects in the folder of an embedded store, as they are on disk. */
export async function storedIn(dataDir: string): Promise<readonly StoredFirmware[]> {
  const all: StoredFirmware[] = [];
  // One after the other: each is read whole.
  for (const { key, size, crc64: toldCrc64, read } of await storedFiles(dataDir)) {
    const bytes = await read();
    const told = { size, crc64: toldCrc64 };
    all.push({ key, size: bytes.byteLength, crc64: crc64(bytes), told, read });
  }
  return all;
}

export type FileCounts = Record<'objects' | 'blobs' | 'tmp', number>;

/** How many files there are: of finished objects, their bytes, and uploads that are not finished. */
export async function countFiles(dataDir: string): Promise<FileCounts> {
  const count = async (folder: string) => (await readdir(join(dataDir, folder))).length;
  const [objects, blobs, tmp] = await Promise.all([count('objects'), count('blobs'), count('tmp')]);
  return { objects, blobs, tmp };
}
