import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { folderOfTest } from '../../testing/test-resources.ts';
import { StartError } from '../process/listening.ts';
import { takeStoreFolder } from './store-folder.ts';

/** Which folder a store takes for its own, and which it leaves alone. */

let dir: string;
beforeEach(async () => {
  dir = await folderOfTest();
});

async function take(path: string): Promise<string> {
  const folder = await takeStoreFolder(path);
  await folder.release();
  return folder.path;
}

async function refusal(path: string): Promise<string> {
  try {
    await take(path);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  throw new Error('It was taken.');
}

/** What a version without marker has left: one object, and one upload that was cut off. */
async function leaveOldStore(): Promise<void> {
  for (const folder of ['tmp', 'blobs', 'objects']) await mkdir(join(dir, folder));
  const blob = randomUUID();
  await writeFile(join(dir, 'blobs', blob), 'x');
  await writeFile(join(dir, 'tmp', randomUUID()), 'half');
  const name = createHash('sha256').update('ota/a.bin').digest('hex');
  await writeFile(join(dir, 'objects', `${name}.json`), JSON.stringify({ blob }));
  await writeFile(join(dir, 'packages.json'), '{"version":1,"packages":[]}');
  await writeFile(join(dir, 'lock'), '4194999');
  await rm(join(dir, 'lock'));
}

test('an empty folder, and one that is not there yet, is taken and marked', async () => {
  await take(dir);
  expect(await readdir(dir)).toEqual(['ota-drop.json']);
  await take(join(dir, 'a/b/c'));
  expect(await readdir(join(dir, 'a/b/c'))).toEqual(['ota-drop.json']);
  // And once more, now that it is not empty.
  await take(dir);
});

test('the folder itself may be reached by a link: that was asked for', async () => {
  await mkdir(join(dir, 'disk'));
  await symlink(join(dir, 'disk'), join(dir, 'data'));
  expect(await take(join(dir, 'data'))).toBe(join(dir, 'disk'));
});

test('a new volume, where the file system keeps what it has found, counts as empty', async () => {
  await mkdir(join(dir, 'lost+found'));
  await take(dir);
});

test('the store of an earlier version is taken over as it is', async () => {
  await leaveOldStore();
  const before = await readdir(join(dir, 'objects'));
  await take(dir);
  expect(await readdir(join(dir, 'objects'))).toEqual(before);
  expect(await readdir(dir)).toContain('ota-drop.json');
});

describe('a folder that is not a store is refused with a sentence, and stays as it is', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    ['with a file', () => writeFile(join(dir, 'thesis.txt'), 'x'), 'thesis.txt'],
    ['with folders of the same names', () => mkdir(join(dir, 'tmp')), 'tmp'],
    [
      'like an earlier store, with a file of another name',
      async () => {
        await leaveOldStore();
        await writeFile(join(dir, 'tmp', 'notes'), 'x');
      },
      'tmp/notes',
    ],
    [
      'like an earlier store, with a link among its files',
      async () => {
        await leaveOldStore();
        const name = '00000000-0000-4000-8000-000000000000';
        await symlink('/etc/hostname', join(dir, 'blobs', name));
      },
      'blobs/00000000-0000-4000-8000-000000000000',
    ],
    [
      'like an earlier store, with a link instead of a folder',
      async () => {
        await leaveOldStore();
        await rm(join(dir, 'tmp'), { recursive: true });
        await symlink(join(dir, 'objects'), join(dir, 'tmp'));
      },
      'tmp',
    ],
    [
      'with a marker of another program',
      () => writeFile(join(dir, 'ota-drop.json'), '{}'),
      'ota-drop.json',
    ],
    [
      'with a link as marker',
      () => symlink('/dev/null', join(dir, 'ota-drop.json')),
      'ota-drop.json',
    ],
  ])('%s', async (_, fill, found) => {
    await fill();
    const before = await readdir(dir, { recursive: true });
    expect(await refusal(dir)).toBe(
      `DATA_DIR ${dir} holds something that this store has not made ("${found}"). Nothing in it was changed. Choose an empty folder, or one that does not exist yet, with DATA_DIR.`,
    );
    expect(await readdir(dir, { recursive: true })).toEqual(before);
  });

  test('of a newer version', async () => {
    const text = '{"kind":"ota-drop-store","version":2}';
    await writeFile(join(dir, 'ota-drop.json'), text);
    expect(await refusal(dir)).toContain('was written by a newer version of OTA Drop');
    expect(await readFile(join(dir, 'ota-drop.json'), 'utf8')).toBe(text);
  });
});

describe.skipIf(process.platform !== 'linux')('a file system that keeps no files', () => {
  test.each([
    '/proc/ota-drop',
    '/proc/self/ota-drop/store',
    '/sys/ota-drop',
    '/dev/ota-drop',
    '/proc',
  ])('%s ends with a sentence', async (path) => {
    expect(await refusal(path)).toBe(
      `DATA_DIR ${path} lies in /proc, /sys or /dev, which keep no files. Choose a folder on a disk with DATA_DIR.`,
    );
  });

  test('behind a link, too', async () => {
    await symlink('/proc', join(dir, 'link'));
    expect(await refusal(join(dir, 'link/ota-drop'))).toContain('which keep no files');
  });
});
