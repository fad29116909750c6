import { expect, test } from 'vitest';
import { createSharedSync } from './disk-store.ts';

/** A sync whose runs the test ends, one after the other. */
function scriptedSync() {
  const runs: PromiseWithEnds[] = [];
  const shared = createSharedSync(() => {
    const run = withEnds();
    runs.push(run);
    return run.promise;
  });
  return { shared, runs };
}

type PromiseWithEnds = {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
};

function withEnds(): PromiseWithEnds {
  let resolve = () => {};
  let reject = (_error: Error) => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
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
  runs[0]?.resolve();
  await turns();
  expect(settled).toEqual(['first']);
  expect(runs).toHaveLength(2);
  runs[1]?.resolve();
  await Promise.all(late);
  expect(settled).toEqual(['first', 'second', 'third', 'fourth']);
  expect(runs).toHaveLength(2);
});

test('callers at the same time share one', async () => {
  const { shared, runs } = scriptedSync();
  const all = Promise.all(Array.from({ length: 20 }, () => shared()));
  await turns();
  runs[0]?.resolve();
  await all;
  expect(runs).toHaveLength(1);
});

test('a failure rejects all callers of that sync, and no other', async () => {
  const { shared, runs } = scriptedSync();
  const failing = [shared(), shared()].map((one) => one.catch((error: Error) => error.message));
  await turns();
  const later = shared();
  runs[0]?.reject(new Error('EIO'));
  expect(await Promise.all(failing)).toEqual(['EIO', 'EIO']);
  await turns();
  runs[1]?.resolve();
  await later;
});
