import { constants } from 'node:fs';
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { lstatOf } from './own-file.ts';

/**
 * A store sweeps its folder at each start, so it must know the folder as its own: by a marker file that it puts into an empty
 * one. A folder with other content is not a store and stays untouched.
 */

const MARKER = 'ota-drop.json';
const MarkerSchema = v.object({ kind: v.literal('ota-drop-store'), version: v.number() });
const VERSION = 1;

/** What a file system or a desktop puts into an empty folder by itself. */
const NOT_CONTENT: ReadonlySet<string> = new Set(['lost+found', '.DS_Store']);

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

/** The names that a store gives to the files in each of its folders; no other file there is ever read or removed. */
export const OWN_NAMES = {
  tmp: new RegExp(`^${UUID}(\\.json)?$`),
  blobs: new RegExp(`^${UUID}$`),
  objects: /^[0-9a-f]{64}\.json$/,
} as const;

export type FolderOwner =
  | { readonly kind: 'ours' }
  /** Something else is in it. */
  | { readonly kind: 'foreign'; readonly found: string }
  | { readonly kind: 'newer'; readonly version: number };

/** Why the folder is none of ours, without changing it; undefined if it is one, or may become one. @param dir exists */
export async function whyNotOurs(
  dir: string,
): Promise<Exclude<FolderOwner, { kind: 'ours' }> | undefined> {
  const marker = await readMarker(join(dir, MARKER));
  if (marker === 'unreadable') return { kind: 'foreign', found: MARKER };
  if (marker !== undefined) {
    return marker > VERSION ? { kind: 'newer', version: marker } : undefined;
  }
  const names = (await readdir(dir)).filter((name) => name !== MARKER && !NOT_CONTENT.has(name));
  const foreign = names.length === 0 ? undefined : await findForeign(dir, names);
  return foreign === undefined ? undefined : { kind: 'foreign', found: foreign };
}

/** Whose folder it is; an empty one, and one of a version that had no marker yet, becomes ours. @param dir exists */
export async function claimFolder(dir: string): Promise<FolderOwner> {
  const other = await whyNotOurs(dir);
  if (other !== undefined) return other;
  if ((await readMarker(join(dir, MARKER))) === undefined) {
    const text = `${JSON.stringify({ kind: 'ota-drop-store', version: VERSION })}\n`;
    await writeFile(join(dir, MARKER), text, { mode: 0o600, flag: MARKER_FLAGS });
  }
  return { kind: 'ours' };
}

/** Writes through no link; Windows has no such flag, and makes links for administrators only. */
const MARKER_FLAGS =
  constants.O_CREAT | constants.O_WRONLY | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0);

/** The version in it; undefined if there is none, or an empty one, which a crash leaves while it is made. */
async function readMarker(path: string): Promise<number | 'unreadable' | undefined> {
  const found = await lstatOf(path);
  if (found === undefined) return undefined;
  if (!found.isFile()) return 'unreadable';
  const text = await readFile(path, 'utf8');
  if (text === '') return undefined;
  const marker = v.safeParse(v.pipe(v.string(), v.parseJson(), MarkerSchema), text);
  return marker.success ? marker.output.version : 'unreadable';
}

/** The first thing in a folder without marker that a store has not made; undefined if all of it is a store. */
async function findForeign(dir: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const path = join(dir, name);
    const found = await lstatOf(path);
    switch (name) {
      case 'tmp':
      case 'blobs':
      case 'objects': {
        if (!found?.isDirectory()) return name;
        for (const child of await readdir(path)) {
          const isOwn = OWN_NAMES[name].test(child) && (await lstatOf(join(path, child)))?.isFile();
          if (isOwn !== true) return `${name}/${child}`;
        }
        break;
      }
      case 'lock':
        if (!found?.isFile() || !(await isLock(path))) return name;
        break;
      case 'packages.json':
        if (!found?.isFile()) return name;
        break;
      default:
        return name;
    }
  }
  const missing = ['tmp', 'blobs', 'objects'].some((folder) => !names.includes(folder));
  return missing ? names[0] : undefined;
}

/** Versions without marker wrote a process id, and nothing while they made it. */
async function isLock(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return /^\d{0,10}$/.test(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await file.close();
  }
}
