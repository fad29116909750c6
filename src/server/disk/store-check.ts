import { randomUUID } from 'node:crypto';
import { access, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadinessCheck, ReadinessFault } from '../process/cloud-readiness.ts';
import { localDisk } from './disk.ts';
import { errorCode } from './error-code.ts';

/** However often it is asked: the disk is tried once in so many milliseconds. */
const FRESH_FOR_MS = 2_000;

/** Whether the store can still take files: writes a few bytes to its disk and removes them. @param dir its folder */
export function createStoreCheck(dir: string, disk = localDisk): ReadinessCheck {
  let latest:
    | { readonly at: number; readonly fault: Promise<ReadinessFault | undefined> }
    | undefined;
  return () => {
    const at = performance.now();
    if (latest === undefined || at - latest.at > FRESH_FOR_MS) latest = { at, fault: tryDisk() };
    return latest.fault;
  };

  async function tryDisk(): Promise<ReadinessFault | undefined> {
    try {
      await writeAndRemove(join(dir, 'tmp', randomUUID()));
      // A folder that was begun anew is not the one that was taken away.
      for (const folder of ['blobs', 'objects']) await access(join(dir, folder));
    } catch (error) {
      return storeFault(dir, error);
    }
    return (await disk.freeBytes(dir)) > 0 ? undefined : fullFault(dir);
  }
}

async function writeAndRemove(path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.write('ready?');
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

function storeFault(dir: string, error: unknown): ReadinessFault {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fullFault(dir);
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return {
        cause: 'store-read-only',
        reason: `DATA_DIR ${dir} cannot be written any more: make it writable, and the server goes on by itself. Until then it gives no tickets and stores nothing.`,
      };
    default:
      return {
        cause: 'store-gone',
        reason: `DATA_DIR ${dir} is not there any more, or cannot be used (${errorCode(error) ?? 'unknown'}): bring it back as it was, and the server goes on by itself. Until then it gives no tickets and stores nothing.`,
      };
  }
}

function fullFault(dir: string): ReadinessFault {
  return {
    cause: 'store-full',
    reason: `The disk of DATA_DIR ${dir} is full: free some space, or set KEEP_DAYS or KEEP_GIB.`,
  };
}
