import { open } from 'node:fs/promises';
import { createBlockPool } from './block-pool.ts';
import { createBlockWriter } from './block-writer.ts';

/** A new file whose bytes are on the disk, not only in its cache, once `finish` has resolved. */
export type SyncedFile = {
  /**
   * Takes a copy. Waits while the disk is a block behind.
   * @throws what this write, or an earlier one, was refused with
   */
  write(chunk: Uint8Array): Promise<void>;
  /** Writes what is left, syncs and closes. */
  finish(): Promise<void>;
  /** Closes without caring for the bytes; harmless after `finish`. */
  abandon(): Promise<void>;
};

/** Shared by all files: small ones come by the thousand, and need a block for some milliseconds. */
const blocks = createBlockPool();

export async function createSyncedFile(path: string): Promise<SyncedFile> {
  return createBlockWriter(await open(path, 'wx', 0o600), blocks);
}
