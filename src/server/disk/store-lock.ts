import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code.ts';
import { describeSelf, judgeHolder, readHolder, type Self } from './lock-holder.ts';

/**
 * One process for one data folder: a second one would sweep away the first one's unfinished uploads. Within one machine and one
 * PID namespace the system says at once whether the holder still runs, so a restart after a kill does not wait. A holder
 * elsewhere, in another container for example, is watched: one that runs renews its lock, one that does not has ended.
 */

export type LockTimes = { readonly renewEveryMs: number; readonly staleAfterMs: number };

/** Five renewals may be late, on a disk that is busy, before a lock counts as left over. */
const TIMES: LockTimes = { renewEveryMs: 4_000, staleAfterMs: 20_000 };

export type LockOptions = {
  readonly times?: LockTimes;
  readonly self?: Self;
  /** Hears that it takes a while, before it does. */
  readonly onWait?: (ms: number) => void;
  /** Hears that another process has taken the folder: this one stood still for too long. */
  readonly onLost?: () => void;
};

type HeldLock = { readonly kind: 'held'; readonly release: () => Promise<void> };
export type StoreLock =
  | HeldLock
  /** By a process whose id means something here, or by one in another container or on another machine. */
  | { readonly kind: 'taken'; readonly byPid: number | undefined };

/** @param dir a folder that is there. @throws what the system says */
export async function lockStore(dir: string, options: LockOptions = {}): Promise<StoreLock> {
  const { times = TIMES, onWait = () => {}, onLost = () => {} } = options;
  const self = options.self ?? (await describeSelf());
  const owner = randomUUID();
  const path = join(dir, 'lock');
  let hasSeenAnother = false;
  for (;;) {
    const file = await create(path);
    if (file !== undefined) {
      const lock = await hold({ path, file, owner, self, times, onLost });
      if (!hasSeenAnother || (await isStillOurs(path, owner))) return lock;
      await lock.release();
      continue;
    }
    hasSeenAnother = true;
    const text = await readText(path);
    if (text === undefined) continue;
    const holder = readHolder(text);
    const verdict = await judgeHolder(holder, self);
    if (verdict === 'runs') return { kind: 'taken', byPid: holder?.pid };
    if (verdict === 'unsure') {
      const waitMs = await silenceLeft(path, text, self, times);
      if (waitMs > 0) onWait(waitMs);
      const seen = await watch(path, text, waitMs);
      if (seen === 'gone') continue;
      if (seen === 'renewed') return { kind: 'taken', byPid: undefined };
    }
    await clearAway(path, text, owner);
  }
}

/** Others that found the same left-over lock may have put ours aside while they cleared it away; by then they have. */
const SETTLE_MS = 250;

async function isStillOurs(path: string, owner: string): Promise<boolean> {
  await sleep(SETTLE_MS);
  return isOf(owner, await readText(path));
}

function isOf(owner: string, text: string | undefined): boolean {
  const holder = readHolder(text ?? '');
  return holder !== undefined && 'owner' in holder && holder.owner === owner;
}

type Holding = {
  readonly path: string;
  readonly file: FileHandle;
  readonly owner: string;
  readonly self: Self;
  readonly times: LockTimes;
  readonly onLost: () => void;
};

async function hold({ path, file, owner, self, times, onLost }: Holding): Promise<HeldLock> {
  // Into the file that was opened, not into whatever has its name by now; always the same length.
  const renew = async () => {
    const renewedAt = new Date().toISOString();
    await file.write(Buffer.from(JSON.stringify({ owner, ...self, renewedAt })), 0, null, 0);
  };
  await renew();
  let renewing = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing
      .then(async () => {
        await renew();
        const text = await readText(path);
        // One that was removed by hand has gone to no other process.
        if (text === undefined || isOf(owner, text)) return;
        clearInterval(timer);
        onLost();
      })
      // A disk that cannot be written now may be later; if not, the uploads say so.
      .catch(() => undefined);
  }, times.renewEveryMs);
  timer.unref();
  return {
    kind: 'held',
    release: async () => {
      clearInterval(timer);
      await renewing;
      await file.close();
      const text = await readText(path).catch(() => undefined);
      if (isOf(owner, text)) await rm(path, { force: true });
    },
  };
}

async function create(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined;
    throw error;
  }
}

/** How long a lock has to stay as it is before it counts as left over. Only on one machine do clocks say how long it has. */
async function silenceLeft(
  path: string,
  text: string,
  self: Self,
  { staleAfterMs }: LockTimes,
): Promise<number> {
  const holder = readHolder(text);
  const isHere = holder === undefined || !('boot' in holder) || holder.boot === self.boot;
  if (!isHere) return staleAfterMs;
  // Versions before this one touched their lock every ten seconds.
  const renewed = await stat(path).catch(() => undefined);
  const ageMs = renewed === undefined ? 0 : Math.max(0, Date.now() - renewed.mtimeMs);
  return Math.max(0, staleAfterMs - ageMs);
}

const LOOK_EVERY_MS = 200;

/** What becomes of a lock within `ms`; a holder's renewal is seen as soon as it comes. */
async function watch(
  path: string,
  text: string,
  ms: number,
): Promise<'renewed' | 'gone' | 'still'> {
  const until = performance.now() + ms;
  const first = await touchedAt(path);
  for (;;) {
    const now = await readText(path);
    if (now === undefined) return 'gone';
    // An old version's lock keeps its text.
    if (now !== text || (await touchedAt(path)) !== first) return 'renewed';
    const leftMs = until - performance.now();
    if (leftMs <= 0) return 'still';
    await sleep(Math.min(LOOK_EVERY_MS, leftMs));
  }
}

async function touchedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

/** Removes the lock that was judged, and no other that has taken its place in the meantime. */
async function clearAway(path: string, judged: string, owner: string): Promise<void> {
  const aside = `${path}.${owner}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readText(aside)) !== judged) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
