import { StartError } from './listening.ts';
import { lockStore } from './store-lock.ts';
import { errorCode } from './disk.ts';

/** Takes the store's folder for this process alone. @returns how to give it back. @throws StartError */
export async function takeStoreFolder(dir: string): Promise<() => Promise<void>> {
  const lock = await lockStore(dir).catch((error: unknown) => {
    throw new StartError(folderSentence(dir, error));
  });
  if (typeof lock === 'function') return lock;
  throw new StartError(
    `DATA_DIR ${dir} is in use by process ${lock.heldBy}. Stop that one, or give this one a folder of its own with DATA_DIR.`,
  );
}

/** What is wrong with the folder, and what to do, for whoever set it. */
export function folderSentence(dir: string, error: unknown): string {
  const another = 'or choose another folder with DATA_DIR';
  switch (errorCode(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `DATA_DIR ${dir} is not a folder, or lies in something that is none. Move what is there, ${another}.`;
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
