import type { FileHandle } from 'node:fs/promises';
import type { BlockPool } from './block-pool.ts';
import type { SyncedFile } from './synced-file.ts';

/** What is needed of a file that was opened for writing. */
export type BlockFile = {
  /** Writes all of it. */
  writeFile(bytes: Uint8Array): Promise<void>;
} & Pick<FileHandle, 'datasync' | 'sync' | 'close'>;

/** The disk is kept busy while bytes still arrive: left to the end, syncing a gigabyte took as long as receiving it. */
const SYNC_EVERY_BYTES = 32 * 1024 * 1024;

/**
 * A socket gives 64 KiB at a time. Written one by one, each waits for a thread before the next one is read, and a gigabyte takes
 * twice as long. So they are collected in a block, which is written while the next one is filled: two blocks a file, no more.
 */
export function createBlockWriter(file: BlockFile, blocks: BlockPool): SyncedFile {
  let block: Buffer | undefined;
  let filled = 0;
  let unsynced = 0;
  // Neither of them rejects. A system tells of a failed write or sync once, and nobody may be listening yet.
  let writing: Promise<void> | undefined;
  let syncing: Promise<void> | undefined;
  let trouble: { readonly error: unknown } | undefined;
  let isOpen = true;

  /** Begins to write the block, once the one before it is written. */
  async function flush(): Promise<void> {
    await writing;
    // Nobody should send a gigabyte to a disk that is known to have lost some of it.
    throwTrouble();
    if (block !== undefined) writing = writeBlock(block, filled);
    block = undefined;
    filled = 0;
  }

  async function writeBlock(full: Buffer, bytes: number): Promise<void> {
    try {
      await file.writeFile(full.subarray(0, bytes));
      unsynced += bytes;
      if (unsynced >= SYNC_EVERY_BYTES && syncing === undefined) syncing = syncBeside();
    } catch (error) {
      trouble ??= { error };
    } finally {
      blocks.giveBack(full);
    }
  }

  async function syncBeside(): Promise<void> {
    unsynced = 0;
    try {
      await file.datasync();
    } catch (error) {
      trouble ??= { error };
    } finally {
      syncing = undefined;
    }
  }

  function throwTrouble(): void {
    if (trouble !== undefined) throw trouble.error;
  }

  return {
    async write(chunk) {
      throwTrouble();
      for (let at = 0; at < chunk.byteLength;) {
        block ??= blocks.take();
        const piece = chunk.subarray(at, at + block.byteLength - filled);
        block.set(piece, filled);
        filled += piece.byteLength;
        at += piece.byteLength;
        if (filled === block.byteLength) await flush();
      }
    },
    async finish() {
      await flush();
      await writing;
      await syncing;
      throwTrouble();
      await file.sync();
      isOpen = false;
      await file.close();
    },
    async abandon() {
      if (!isOpen) return;
      isOpen = false;
      if (block !== undefined) blocks.giveBack(block);
      block = undefined;
      await writing;
      await syncing;
      await file.close();
    },
  };
}
