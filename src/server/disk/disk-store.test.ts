import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { putObject, readObject } from '../../testing/test-objects.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { StoreFullError } from '../../simulator/bucket/oss-refusal.ts';
import { behavesAsObjectStore } from '../../simulator/bucket/store.behaviour.ts';
import { openDiskStore } from './disk-store.ts';

let dir: string;
beforeEach(async () => {
  dir = await folderOfTest();
});

behavesAsObjectStore('disk', async () => openDiskStore(await folderOfTest()));

const HASH_NAME = `${'a'.repeat(64)}.json`;
const filesIn = async (folder: string) => readdir(join(dir, folder));

test('what was stored is there after a restart, what was under way is swept', async () => {
  const before = await openDiskStore(dir);
  await putObject(before, 'ota/a.bin', new Uint8Array([1, 2, 3]));
  const unfinished = await before.stage();
  await unfinished.write(new Uint8Array(100));
  expect(await filesIn('tmp')).toHaveLength(1);

  const after = await openDiskStore(dir);
  expect(await filesIn('tmp')).toEqual([]);
  expect(await readObject(after, 'ota/a.bin')).toEqual(new Uint8Array([1, 2, 3]));
  await unfinished.discard();
});

test('a folder that is removed under a running server is said to be gone, and is not made again', async () => {
  const store = await openDiskStore(dir);
  await rm(dir, { recursive: true });
  await expect(store.stage()).rejects.toThrow(/^DATA_DIR was removed or unmounted/);
  await expect(readdir(dir)).rejects.toThrow(/ENOENT/);
});

test('an object that is not whole is no object, and its remains are swept', async () => {
  await putObject(await openDiskStore(dir), 'ota/a.bin', new Uint8Array(10));
  const [blob = ''] = await filesIn('blobs');
  await truncate(join(dir, 'blobs', blob), 4);
  await writeFile(join(dir, 'blobs', randomUUID()), 'x');

  const store = await openDiskStore(dir);
  expect(await store.find('ota/a.bin')).toBe(undefined);
  expect(await filesIn('blobs')).toEqual([]);
  expect(await filesIn('objects')).toEqual([]);
});

test.each(['{"blob":', '{"blob":"1","version":2}'])(
  'an entry that cannot be read (%s) stops the start, and nothing is deleted',
  async (text) => {
    await putObject(await openDiskStore(dir), 'ota/a.bin', new Uint8Array(10));
    const [entry = ''] = await filesIn('objects');
    await writeFile(join(dir, 'objects', entry), text);
    await expect(openDiskStore(dir)).rejects.toThrow('nothing was deleted');
    expect(await filesIn('blobs')).toHaveLength(1);
    expect(await filesIn('objects')).toHaveLength(1);
  },
);

test('the quota holds across restarts, and what is discarded counts no more', async () => {
  const store = await openDiskStore(dir, { quotaBytes: 100 });
  await putObject(store, 'ota/a.bin', new Uint8Array(60));
  const staged = await store.stage();
  await staged.write(new Uint8Array(40));
  await expect(staged.write(new Uint8Array(1))).rejects.toThrow(StoreFullError);
  await staged.discard();
  expect(await filesIn('tmp')).toEqual([]);

  const again = await openDiskStore(dir, { quotaBytes: 100 });
  await putObject(again, 'ota/b.bin', new Uint8Array(40));
  const full = await again.stage();
  await expect(full.write(new Uint8Array(1))).rejects.toThrow(StoreFullError);
  await full.discard();
});

test('what a store has not made stays as it is, and no link is followed', async () => {
  const elsewhere = await folderOfTest();
  const precious = join(elsewhere, 'precious');
  await writeFile(precious, 'mine');
  await openDiskStore(dir);
  for (const folder of ['tmp', 'blobs', 'objects']) {
    await writeFile(join(dir, folder, 'thesis.txt'), 'mine');
    await mkdir(join(dir, folder, randomUUID()));
    await symlink(precious, join(dir, folder, folder === 'objects' ? HASH_NAME : randomUUID()));
  }
  await openDiskStore(dir);
  for (const folder of ['tmp', 'blobs', 'objects']) expect(await filesIn(folder)).toHaveLength(3);
  expect(await readFile(precious, 'utf8')).toBe('mine');
});

test.each(['tmp', 'blobs', 'objects'] as const)(
  'a link instead of %s stops the start, and nothing behind it is deleted',
  async (folder) => {
    const elsewhere = await folderOfTest();
    const name = folder === 'objects' ? HASH_NAME : randomUUID();
    await writeFile(join(elsewhere, name), 'mine');
    await symlink(elsewhere, join(dir, folder));
    await expect(openDiskStore(dir)).rejects.toThrow('is a link');
    expect(await readdir(elsewhere)).toEqual([name]);
  },
);

test('an object whose bytes became a link is not read through it', async () => {
  const store = await openDiskStore(dir);
  await putObject(store, 'ota/a.bin', new Uint8Array(4));
  const [blob = ''] = await filesIn('blobs');
  const secret = join(dir, 'secret');
  await writeFile(secret, 'mine');
  await rm(join(dir, 'blobs', blob));
  await symlink(secret, join(dir, 'blobs', blob));
  const found = await store.find('ota/a.bin');
  await expect(found?.read(0, 4)).rejects.toThrow('ELOOP');
  await expect(openDiskStore(dir)).rejects.toThrow('nothing was deleted');
  expect(await filesIn('objects')).toHaveLength(1);
});
