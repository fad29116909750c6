import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEntry } from '../server/disk/disk-entry.ts';

/** A finished object of the embedded store, as it is on disk. */
export type StoredFile = {
  /** The path of its address, without the first slash. */
  readonly key: string;
  /** Bytes, as the store says. */
  readonly size: number;
  /** As the store says, unsigned decimal. */
  readonly crc64: string;
  read(): Promise<Buffer>;
};

export async function storedFiles(dataDir: string): Promise<readonly StoredFile[]> {
  const files: StoredFile[] = [];
  for (const name of await readdir(join(dataDir, 'objects'))) {
    const entry = await readEntry(join(dataDir, 'objects', name));
    if (entry === undefined) continue;
    const { key, size, crc64 } = entry.description;
    files.push({ key, size, crc64, read: () => readFile(join(dataDir, 'blobs', entry.blob)) });
  }
  return files;
}
