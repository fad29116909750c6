import { execFileSync } from 'node:child_process';
import { mkdir, open, readFile, statfs, truncate, writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../../src/server/disk/error-code.ts';
import { temporaryFolder } from '../../../src/automation/temporary-folder.ts';

/** File systems of a test's own, which fail or end as real ones do. Undefined where this process may not mount any. */

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
export const WHY_NO_DRIVE = 'mounting a drive needs root, Linux, a loop device and ext4';

const run = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { stdio: 'ignore' });

/** In memory; it fills up like any disk, and can be pulled like a memory stick. */
export type SmallDisk = {
  readonly dir: string;
  /** Another program's file takes all but so many bytes. */
  leave(bytes: number): Promise<void>;
  /** That file is gone again. */
  clear(): Promise<void>;
  pull(): void;
  stop(): Promise<void>;
};

export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  if (!canMount) return undefined;
  const folder = await temporaryFolder();
  const dir = folder.path;
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir);
  } catch {
    await folder.remove();
    return undefined;
  }
  const pull = () => {
    process.off('exit', pull);
    run('umount', '--lazy', dir);
  };
  process.once('exit', pull);
  const filler = join(dir, 'filler');
  return {
    dir,
    async leave(bytes) {
      const { bavail, bsize } = await statfs(dir);
      const size = Math.max(0, bavail * bsize - bytes);
      // Others may be writing, too: then the disk is full before the file is.
      await writeFile(filler, Buffer.alloc(size)).catch((error: unknown) => {
        if (errorCode(error) !== 'ENOSPC') throw error;
      });
    },
    clear: () => rm(filler, { force: true }),
    pull,
    async stop() {
      if (process.listeners('exit').includes(pull)) pull();
      await folder.remove();
    },
  };
}

/** A file on a drive of its own, part of which is broken: reading there is an I/O error of the system, not one we made up. */
export type BadDrive = { readonly path: string; stop(): Promise<void> };

/** @param readable how much of the file can be read, from 0 to 1, to the size of a block */
export async function makeBadDrive(bytes: Buffer, readable: number): Promise<BadDrive | undefined> {
  if (!canMount) return undefined;
  const folder = await temporaryFolder();
  const [image, mounted] = [join(folder.path, 'image'), join(folder.path, 'drive')];
  const path = join(mounted, 'firmware.bin');
  const stop = async () => {
    try {
      run('umount', mounted);
    } catch {
      // It was not mounted.
    }
    await folder.remove();
  };
  try {
    await mkdir(mounted);
    const file = await open(image, 'w');
    await file.truncate(bytes.byteLength + 8_000_000);
    await file.close();
    run('mkfs.ext4', '-q', '-F', '-O', '^has_journal', image);
    run('mount', '-o', 'loop', image, mounted);
    await writeFile(path, bytes);
    run('umount', mounted);
    // Mounted anew, nothing of it is in memory; then the drive loses everything behind a place in the middle of the file.
    const start = (await readFile(image)).indexOf(bytes.subarray(0, 4096));
    run('mount', '-o', 'loop,ro', image, mounted);
    await truncate(image, Math.floor((start + bytes.byteLength * readable) / 4096) * 4096);
    return { path, stop };
  } catch {
    await stop();
    return undefined;
  }
}
