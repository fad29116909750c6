import { errorCode } from './disk.ts';
import { StartError } from '../process/listening.ts';
import { makeFolder } from './make-folder.ts';
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

function ownerSentence(dir: string, owner: Exclude<FolderOwner, { kind: 'ours' }>): string {
  switch (owner.kind) {
    case 'foreign':
      return `DATA_DIR ${dir} holds something that this store has not made (${JSON.stringify(owner.found)}). Nothing in it was changed. Choose an empty folder, or one that does not exist yet, with DATA_DIR.`;
    case 'newer':
      return `DATA_DIR ${dir} was written by a newer version of OTA Drop (its folder version is ${owner.version}). Nothing in it was changed. Run that version, or choose another folder with DATA_DIR.`;
  }
}

/** What is wrong with the folder, and what to do, for whoever set it. */
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
