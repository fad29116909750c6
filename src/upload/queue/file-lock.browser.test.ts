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
  return { claims: createFileLocks(locks), close: () => frame.remove() };
}
afterEach(() => {
  for (const frame of frames.splice(0)) frame.remove();
});

const here = createFileLocks(navigator.locks);

async function held(claim: Promise<(() => void) | 'taken'>): Promise<() => void> {
  const letGo = await claim;
  if (letGo === 'taken') throw new Error('taken');
  return letGo;
}

/** A browser tells others of a lock that ended when it gets round to it. */
async function isFree(it: Firmware, claims = here): Promise<void> {
  const tryOnce = async () => {
    const letGo = await claims.claim(it);
    if (letGo === 'taken') return 'taken';
    letGo();
    return 'free';
  };
  await expect.poll(tryOnce, { timeout: 10_000 }).toBe('free');
}

test('another tab is kept out as long as this one sends the file', async () => {
  const it = firmware();
  const other = openTab();
  const letGo = await held(here.claim(it));
  expect(await other.claims.claim(it)).toBe('taken');
  letGo();
  await isFree(it, other.claims);
});

test('a tab that is closed, however that goes, lets go of everything', async () => {
  const it = firmware();
  const other = openTab();
  await held(other.claims.claim(it));
  expect(await here.claim(it)).toBe('taken');
  other.close();
  await isFree(it);
});

test('one tab may send a file several times, and lets go of it with the last', async () => {
  const it = firmware();
  const other = openTab();
  const [one, two] = [await held(here.claim(it)), await held(here.claim(it))];
  one();
  expect(await other.claims.claim(it)).toBe('taken');
  two();
  await isFree(it, other.claims);
});

test('two uploads of one tab that ask at the same moment both get it', async () => {
  const it = firmware();
  const other = openTab();
  const both = await Promise.all([held(here.claim(it)), held(here.claim(it))]);
  expect(await other.claims.claim(it)).toBe('taken');
  for (const letGo of both) letGo();
  await isFree(it, other.claims);
});

test.each([
  ['name', { name: 'other.bin' }],
  ['size', { size: 10 }],
  ['time', { modifiedAt: 2 }],
])('a file of another %s is another file', async (_, rest) => {
  const it = firmware();
  const other = openTab();
  const letGo = await held(here.claim(it));
  const letOtherGo = await held(other.claims.claim({ ...it, ...rest }));
  letGo();
  letOtherGo();
});

const refusing: LockManager = Object.assign(Object.create(navigator.locks), {
  request: () => Promise.reject(new DOMException('no', 'SecurityError')),
});

test.each([
  ['has no locks', undefined],
  ['forbids them', refusing],
])('where a browser %s, nobody is kept out', async (_, locks) => {
  const it = firmware();
  const letGo = await held(createFileLocks(locks).claim(it));
  const letOtherGo = await held(createFileLocks(locks).claim(it));
  letGo();
  letOtherGo();
});
