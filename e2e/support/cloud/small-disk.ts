import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../../src/server/disk/disk.ts';

/** A file system of its own, in memory, which fills up like any disk. */
export type SmallDisk = {
  readonly dir: string;
  /** Somebody else's file takes all but so many bytes. */
  leave(bytes: number): Promise<void>;
  /** That file is gone again. */
  clear(): Promise<void>;
  unmount(): Promise<void>;
};

/** Undefined where this process may not mount one. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-disk-'));
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir];
    execFileSync('mount', options, { stdio: 'ignore' });
  } catch {
    await rm(dir, { recursive: true });
    return undefined;
  }
  const unmount = () => execFileSync('umount', [dir]);
  process.once('exit', unmount);
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
    async unmount() {
      process.off('exit', unmount);
      unmount();
      await rm(dir, { recursive: true });
    },
  };
}
