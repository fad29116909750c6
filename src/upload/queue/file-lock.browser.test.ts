import { afterEach, expect, test } from 'vitest';
import type { Firmware } from '../model/firmware-file.ts';
import { createFileLocks } from './file-lock.ts';

/** Real Web Locks. A frame of the same origin is as good as another tab: its locks end with it. */

let number = 0;
/** Another one for each test: locks of one test must not be in the way of the next. */
const firmware = (rest: Partial<Firmware> = {}): Firmware => ({
  name: `lock-${(number += 1)}.bin`,
  folder: '',
  size: 9,
  modifiedAt: 1,
  ...rest,
});

const frames: HTMLIFrameElement[] = [];
function openTab() {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  frames.push(frame);
  const locks = frame.contentWindow?.navigator.locks;
  if (locks === undefined) throw new Error('no locks');
  return { locks: createFileLocks(locks), close: () => frame.remove() };
}
afterEach(() => {
  for (const frame of frames.splice(0)) frame.remove();
});

const here = createFileLocks(navigator.locks);

async function held(lock: Promise<(() => void) | 'taken'>): Promise<() => void> {
  const release = await lock;
  if (release === 'taken') throw new Error('taken');
  return release;
}

/** A browser tells others of a lock that ended when it gets round to it. */
async function isFree(it: Firmware, locks = here): Promise<void> {
  const tryOnce = async () => {
    const release = await locks.acquire(it);
    if (release === 'taken') return 'taken';
    release();
    return 'free';
  };
  await expect.poll(tryOnce, { timeout: 10_000 }).toBe('free');
}

test('keeps another tab out as long as this one sends the file', async () => {
  const it = firmware();
  const other = openTab();
  const release = await held(here.acquire(it));
  expect(await other.locks.acquire(it)).toBe('taken');
  release();
  await isFree(it, other.locks);
});

test('is free when the tab that held it is closed', async () => {
  const it = firmware();
  const other = openTab();
  await held(other.locks.acquire(it));
  expect(await here.acquire(it)).toBe('taken');
  other.close();
  await isFree(it);
});

test.each([
  [
    'one after the other',
    async (it: Firmware) => [await held(here.acquire(it)), await held(here.acquire(it))],
  ],
  [
    'at the same moment',
    (it: Firmware) => Promise.all([held(here.acquire(it)), held(here.acquire(it))]),
  ],
])('is held twice by one tab, asked for %s, and free after the last', async (_, acquireTwice) => {
  const it = firmware();
  const other = openTab();
  const [one, two] = await acquireTwice(it);
  one?.();
  expect(await other.locks.acquire(it)).toBe('taken');
  two?.();
  await isFree(it, other.locks);
});

test.each([
  ['name', { name: 'other.bin' }],
  ['size', { size: 10 }],
  ['time', { modifiedAt: 2 }],
])('a file of another %s is another file', async (_, rest) => {
  const it = firmware();
  const other = openTab();
  const release = await held(here.acquire(it));
  const releaseOther = await held(other.locks.acquire({ ...it, ...rest }));
  release();
  releaseOther();
});

const refusing: LockManager = Object.assign(Object.create(navigator.locks), {
  request: () => Promise.reject(new DOMException('no', 'SecurityError')),
});

test.each([
  ['has no locks', undefined],
  ['forbids them', refusing],
])('keeps no upload out where a browser %s', async (_, locks) => {
  const it = firmware();
  const release = await held(createFileLocks(locks).acquire(it));
  const releaseOther = await held(createFileLocks(locks).acquire(it));
  release();
  releaseOther();
});
