import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/**
 * One process for one data folder: a second one would sweep away the first one's unfinished uploads. The lock names a
 * process of this machine and is touched while it is held, so that neither a kill nor a restart of the machine leaves a lock
 * that somebody has to remove by hand.
 * @returns how to give the folder back, or the id of the process that has it.
 */
export async function lockStore(dir: string): Promise<(() => Promise<void>) | { heldBy: number }> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'lock');
  let patience = 10;
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return hold(path);
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
    if (holder !== process.pid && isAlive(holder) && (await isFresh(path))) {
      return { heldBy: holder };
    }
    await rm(path, { force: true });
  }
}

const TOUCH_EVERY_MS = 10_000;
/** A lock that was not touched for this long is left over, whoever has its process id by now. */
const STALE_AFTER_MS = 60_000;

function hold(path: string): () => Promise<void> {
  const touch = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, TOUCH_EVERY_MS);
  touch.unref();
  return async () => {
    clearInterval(touch);
    await rm(path, { force: true });
  };
}

async function isFresh(path: string): Promise<boolean> {
  const touched = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return Date.now() - touched < STALE_AFTER_MS;
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
