import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ObjectDescription, ObjectStore } from '../../simulator/bucket/store.ts';
import { readEntries, readEntry, sweep, type Entry } from './disk-entry.ts';
import { localDisk, withStoreFull, writeWhole, type Disk } from './disk.ts';
import { errorCode } from './error-code.ts';
import { createSpace, type Claim } from './free-space.ts';
import type { SyncedFile } from './synced-file.ts';

/**
 * Objects on local disk. Bytes go to `tmp/`, are synced and renamed to `blobs/<uuid>`; then one small file,
 * `objects/<sha256 of the key>.json`, is put in place, and that rename is the moment the object exists. No key ever
 * becomes part of a path. What a crash leaves behind is swept by the next `openDiskStore`.
 */

/** How much a store keeps in all unless it is told, in bytes: 20 GiB. */
const STORE_QUOTA_BYTES = 20 * 1024 ** 3;

export type DiskStoreOptions = { readonly quotaBytes?: number; readonly disk?: Disk };

export type DiskStore = ObjectStore & {
  /** Everything that is kept, in no order. */
  contents(): Promise<readonly ObjectDescription[]>;
  /**
   * Removes an object if it is still as the caller believes: its entry first, so that a crash leaves a file without an entry,
   * which the next start sweeps. Whoever reads it now reads it to its end. @returns its bytes; undefined if it was not removed
   */
  remove(key: string, mayGo: (found: ObjectDescription) => boolean): Promise<number | undefined>;
  /** All in bytes; `free` is what may still come. */
  usage(): Promise<{ readonly taken: number; readonly quota: number; readonly free: number }>;
};

