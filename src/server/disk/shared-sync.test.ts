import { expect, test } from 'vitest';
import { createSharedSync } from './disk-store.ts';

/** A sync whose runs the test ends, one after the other: without an error, or with one. */
function scriptedSync() {
  const runs: ((error?: Error) => void)[] = [];
  const shared = createSharedSync(
    () =>
      new Promise<void>((resolve, reject) => {
        runs.push((error) => (error === undefined ? resolve() : reject(error)));
      }),
  );
  return { shared, runs };
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 0));

test('callers during a sync wait for one that begins later, and share it', async () => {
  const { shared, runs } = scriptedSync();
  const settled: string[] = [];
  const ask = (name: string) => shared().then(() => settled.push(name));
  void ask('first');
  await turns();
  const late = [ask('second'), ask('third'), ask('fourth')];
  await turns();
  expect(runs).toHaveLength(1);
  runs[0]?.();
  await turns();
  expect(settled).toEqual(['first']);
  expect(runs).toHaveLength(2);
  runs[1]?.();
  await Promise.all(late);
  expect(settled).toEqual(['first', 'second', 'third', 'fourth']);
  expect(runs).toHaveLength(2);
});

test('a failure rejects all callers of that sync, and no other', async () => {
  const { shared, runs } = scriptedSync();
  const failing = [shared(), shared()].map((one) => one.catch((error: Error) => error.message));
  await turns();
  const later = shared();
  runs[0]?.(new Error('EIO'));
  expect(await Promise.all(failing)).toEqual(['EIO', 'EIO']);
  await turns();
  runs[1]?.();
  await later;
});
