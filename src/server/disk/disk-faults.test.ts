import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOfTest } from '../../testing/test-resources.ts';
import { signedFields } from '../../testing/raw-post.ts';
import { createCloud, type Cloud } from '../../simulator/cloud.ts';
import { openDiskStore } from './disk-store.ts';
import { localDisk, type Disk } from './disk.ts';
import type { SyncedFile } from './synced-file.ts';

/** Every operation on the disk fails once, in every way: what was on its way is not there, and all else is as it was. */

const ORIGIN = 'http://127.0.0.1:8081';
const KEY = 'ota/firmware/a.bin';
const QUOTA = 10_000;
const OLD = new Uint8Array(1_000).fill(1);
const NEW = new Uint8Array(3_000).fill(2);

/** A system that fails may have done nothing of what it was asked, or all of it. */
const EFFECTS = ['without effect', 'after all'] as const;
type Fault = {
  readonly at: number;
  readonly code: string;
  readonly effect: (typeof EFFECTS)[number];
};

/** A disk that counts what it is asked for, and fails once when it is told to. */
function createFaultyDisk() {
  let fault: Fault | undefined;
  let seen: string[] = [];
  const openFiles = new Set<FileHandle>();
  const close = async (file: FileHandle) => {
    if (openFiles.delete(file)) await file.close();
  };

  async function step<T>(
    name: string,
    work: () => Promise<T>,
    undone: (result: T) => Promise<void> = async () => {},
  ): Promise<T> {
    seen.push(name);
    if (fault === undefined || seen.length !== fault.at) return work();
    if (fault.effect === 'after all') await undone(await work());
    throw Object.assign(new Error(`${fault.code}, on purpose`), { code: fault.code });
  }
  // Nothing is really synced: a few thousand times would take minutes on a slow disk.
  const disk: Disk = {
    ...localDisk,
    rename: (from, to) => step('rename', () => localDisk.rename(from, to)),
    syncFolder: () => step('sync folder', async () => {}),
    async createFile(path): Promise<SyncedFile> {
      const file = await step(
        'create file',
        () => open(path, 'wx'),
        (file) => file.close(),
      );
      openFiles.add(file);
      return {
        write: (chunk) => step('write', () => file.writeFile(chunk)),
        finish: () => step('sync file', () => close(file)),
        abandon: () => close(file),
      };
    },
  };
  return {
    disk,
    plan(next: Fault | undefined) {
      fault = next;
      seen = [];
    },
    seen: () => seen,
    openFiles: () => openFiles.size,
  };
}

async function post(cloud: Cloud, key: string, bytes: Uint8Array): Promise<[number, string]> {
  async function* inThree() {
    const third = Math.ceil(bytes.length / 3);
    for (let at = 0; at < bytes.length; at += third) yield bytes.subarray(at, at + third);
  }
  const head = { url: `${ORIGIN}/`, origin: null };
  const file = { fileName: 'a.bin', announcedBytes: bytes.length, bytes: inThree() };
  const response = await cloud.postObject(head, { fields: await signedFields(key), file });
  return [response.status, await response.text()];
}

/** As texts they are compared at once, and not byte by byte. */
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

async function read(cloud: Cloud, key: string): Promise<string | undefined> {
  const response = await cloud.fetch(new Request(`${ORIGIN}/${key}`));
  return response.ok ? textOf(new Uint8Array(await response.arrayBuffer())) : undefined;
}

/** What an upload asks of the disk, in order; found by watching one. */
const OPERATIONS = [
  ['create file', 'write', 'write', 'write', 'sync file'],
  ['create file', 'write', 'sync file'],
  ['rename', 'sync folder'],
  ['rename', 'sync folder'],
].flat();
const STATUS = { ENOSPC: 507, EDQUOT: 507, EIO: 500 } as const;

describe.each(Object.entries(STATUS))('%s', (code, status) => {
  describe.each(EFFECTS)('%s', (effect) => {
    test.each(OPERATIONS.map((name, i) => [i + 1, name] as const))(
      'at operation %i, %s',
      async (at) => {
        for (const before of [undefined, OLD]) {
          const { cloud, faulty, filesIn, reopened } = await openStore();
          await post(cloud, 'ota/other.bin', OLD);
          if (before !== undefined) await post(cloud, KEY, before);

          faulty.plan({ at, code, effect });
          const [answered, text] = await post(cloud, KEY, NEW);
          faulty.plan(undefined);
          expect(answered).toBe(status);
          expect(text).toMatch(/Nothing of this (upload|request) was kept/);
          expect(text).not.toContain('purpose');

          expect(faulty.openFiles()).toBe(0);
          const objects = before === undefined ? 1 : 2;
          // Now, and after the next start, which would sweep what has been left lying about.
          for (const look of [async () => cloud, reopened]) {
            expect(await filesIn('tmp')).toEqual([]);
            expect(await filesIn('blobs')).toHaveLength(objects);
            expect(await filesIn('objects')).toHaveLength(objects);
            const seen = await look();
            expect(await read(seen, KEY)).toBe(before && textOf(before));
            expect(await read(seen, 'ota/other.bin')).toBe(textOf(OLD));
          }

          // The count of what is taken is right, to the byte; and the store goes on.
          const left = QUOTA - objects * OLD.length;
          expect((await post(cloud, 'ota/all.bin', new Uint8Array(left + 1)))[0]).toBe(507);
          expect((await post(cloud, KEY, NEW))[0]).toBe(204);
          expect(await read(cloud, KEY)).toBe(textOf(NEW));
          const rest = QUOTA - OLD.length - NEW.length;
          expect((await post(cloud, 'ota/rest.bin', new Uint8Array(rest)))[0]).toBe(204);
        }
      },
    );
  });
});

test('these are all the operations there are', async () => {
  const { cloud, faulty } = await openStore();
  faulty.plan(undefined);
  await post(cloud, KEY, NEW);
  expect(faulty.seen()).toEqual(OPERATIONS);
});

test('an old file that cannot be removed is no failure of the new one', async () => {
  const { cloud, faulty, filesIn, reopened } = await openStore();
  await post(cloud, KEY, OLD);
  faulty.disk.remove = () => Promise.reject(new Error('EBUSY'));
  expect((await post(cloud, KEY, NEW))[0]).toBe(204);
  expect(await read(cloud, KEY)).toBe(textOf(NEW));
  faulty.disk.remove = localDisk.remove;
  await reopened();
  expect(await filesIn('blobs')).toHaveLength(1);
});

type Opened = {
  readonly cloud: Cloud;
  readonly faulty: ReturnType<typeof createFaultyDisk>;
  filesIn(folder: string): Promise<string[]>;
  /** What the next start of the store finds. */
  reopened(): Promise<Cloud>;
};

async function openStore(): Promise<Opened> {
  const dir = await folderOfTest();
  const faulty = createFaultyDisk();
  const openCloud = async (disk: Disk) =>
    createCloud({ origin: ORIGIN, store: await openDiskStore(dir, { quotaBytes: QUOTA, disk }) });
  return {
    cloud: await openCloud(faulty.disk),
    faulty,
    filesIn: (folder) => readdir(join(dir, folder)),
    reopened: () => openCloud(localDisk),
  };
}
