import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file on a drive of its own, part of which is broken: reading there is an I/O error of the system, not one we made up. */
export type BadDrive = {
  readonly path: string;
  remove(): Promise<void>;
};

/**
 * @param readable how much of the file can be read, from 0 to 1, to the size of a block
 * @returns undefined where there are no drives to be made: it takes root, Linux, a loop device and ext4's tools
 */
export async function makeBadDrive(bytes: Buffer, readable: number): Promise<BadDrive | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-bad-drive-'));
  const [image, mounted] = [join(dir, 'image'), join(dir, 'drive')];
  const path = join(mounted, 'firmware.bin');
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { stdio: 'ignore' });
  const remove = async () => {
    try {
      run('umount', mounted);
    } catch {
      // It was not mounted.
    }
    await rm(dir, { recursive: true, force: true });
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
    return { path, remove };
  } catch {
    await remove();
    return undefined;
  }
}
