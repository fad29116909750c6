import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as v from 'valibot';
import { StoreFullError } from '../simulator/oss-refusal.ts';
import type { ObjectDescription, ObjectStore } from '../simulator/store.ts';
import { createSyncedFile, errorCode } from './synced-file.ts';

/**
 * Objects on local disk. Bytes go to `tmp/`, are synced and renamed to `blobs/<uuid>`; then one small file,
 * `objects/<sha256 of the key>.json`, is put in place, and that rename is the moment the object exists. No key ever
 * becomes part of a path. What a crash leaves behind is swept by the next `openDiskStore`.
 */

/** How much the embedded store keeps in all, in bytes: 20 GiB. */
const STORE_QUOTA_BYTES = 20 * 1024 ** 3;

const DescriptionSchema = v.object({
  key: v.string(),
  size: v.number(),
  crc64: v.string(),
  etag: v.string(),
  storedAt: v.string(),
  headers: v.record(v.string(), v.string()),
});
const EntrySchema = v.object({
  blob: v.pipe(v.string(), v.uuid()),
  description: DescriptionSchema,
});
type Entry = v.InferOutput<typeof EntrySchema>;

export async function openDiskStore(
  dir: string,
  quotaBytes: number = STORE_QUOTA_BYTES,
): Promise<ObjectStore> {
  const tmp = join(dir, 'tmp');
  const blobs = join(dir, 'blobs');
  const objects = join(dir, 'objects');
  for (const folder of [tmp, blobs, objects]) await mkdir(folder, { recursive: true, mode: 0o700 });
  let usedBytes = await sweep({ tmp, blobs, objects });
  // Commits of one store run one after the other: each replaces at most one older blob.
  let lastCommit: Promise<unknown> = Promise.resolve();

  return {
    async stage() {
      const name = randomUUID();
      const path = join(tmp, name);
      const file = await createSyncedFile(path);
      let size = 0;
      let isStaged = true;
      return {
        async write(chunk) {
          if (usedBytes + chunk.byteLength > quotaBytes) throw new StoreFullError('quota reached');
          usedBytes += chunk.byteLength;
          size += chunk.byteLength;
          await file.write(chunk);
        },
        async commit(description, overwrite) {
          await file.finish();
          const commit = lastCommit.then(() =>
            place(name, description, overwrite, () => {
              isStaged = false;
            }),
          );
          lastCommit = commit.catch(() => undefined);
          return commit;
        },
        async discard() {
          await file.abandon();
          if (!isStaged) return;
          isStaged = false;
          usedBytes -= size;
          await rm(path, { force: true });
          await rm(join(blobs, name), { force: true });
        },
      };
    },

    async find(key) {
      const entry = await readEntry(entryPath(key));
      if (entry === undefined || entry.description.key !== key) return undefined;
      const blob = join(blobs, entry.blob);
      return {
        description: entry.description,
        read: (start, end) =>
          end <= start
            ? new Blob([]).stream()
            : Readable.toWeb(createReadStream(blob, { start, end: end - 1 })),
      };
    },
  };

  async function place(
    name: string,
    description: ObjectDescription,
    overwrite: boolean,
    onPlaced: () => void,
  ): Promise<'stored' | 'exists'> {
    const path = entryPath(description.key);
    const replaced = await readEntry(path);
    if (replaced !== undefined && !overwrite) return 'exists';
    await rename(join(tmp, name), join(blobs, name));
    await syncFolder(blobs);
    const entry: Entry = { blob: name, description };
    const staged = join(tmp, `${name}.json`);
    try {
      await writeSynced(staged, JSON.stringify(entry));
      await rename(staged, path);
      // From here on the object exists, and its bytes must never be discarded.
      onPlaced();
    } finally {
      await rm(staged, { force: true });
    }
    await syncFolder(objects);
    if (replaced !== undefined) {
      usedBytes -= replaced.description.size;
      // Somebody may still be reading it, and some systems keep a file then: the next start sweeps it.
      await rm(join(blobs, replaced.blob), { force: true }).catch(() => undefined);
    }
    return 'stored';
  }

  function entryPath(key: string): string {
    return join(objects, `${createHash('sha256').update(key).digest('hex')}.json`);
  }
}

/** Removes what is not an object: unfinished files, blobs nobody names, entries whose blob is not whole. Returns the bytes kept. */
async function sweep(folders: { tmp: string; blobs: string; objects: string }): Promise<number> {
  for (const name of await readdir(folders.tmp)) await rm(join(folders.tmp, name), { force: true });
  const named = new Set<string>();
  let kept = 0;
  for (const name of await readdir(folders.objects)) {
    const path = join(folders.objects, name);
    const entry = await readEntry(path);
    const size = entry && (await sizeOf(join(folders.blobs, entry.blob)));
    if (entry === undefined || size !== entry.description.size) {
      await rm(path, { force: true });
      continue;
    }
    named.add(entry.blob);
    kept += size;
  }
  for (const name of await readdir(folders.blobs)) {
    if (!named.has(name)) await rm(join(folders.blobs, name), { force: true });
  }
  return kept;
}

/** @throws when there is an entry that this version cannot read: whatever it names must not be swept. */
async function readEntry(path: string): Promise<Entry | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const entry = v.safeParse(v.pipe(v.string(), v.parseJson(), EntrySchema), text);
  if (entry.success) return entry.output;
  throw new Error(`${path} is not an entry that this version can read; nothing was deleted`);
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    // Any other trouble is no proof that the bytes are gone.
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await createSyncedFile(path);
  try {
    await file.write(Buffer.from(text));
    await file.finish();
  } finally {
    await file.abandon();
  }
}

/** A rename is only durable once the folder is. Windows has no such thing as syncing a folder. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
