import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { memoryPackages, type OtaPackage } from '../../simulator/platform/package-list.ts';
import { describeObject } from '../../testing/test-objects.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { openDiskStore, type DiskStore } from './disk-store.ts';
import { localDisk } from './disk.ts';
import { createKeeping, YOUNG_MS, type KeepingOptions, type Removal } from './keeping.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

let dir: string;
let store: DiskStore;
beforeEach(async () => {
  dir = await folderOfTest();
  store = await openDiskStore(dir);
});

async function put(key: string, ageDays: number, size = 10): Promise<void> {
  const bytes = new Uint8Array(size);
  const staged = await store.stage(size);
  await staged.write(bytes);
  const storedAt = new Date(NOW - ageDays * DAY_MS).toISOString();
  await staged.commit(describeObject(key, bytes, { storedAt }), false);
}

const keys = async () => (await store.contents()).map(({ key }) => key).toSorted();

function keeping(options: Partial<KeepingOptions> = {}) {
  const removals: Removal[] = [];
  const made = createKeeping({
    store,
    packages: memoryPackages(),
    rules: { keepMs: undefined, keepBytes: undefined },
    onRemoved: (removal) => removals.push(removal),
    now: () => NOW,
    ...options,
  });
  return { ...made, removals };
}

function packageOf(key: string): OtaPackage {
  return {
    firmwareId: key,
    utcCreate: '2026-01-02T03:04:05.678Z',
    firmwareName: key,
    destVersion: '1',
    // Made when the store had another address.
    firmwareUrl: `https://store.example/${key}`,
    firmwareSize: 10,
    signMethod: 'MD5',
    firmwareSign: '',
    type: 0,
    moduleName: 'default',
    needToVerify: true,
  };
}

test('without a rule everything is kept', async () => {
  await put('a', 4_000);
  const { apply, removals } = keeping();
  expect(await apply()).toEqual({ objects: 0, bytes: 0 });
  expect(removals).toEqual([]);
  expect(await keys()).toEqual(['a']);
});

test('by age: what is older goes, with its file, and the room is there again', async () => {
  await put('new', 1.5);
  await put('old', 91, 1000);
  const { apply, usage, removals } = keeping({
    rules: { keepMs: 90 * DAY_MS, keepBytes: undefined },
  });
  const before = await usage();
  expect(await apply()).toEqual({ objects: 1, bytes: 1000 });
  expect(removals).toEqual([{ objects: 1, bytes: 1000 }]);
  expect(await keys()).toEqual(['new']);
  expect(await readdir(join(dir, 'blobs'))).toHaveLength(1);
  expect(before.taken - (await usage()).taken).toBe(1000);
  // A restart counts the same.
  expect((await (await openDiskStore(dir)).usage()).taken).toBe(10);
});

test('by size: the oldest go until it fits', async () => {
  for (const [key, age] of [
    ['c', 2],
    ['a', 9],
    ['b', 5],
  ] as const)
    await put(key, age);
  const { plan, apply } = keeping({ rules: { keepMs: undefined, keepBytes: 15 } });
  expect((await plan()).map(({ key }) => key)).toEqual(['a', 'b']);
  await apply();
  expect(await keys()).toEqual(['c']);
});

test('what a package was made of stays, under whatever address', async () => {
  await put('ota/firmware/a.bin', 400);
  await put('ota/firmware/b.bin', 400);
  const packages = memoryPackages();
  await packages.add(packageOf('ota/firmware/a.bin'));
  const { apply, remove } = keeping({
    packages,
    rules: { keepMs: DAY_MS, keepBytes: 1 },
  });
  expect(await remove('ota/firmware/a.bin')).toBe('has-package');
  await apply();
  expect(await keys()).toEqual(['ota/firmware/a.bin']);
});

test('one file by its key, unless it is younger than a day', async () => {
  await put('old', 1.01);
  await put('young', 0.99);
  const { remove, removals } = keeping();
  expect(await remove('young')).toBe('too-young');
  expect(await remove('nothing')).toBe('absent');
  expect(await remove('old')).toBe('removed');
  expect(await remove('old')).toBe('absent');
  expect(await keys()).toEqual(['young']);
  expect(removals).toEqual([{ objects: 1, bytes: 10 }]);
});

test('whatever the rules: nothing of the last day goes, and what stays fits, or could not go', async () => {
  const file = fc.record({ age: fc.double({ min: 0, max: 5, noNaN: true }), size: fc.nat(50) });
  const rules = fc.record({
    keepMs: fc.option(fc.integer({ min: DAY_MS, max: 4 * DAY_MS }), { nil: undefined }),
    keepBytes: fc.option(fc.nat(100), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 8 }), rules, async (files, rule) => {
      const contents = files.map(({ age, size }, index) => ({
        ...describeObject(`k${index}`, new Uint8Array(size)),
        storedAt: new Date(NOW - Math.round(age * DAY_MS)).toISOString(),
      }));
      const gone = await keeping({
        store: { ...store, contents: async () => contents },
        rules: rule,
      }).plan();
      const left = contents.filter((found) => !gone.includes(found));
      const ageOf = (storedAt: string) => NOW - Date.parse(storedAt);
      expect(gone.every(({ storedAt }) => ageOf(storedAt) >= YOUNG_MS)).toBe(true);
      const old = left.filter(({ storedAt }) => ageOf(storedAt) > (rule.keepMs ?? Infinity));
      expect(old).toEqual([]);
      const bytes = left.reduce((sum, { size }) => sum + size, 0);
      const couldGo = left.some(({ storedAt }) => ageOf(storedAt) >= YOUNG_MS);
      expect(bytes <= (rule.keepBytes ?? Infinity) || !couldGo).toBe(true);
    }),
  );
});

test('a crash between an entry and its file leaves nothing that the next start does not sweep', async () => {
  let isCrashed = false;
  store = await openDiskStore(dir, {
    disk: {
      ...localDisk,
      async remove(path) {
        if (isCrashed) throw new Error('the machine stopped');
        await localDisk.remove(path);
        isCrashed = path.includes('objects');
      },
    },
  });
  await put('a', 2);
  await keeping().remove('a');
  expect(await readdir(join(dir, 'objects'))).toEqual([]);
  expect(await readdir(join(dir, 'blobs'))).toHaveLength(1);
  const reopened = await openDiskStore(dir);
  expect(await readdir(join(dir, 'blobs'))).toEqual([]);
  expect((await reopened.usage()).taken).toBe(0);
});

test('who reads a file while it goes reads it to its end', async () => {
  await put('a', 2, 100_000);
  const found = await store.find('a');
  const reading = await found?.read(0, 100_000);
  expect(await keeping().remove('a')).toBe('removed');
  expect((await new Response(reading).arrayBuffer()).byteLength).toBe(100_000);
});