export async function openDiskStore(
  dir: string,
  { quotaBytes = STORE_QUOTA_BYTES, disk = localDisk }: DiskStoreOptions = {},
): Promise<DiskStore> {
  const folders = {
    tmp: join(dir, 'tmp'),
    blobs: join(dir, 'blobs'),
    objects: join(dir, 'objects'),
  };
  for (const folder of Object.values(folders)) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  const space = createSpace(await sweep(folders), quotaBytes, () => disk.freeBytes(dir));
  // A sync of a folder costs the same for one new name as for many.
  const syncBlobs = createSharedSync(() => disk.syncFolder(folders.blobs));
  const syncObjects = createSharedSync(() => disk.syncFolder(folders.objects));
  // Each commit replaces at most one older blob of its key.
  const locks = createKeyedLocks();

  return {
    async stage(announcedBytes = 0) {
      const claim = await space.claim(announcedBytes);
      const staged = { name: randomUUID(), claim, isPlaced: false };
      const path = join(folders.tmp, staged.name);
      const file = await withStoreFull(() => disk.createFile(path)).catch(
        async (error: unknown) => {
          claim.release();
          await disk.remove(path);
          throw error;
        },
      );
      let isDiscarded = false;
      return {
        async write(chunk) {
          claim.take(chunk.byteLength);
          await withStoreFull(() => file.write(chunk));
        },
        commit: (description, overwrite) =>
          withStoreFull(() => commit(staged, file, description, overwrite)),
        async discard() {
          if (isDiscarded || staged.isPlaced) return;
          isDiscarded = true;
          try {
            await file.abandon();
          } finally {
            claim.release();
            await disk.remove(path);
            await disk.remove(join(folders.blobs, staged.name));
          }
        },
      };
    },

    async find(key) {
      const entry = await readEntry(entryPath(key));
      // Where the folder itself is away, nothing says that the object is not there.
      if (entry === undefined) await access(folders.objects);
      if (entry === undefined || entry.description.key !== key) return undefined;
      return {
        description: entry.description,
        read: (start, end) => readBlob(join(folders.blobs, entry.blob), start, end),
      };
    },

    contents: async () =>
      (await readEntries(folders.objects)).map(({ description }) => description),

    remove: (key, mayGo) =>
      locks.run(key, async () => {
        const entry = await readEntry(entryPath(key));
        if (entry === undefined || !mayGo(entry.description)) return undefined;
        await disk.remove(entryPath(key));
        await syncObjects();
        space.giveBack(entry.description.size);
        await disk.remove(join(folders.blobs, entry.blob)).catch(() => undefined);
        return entry.description.size;
      }),

    async usage() {
      const [taken, onDisk] = [space.taken(), await disk.freeBytes(dir)];
      return { taken, quota: quotaBytes, free: Math.max(0, Math.min(quotaBytes - taken, onDisk)) };
    },
  };

  async function commit(
    staged: Staged,
    file: SyncedFile,
    description: ObjectDescription,
    overwrite: boolean,
  ): Promise<'stored' | 'exists'> {
    // Side by side: two syncs at the same time are little more than one for most file systems.
    const [written, entry] = await Promise.allSettled([
      file.finish(),
      writeEntry({ blob: staged.name, description }),
    ]);
    if (entry.status === 'rejected') throw entry.reason;
    const entryFile = entry.value;
    try {
      if (written.status === 'rejected') throw written.reason;
      await disk.rename(join(folders.tmp, staged.name), join(folders.blobs, staged.name));
      // Before its entry: no entry may outlive a crash that its bytes do not.
      await syncBlobs();
      return await locks.run(description.key, () =>
        place(staged, entryFile, description.key, overwrite),
      );
    } finally {
      if (!staged.isPlaced) await disk.remove(entryFile);
    }
  }

  /** Puts the entry in place; runs under the lock of its key. */
  async function place(
    staged: Staged,
    entryFile: string,
    key: string,
    overwrite: boolean,
  ): Promise<'stored' | 'exists'> {
    const path = entryPath(key);
    const replaced = await readEntry(path);
    if (replaced !== undefined && !overwrite) return 'exists';
    // From here on the object may exist, and its bytes must not be discarded.
    staged.isPlaced = true;
    try {
      await disk.rename(entryFile, path);
      await syncObjects();
    } catch (error) {
      // It may not outlive a crash, so it is not promised: the key is what it was before.
      await disk.remove(entryFile);
      if ((await readEntry(path))?.blob === staged.name) await putBack(path, replaced);
      staged.isPlaced = false;
      throw error;
    }
    staged.claim.keep();
    if (replaced !== undefined) {
      space.giveBack(replaced.description.size);
      // Some systems keep a file that is still being read: the next start sweeps it.
      await disk.remove(join(folders.blobs, replaced.blob)).catch(() => undefined);
    }
    return 'stored';
  }

  async function putBack(path: string, entry: Entry | undefined): Promise<void> {
    if (entry === undefined) await disk.remove(path);
    else await disk.rename(await writeEntry(entry), path);
  }

  /** A file that is ready to be put in place with one rename. */
  async function writeEntry(entry: Entry): Promise<string> {
    const path = join(folders.tmp, `${randomUUID()}.json`);
    await writeWhole(disk, path, JSON.stringify(entry));
    return path;
  }

  function entryPath(key: string): string {
    return join(folders.objects, `${createHash('sha256').update(key).digest('hex')}.json`);
  }
}

type Staged = { readonly name: string; readonly claim: Claim; isPlaced: boolean };

/** Windows has no such flag, and makes links for administrators only. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

async function readBlob(
  path: string,
  start: number,
  end: number,
): Promise<ReadableStream<Uint8Array> | undefined> {
  if (end <= start) return new Blob([]).stream();
  try {
    // Opened now: an open file can be read to its end, whatever becomes of its name.
    const file = await open(path, READ_NO_LINK);
    return Readable.toWeb(file.createReadStream({ start, end: end - 1 }));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Runs work on one key in the order in which it came; other keys are not waited for. */
export function createKeyedLocks() {
  const last = new Map<string, Promise<unknown>>();
  return {
    /** Resolves, or fails, with what `work` does. */
    run<T>(key: string, work: () => Promise<T>): Promise<T> {
      const result = (last.get(key) ?? Promise.resolve()).then(work);
      const settled = result
        .catch(() => undefined)
        .finally(() => {
          if (last.get(key) === settled) last.delete(key);
        });
      last.set(key, settled);
      return result;
    },
  };
}

/**
 * Callers share a sync. One that is under way may have begun too early for a name that was just added, so a caller then shares
 * the next one. @returns resolves, or fails, with a sync that began after the call
 */
export function createSharedSync(sync: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> = Promise.resolve();
  let coming: Promise<void> | undefined;

  async function begin(): Promise<void> {
    await underWay;
    coming = undefined;
    const sharing = sync();
    underWay = sharing.catch(() => undefined);
    return sharing;
  }
  return () => (coming ??= begin());
}
