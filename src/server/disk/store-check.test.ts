import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOfTest } from '../../testing/test-resources.ts';
import { openDiskStore } from './disk-store.ts';
import { localDisk } from './disk.ts';
import { createStoreCheck } from './store-check.ts';

test('a folder that takes files is no reason against this server', async () => {
  const dir = await folderOfTest();
  await openDiskStore(dir);
  expect(await createStoreCheck(dir)()).toBe(undefined);
});

test.each(['tmp', 'blobs', 'objects'])('a folder whose %s was taken away', async (part) => {
  const dir = await folderOfTest();
  await openDiskStore(dir);
  await rm(join(dir, part), { recursive: true });
  expect(await createStoreCheck(dir)()).toMatchObject({
    cause: 'store-gone',
    reason: expect.stringContaining('bring it back'),
  });
});

test('a disk without room', async () => {
  const dir = await folderOfTest();
  await openDiskStore(dir);
  const disk = { ...localDisk, freeBytes: async () => 0 };
  expect(await createStoreCheck(dir, disk)()).toMatchObject({ cause: 'store-full' });
});

test('many that ask together have the disk tried once', async () => {
  const dir = await folderOfTest();
  await openDiskStore(dir);
  let tries = 0;
  const check = createStoreCheck(dir, {
    ...localDisk,
    async freeBytes() {
      tries += 1;
      return 1;
    },
  });
  await Promise.all(Array.from({ length: 50 }, () => check()));
  expect(tries).toBe(1);
});
