import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { lstatOf, notOurFile, readOwnFile } from './own-file.ts';
import { OWN_NAMES } from './store-marker.ts';

/** The folders of a store: unfinished files, whole ones under random names, and the entries that name them. */
export type StoreFolders = {
  readonly tmp: string;
  readonly blobs: string;
  readonly objects: string;
};

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

/** What makes an object exist: which file has its bytes, and what is known of them. */
export type Entry = v.InferOutput<typeof EntrySchema>;

/** @throws when there is an entry that this version cannot read: whatever it names must not be swept. */
export async function readEntry(path: string): Promise<Entry | undefined> {
  return readOwnFile(path, EntrySchema, 'an entry', 'nothing was deleted');
}

/** Every entry of a folder. */
export async function readEntries(objects: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const name of await ownFiles(objects, 'objects')) {
    // One may be removed meanwhile.
    const entry = await readEntry(join(objects, name));
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/**
 * Removes what is not an object: unfinished files, blobs without an entry, entries whose blob is not whole. Files that a store
 * has not named are left alone, and a link is never followed. Returns the bytes kept.
 * @throws when a folder is none, or something else has the name of a file of ours; nothing more is removed then.
 */
export async function sweep(folders: StoreFolders): Promise<number> {
  for (const folder of Object.values(folders)) await expectFolder(folder);
  for (const name of await ownFiles(folders.tmp, 'tmp')) await rm(join(folders.tmp, name));
  const named = new Set<string>();
  let kept = 0;
  for (const name of await ownFiles(folders.objects, 'objects')) {
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
  for (const name of await ownFiles(folders.blobs, 'blobs')) {
    if (!named.has(name)) await rm(join(folders.blobs, name), { force: true });
  }
  return kept;
}

/** Files under names that a store gives. */
async function ownFiles(folder: string, kind: keyof StoreFolders): Promise<readonly string[]> {
  const own: string[] = [];
  for (const name of await readdir(folder)) {
    if (!OWN_NAMES[kind].test(name)) continue;
    if ((await lstatOf(join(folder, name)))?.isFile()) own.push(name);
  }
  return own;
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await lstatOf(path);
  if (found === undefined) return undefined;
  // No proof that the bytes are gone.
  if (!found.isFile()) throw notOurs(path);
  return found.size;
}

async function expectFolder(path: string): Promise<void> {
  if (!(await lstatOf(path))?.isDirectory()) throw notOurs(path);
}

function notOurs(path: string): Error {
  return notOurFile(path, 'nothing was deleted');
}
