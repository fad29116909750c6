import { mkdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { errorCode } from './disk.ts';

/** Made by the system, not by a disk: nothing that is put there stays, and some of it is a switch of the machine. */
const PSEUDO = ['/proc', '/sys', '/dev'];
const NOT_PSEUDO = ['/dev/shm'];

/**
 * Makes a folder and the ones above it, one after the other. `mkdir` with `recursive` tries for ever where the system says of a
 * folder that is there that it is not, as `/proc` does.
 * @returns its path without any link in it; undefined if it lies in a file system that keeps nothing.
 * @throws what the system says
 */
export async function makeFolder(dir: string): Promise<string | undefined> {
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
