import { openBlockFile, type BlockFile } from './block-file.ts';
import { createAlignedPool, createBlockPool, type BlockPool } from './block-pool.ts';

/** A new file whose bytes are on the disk, not only in its cache, once `finish` has resolved. */
export type SyncedFile = {
  /**
   * Takes a copy. Waits while the disk is a block behind.
   * @throws what this write, or an earlier one, was refused with
   */
  write(chunk: Uint8Array): Promise<void>;
  /** Writes what is left, syncs and closes. */
  finish(): Promise<void>;
  /** Closes, whatever has become of the bytes; harmless after `finish`. */
  abandon(): Promise<void>;
};

/** Shared by all files: small ones come by the thousand, and need a block for some milliseconds. */
const blocks = createAlignedPool();
/** For the beginning of each file, which is all that a small one has: a hundred of them at once need 12 MB less. */
const firstBlocks = createBlockPool(64 * 1024);
const BEGINNING_BYTES = 1024 * 1024;

export async function createSyncedFile(path: string): Promise<SyncedFile> {
  return createBlockWriter(await openBlockFile(path), blocks, firstBlocks);
}

/** The disk is kept busy while bytes still arrive: left to the end, syncing a gigabyte took as long as receiving it. */
const SYNC_EVERY_BYTES = 32 * 1024 * 1024;

/**
 * A socket gives 64 KiB at a time. Written one by one, each waits for a thread before the next one is read, and a gigabyte takes
 * twice as long. So they are collected in a block, which is written while the next one is filled: two blocks a file, no more.
 */
export function createBlockWriter(
  file: BlockFile,
  blocks: BlockPool,
  firstBlocks = blocks,
): SyncedFile {
  let block: Buffer | undefined;
  let filled = 0;
  let taken = 0;
  let pool = firstBlocks;
  let unsynced = 0;
  // Neither of them rejects: a system tells of a failed write or sync once, perhaps before anything awaits it.
  let writing: Promise<void> | undefined;
  let syncing: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let isOpen = true;

  /** Begins to write the block, once the one before it is written. */
  async function flush(): Promise<void> {
    await writing;
    // No more bytes are taken for a disk that is known to have lost some.
    throwFailure();
    if (block !== undefined) writing = writeBlock(block, filled, pool);
    block = undefined;
    filled = 0;
  }

  async function writeBlock(full: Buffer, bytes: number, from: BlockPool): Promise<void> {
    try {
      await file.append(full.subarray(0, bytes));
      unsynced += bytes;
      if (unsynced >= SYNC_EVERY_BYTES && syncing === undefined) syncing = syncBeside();
    } catch (error) {
      failure ??= { error };
    } finally {
      from.giveBack(full);
    }
  }

  async function syncBeside(): Promise<void> {
    unsynced = 0;
    try {
      await file.datasync();
    } catch (error) {
      failure ??= { error };
    } finally {
      syncing = undefined;
    }
  }

  function throwFailure(): void {
    if (failure !== undefined) throw failure.error;
  }

  return {
    async write(chunk) {
      throwFailure();
      for (let at = 0; at < chunk.byteLength;) {
        if (block === undefined) {
          pool = taken < BEGINNING_BYTES ? firstBlocks : blocks;
          block = pool.take();
        }
        const piece = chunk.subarray(at, at + block.byteLength - filled);
        block.set(piece, filled);
        filled += piece.byteLength;
        at += piece.byteLength;
        taken += piece.byteLength;
        if (filled === block.byteLength) await flush();
      }
    },
    async finish() {
      await flush();
      await writing;
      await syncing;
      throwFailure();
      await file.sync();
      isOpen = false;
      await file.close();
    },
    async abandon() {
      if (!isOpen) return;
      isOpen = false;
      if (block !== undefined) pool.giveBack(block);
      block = undefined;
      await writing;
      await syncing;
      await file.close();
    },
  };
}
