import { open } from 'node:fs/promises';

/** A new file whose bytes are on the disk, not only in its cache, once `finish` has resolved. */
export type SyncedFile = {
  write(chunk: Uint8Array): Promise<void>;
  /** Syncs and closes. */
  finish(): Promise<void>;
  /** Closes without caring for the bytes; harmless after `finish`. */
  abandon(): Promise<void>;
};

/** The disk is kept busy while bytes still arrive: left to the end, syncing a gigabyte took as long as receiving it. */
const SYNC_EVERY_BYTES = 32 * 1024 * 1024;

export async function createSyncedFile(path: string): Promise<SyncedFile> {
  const file = await open(path, 'wx', 0o600);
  let unsynced = 0;
  let syncing: Promise<void> | undefined;
  // A system tells of a failed sync once: what the one in the background hears must not be lost.
  let trouble: { readonly error: unknown } | undefined;
  let isOpen = true;

  function syncBeside(): void {
    unsynced = 0;
    syncing = file
      .datasync()
      .catch((error: unknown) => {
        trouble ??= { error };
      })
      .finally(() => {
        syncing = undefined;
      });
  }

  return {
    async write(chunk) {
      // Nobody should send a gigabyte to a disk that is known to have lost some of it.
      if (trouble !== undefined) throw trouble.error;
      await file.writeFile(chunk);
      unsynced += chunk.byteLength;
      if (unsynced >= SYNC_EVERY_BYTES && syncing === undefined) syncBeside();
    },
    async finish() {
      await syncing;
      if (trouble !== undefined) throw trouble.error;
      await file.sync();
      isOpen = false;
      await file.close();
    },
    async abandon() {
      if (!isOpen) return;
      isOpen = false;
      await syncing;
      await file.close();
    },
  };
}
