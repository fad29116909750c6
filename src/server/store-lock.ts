import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/**
 * One process for one data folder: a second one would sweep away the first one's unfinished uploads. Process ids are
 * compared, so it holds on one machine, not between containers that share a volume.
 * @returns how to give the folder back, or the id of the process that has it.
 */
export async function lockStore(dir: string): Promise<(() => Promise<void>) | { heldBy: number }> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'lock');
  let patience = 10;
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text === '' && patience > 0) {
      // Made a moment ago and not written yet: its owner is alive.
      patience -= 1;
      await setTimeout(50);
      continue;
    }
    const holder = Number(text);
    if (holder > 0 && holder !== process.pid && isAlive(holder)) return { heldBy: holder };
    // Left behind by a process that was killed.
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
