import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { errorCode } from './disk.ts';

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

/** Removes what is not an object: unfinished files, blobs nobody names, entries whose blob is not whole. Returns the bytes kept. */
export async function sweep(folders: StoreFolders): Promise<number> {
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

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    // Any other trouble is no proof that the bytes are gone.
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
