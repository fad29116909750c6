import { mkdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { StartError } from '../process/listening.ts';
import { errorCode } from './error-code.ts';
import { lockStore, type LockOptions } from './store-lock.ts';
import { claimFolder, type FolderOwner } from './store-marker.ts';

export type StoreFolder = {
  /** Without any link in it. */
  readonly path: string;
  /** Gives the folder back. */
  readonly release: () => Promise<void>;
};

/** Takes the store's folder for this process alone. @throws StartError, with nothing changed in a folder that is not ours. */
export async function takeStoreFolder(
  dir: string,
  options: LockOptions = {},
): Promise<StoreFolder> {
  const cannotUse = (error: unknown) => {
    throw new StartError(folderSentence(dir, error));
  };
  const path = await makeFolder(dir).catch(cannotUse);
  if (path === undefined) throw new StartError(pseudoSentence(dir));
  const owner = await claimFolder(path).catch(cannotUse);
  if (owner.kind !== 'ours') throw new StartError(ownerSentence(dir, owner));
  const lock = await lockStore(path, options).catch(cannotUse);
  if (lock.kind === 'taken') throw new StartError(takenSentence(dir, lock.byPid));
  return { path, release: lock.release };
}

function takenSentence(dir: string, pid: number | undefined): string {
  const holder =
    pid === undefined
      ? 'another process, in another container or on another machine'
      : `process ${pid}`;
  return `DATA_DIR ${dir} is in use by ${holder}. Stop that one, or give this one a folder of its own with DATA_DIR.`;
}

function pseudoSentence(dir: string): string {
  return `DATA_DIR ${dir} lies in /proc, /sys or /dev, which keep no files. Choose a folder on a disk with DATA_DIR.`;
}

export function ownerSentence(dir: string, owner: Exclude<FolderOwner, { kind: 'ours' }>): string {
  switch (owner.kind) {
    case 'foreign':
      return `DATA_DIR ${dir} holds something that this store has not made (${JSON.stringify(owner.found)}). Nothing in it was changed. Choose an empty folder, or one that does not exist yet, with DATA_DIR.`;
    case 'newer':
      return `DATA_DIR ${dir} was written by a newer version of OTA Drop (its folder version is ${owner.version}). Nothing in it was changed. Run that version, or choose another folder with DATA_DIR.`;
  }
}

/** What is wrong with the folder, and what to do about it. */
export function folderSentence(dir: string, error: unknown): string {
  const another = 'or choose another folder with DATA_DIR';
  switch (errorCode(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `DATA_DIR ${dir} is not a folder, or lies in something that is none. Move what is there, ${another}.`;
    case 'ENOENT':
      return `DATA_DIR ${dir} cannot be made: where it should lie, the system takes no folders. Choose another folder with DATA_DIR.`;
    case 'EACCES':
    case 'EPERM':
      return `DATA_DIR ${dir} may not be written by the user this process runs as. Change its rights, ${another}.`;
    case 'EROFS':
      return `DATA_DIR ${dir} is on a disk that can only be read. Make it writable, ${another}.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `DATA_DIR ${dir} is on a disk that is full. Free some space, ${another}.`;
    default:
      return `DATA_DIR ${dir} cannot be used: ${error instanceof Error ? error.message : String(error)}. Mend that, ${another}.`;
  }
}

/** Made by the system, not by a disk: nothing that is put there stays, and some of it is a switch of the machine. */
const PSEUDO = ['/proc', '/sys', '/dev'];
const NOT_PSEUDO = ['/dev/shm'];

/**
 * Makes a folder and the ones above it, one after the other. `mkdir` with `recursive` tries for ever where the system says of a
 * folder that is there that it is not, as `/proc` does.
 * @returns its path without any link in it; undefined if it lies in a file system that keeps nothing.
 * @throws what the system says
 */
async function makeFolder(dir: string): Promise<string | undefined> {
  const path = await withoutLinks(resolve(dir));
  if (isPseudo(path)) return undefined;
  await makeWithParents(path);
  return realpath(path);
}

/** As far as it is there: what is not there yet has no links. */
async function withoutLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return join(await withoutLinks(dirname(path)), basename(path));
  }
}

async function makeWithParents(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && dirname(path) !== path) {
      await makeWithParents(dirname(path));
      await makeOne(path);
      return;
    }
    await expectFolder(path, error);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it in the meantime.
    await expectFolder(path, error);
  }
}

async function expectFolder(path: string, error: unknown): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw error;
}

function isPseudo(path: string): boolean {
  if (process.platform === 'win32') return false;
  const lies = (folder: string) => path === folder || path.startsWith(`${folder}${sep}`);
  return PSEUDO.some(lies) && !NOT_PSEUDO.some(lies);
}
