import { open, rename, rm, statfs } from 'node:fs/promises';
import { StoreFullError } from '../../simulator/bucket/oss-refusal.ts';
import { errorCode } from './error-code.ts';
import { createSyncedFile, type SyncedFile } from './synced-file.ts';

/** What a store does to a disk that may be full or broken; a test hands it one that is. */
export type Disk = {
  createFile(path: string): Promise<SyncedFile>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, if there is one. */
  remove(path: string): Promise<void>;
  /** Makes the names in a folder durable, which a rename alone is not. */
  syncFolder(path: string): Promise<void>;
  /** How many bytes more a store in this folder may write; Infinity if the file system does not say. */
  freeBytes(path: string): Promise<number>;
};

/** Left free for other programs: a machine with a full disk cannot even write its log. */
const RESERVE_BYTES = 256 * 1024 * 1024;
/** Of a small disk, this share of it. */
const RESERVE_SHARE = 1 / 20;

export const localDisk: Disk = {
  createFile: createSyncedFile,
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    // Windows has no such thing.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async freeBytes(path) {
    try {
      const { bavail, blocks, bsize } = await statfs(path);
      const reserve = Math.min(RESERVE_BYTES, blocks * bsize * RESERVE_SHARE);
      return Math.floor(bavail * bsize - reserve);
    } catch {
      return Infinity;
    }
  },
};

/** Writes a small file whole: synced when this resolves, removed when it fails. */
export async function writeWhole(disk: Disk, path: string, text: string): Promise<void> {
  try {
    const file = await disk.createFile(path);
    try {
      await file.write(Buffer.from(text));
      await file.finish();
    } finally {
      await file.abandon();
    }
  } catch (error) {
    await disk.remove(path);
    throw error;
  }
}

/** Runs file work; a full disk or a used-up quota becomes a StoreFullError. */
export async function withStoreFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new StoreFullError(code);
    throw error;
  }
}
