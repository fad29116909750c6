import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { folderOfTest } from '../../testing/test-resources.ts';
import { PATIENT } from '../../testing/raw-post.ts';
import { describeSelf, type Self } from './lock-holder.ts';
import { lockStore, type LockOptions, type StoreLock } from './store-lock.ts';

/** One folder, one process: in one PID namespace, in two, and after a crash in either. */

const TIMES = { renewEveryMs: 50, staleAfterMs: 2_000 };
/** Longer than this machine stands still, so that only a verdict at once can be in time. */
const NEVER = { renewEveryMs: 50, staleAfterMs: 600_000 };

let dir: string;
let self: Self;
const held: (() => Promise<void>)[] = [];

beforeEach(async () => {
  dir = await folderOfTest();
  self = await describeSelf();
});
afterEach(async () => {
  for (const release of held.splice(0)) await release();
});

async function lock(options: LockOptions = {}): Promise<StoreLock> {
  const lock = await lockStore(dir, { times: TIMES, ...options });
  if (lock.kind === 'held') held.push(lock.release);
  return lock;
}

/** Process 1 of another container of this machine; every container's first process is 1. */
const inContainer = (name: string): Self => ({ ...self, pid: 1, home: `${self.boot} ${name}` });

async function leaveLock(holder: Self, renewedAt = new Date()): Promise<void> {
  const text = JSON.stringify({
    owner: 'of-one-that-was-killed',
    ...holder,
    renewedAt: renewedAt.toISOString(),
  });
  await writeFile(join(dir, 'lock'), text);
  await utimes(join(dir, 'lock'), renewedAt, renewedAt);
}

test('a second start in the same folder is refused at once, and told by which process', async () => {
  expect((await lock({ times: NEVER })).kind).toBe('held');
  expect(await lock({ times: NEVER })).toEqual({ kind: 'taken', byPid: process.pid });
});

test('what was given back can be taken, and leaves no file', async () => {
  const first = await lock();
  if (first.kind === 'held') await first.release();
  expect(await readdir(dir)).toEqual([]);
  const second = await lock();
  expect(second.kind).toBe('held');
});

test('after a kill a start takes over at once', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  const { pid = 0 } = child;
  await once(child, 'exit');
  await leaveLock({ ...self, pid, started: '1' });
  expect((await lock({ times: NEVER })).kind).toBe('held');
  expect(await readdir(dir)).toEqual(['lock']);
});

test.skipIf(process.platform !== 'linux')(
  'a process id that has gone to another process since does not hold the folder',
  async () => {
    await leaveLock({ ...self, pid: process.ppid, started: '1' });
    expect((await lock({ times: NEVER })).kind).toBe('held');
  },
);

test('two containers, both with process 1: the second is refused while the first runs', async () => {
  expect((await lock({ self: inContainer('pid:[1]') })).kind).toBe('held');
  expect(await lock({ self: inContainer('pid:[2]') })).toEqual({ kind: 'taken', byPid: undefined });
});

test('two machines whose clocks differ by an hour: the second is refused while the first runs', async () => {
  const other: Self = { pid: 1, boot: 'another-machine', home: 'another-machine' };
  await leaveLock(other, new Date(Date.now() - 3_600_000));
  const path = join(dir, 'lock');
  let beat = Date.now() - 3_600_000;
  const beats = setInterval(() => {
    beat += 1_000;
    void utimes(path, new Date(beat), new Date(beat)).catch(() => undefined);
  }, 50);
  expect((await lock()).kind).toBe('taken');
  clearInterval(beats);
});

test('a lock that a container left in a crash is taken over once it has been still for long enough', async () => {
  const waits: number[] = [];
  await leaveLock(inContainer('pid:[1]'), new Date(Date.now() - 1_500));
  const taken = await lock({ self: inContainer('pid:[2]'), onWait: (ms) => waits.push(ms) });
  expect(taken.kind).toBe('held');
  // One machine has one clock: what has gone by before the start counts.
  expect(waits.length).toBeLessThanOrEqual(1);
  expect(waits[0] ?? 0).toBeLessThanOrEqual(500);
});

test('a lock of a version that wrote its process id alone is watched as well', async () => {
  const path = join(dir, 'lock');
  await writeFile(path, '1');
  const beats = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => undefined);
  }, 50);
  expect((await lock()).kind).toBe('taken');
  clearInterval(beats);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await utimes(path, anHourAgo, anHourAgo);
  expect((await lock({ times: NEVER })).kind).toBe('held');
});

test('of ten that find one left-over lock at the same time, one gets the folder', async () => {
  await leaveLock({ ...self, started: '1' });
  const locks = await Promise.all(Array.from({ length: 10 }, () => lock({ times: NEVER })));
  expect(locks.filter(({ kind }) => kind === 'held')).toHaveLength(1);
});

test('a holder that stood still while another took the folder hears of it, and leaves the other’s lock', async () => {
  const onLost = vi.fn();
  const first = await lock({ onLost });
  // A file of its own, as another process makes it: the holder goes on writing into the one that it has open.
  await rm(join(dir, 'lock'));
  await leaveLock(inContainer('pid:[2]'));
  const theirs = await readFile(join(dir, 'lock'), 'utf8');
  await expect.poll(() => onLost.mock.calls.length, PATIENT).toBe(1);
  if (first.kind === 'held') await first.release();
  expect(await readFile(join(dir, 'lock'), 'utf8')).toBe(theirs);
});
