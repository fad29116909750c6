import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { putObject, readObject, textBytes } from '../../testing/test-objects.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import type { ObjectStore } from '../../simulator/bucket/store.ts';
import { openDiskStore } from './disk-store.ts';
import { localDisk, type Disk } from './disk.ts';

/** How often a store asks the disk for a sync, which on most disks takes longer than anything else about a small file. */

let dir: string;
beforeEach(async () => {
  dir = await folderOfTest();
});

/** A disk that notes what is synced, in order: folders by name. A sync of a folder may be made to fail. */
function notingDisk() {
  const syncs: string[] = [];
  const fails = { in: '', times: 0 };
  const disk: Disk = {
    ...localDisk,
    async createFile(path) {
      const file = await localDisk.createFile(path);
      return {
        ...file,
        async finish() {
          syncs.push(path.endsWith('.json') ? 'entry' : 'file');
          await file.finish();
        },
      };
    },
    async syncFolder(path) {
      syncs.push(basename(path));
      await localDisk.syncFolder(path);
      if (fails.in !== basename(path) || fails.times === 0) return;
      fails.times -= 1;
      throw Object.assign(new Error('EIO, on purpose'), { code: 'EIO' });
    },
  };
  return { disk, syncs, fails };
}

const count = (syncs: readonly string[], name: string) =>
  syncs.filter((one) => one === name).length;

test('one object takes four syncs: its bytes and its entry side by side, then either folder', async () => {
  const { disk, syncs } = notingDisk();
  const store = await openDiskStore(dir, { disk });
  expect(await put(store, 'ota/a.bin', 'one')).toBe('stored');
  expect(syncs).toEqual(['file', 'entry', 'blobs', 'objects']);
});

test('objects that are committed at the same time share the syncs of the folders', async () => {
  const { disk, syncs } = notingDisk();
  const store = await openDiskStore(dir, { disk });
  const keys = Array.from({ length: 32 }, (_, i) => `ota/${i}.bin`);
  const outcomes = await Promise.all(keys.map((key) => put(store, key, `object ${key}`)));
  expect(new Set(outcomes)).toEqual(new Set(['stored']));
  expect([count(syncs, 'file'), count(syncs, 'entry')]).toEqual([32, 32]);
  // How many meet depends on the disk; one each would be 64.
  expect(count(syncs, 'blobs') + count(syncs, 'objects')).toBeLessThanOrEqual(48);
  for (const key of keys) expect(await read(store, key)).toBe(`object ${key}`);
});

test.each(['blobs', 'objects'])(
  'a sync of %s that fails rejects all that shared it: each key is what it was before, and the store goes on',
  async (folder) => {
    const { disk, fails } = notingDisk();
    const store = await openDiskStore(dir, { disk });
    const keys = Array.from({ length: 8 }, (_, i) => `ota/${i}.bin`);
    // Half of them hold something already.
    for (const key of keys.slice(0, 4)) await put(store, key, 'before');
    fails.in = folder;
    fails.times = 100;
    const outcomes = await Promise.allSettled(keys.map((key) => put(store, key, 'after')));
    fails.times = 0;
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    for (const [i, key] of keys.entries()) {
      expect(await read(store, key)).toBe(i < 4 ? 'before' : '');
    }
    expect(await readdir(join(dir, 'tmp'))).toEqual([]);
    expect(await readdir(join(dir, 'blobs'))).toHaveLength(4);
    expect(await Promise.all(keys.map((key) => put(store, key, 'again')))).toEqual(
      keys.map(() => 'stored'),
    );
    for (const key of keys) expect(await read(store, key)).toBe('again');
    expect(await readdir(join(dir, 'blobs'))).toHaveLength(8);
  },
);

const put = (store: ObjectStore, key: string, content: string) =>
  putObject(store, key, textBytes(content));
const read = async (store: ObjectStore, key: string) =>
  Buffer.from((await readObject(store, key)) ?? []).toString();
