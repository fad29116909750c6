import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { folderOfTest } from '../../testing/test-resources.ts';
import type { OtaPackage } from '../../simulator/platform/package-list.ts';
import { openDiskPackages } from './disk-packages.ts';
import { localDisk, type Disk } from './disk.ts';

let dir: string;
beforeEach(async () => {
  dir = await folderOfTest();
});

const made = (firmwareName: string): OtaPackage => ({
  firmwareId: `id-${firmwareName}`,
  utcCreate: '2026-01-02T03:04:05.678Z',
  firmwareName,
  destVersion: '1',
  firmwareUrl: 'http://127.0.0.1:8081/ota/firmware/a.bin',
  firmwareSize: 1,
  signMethod: 'MD5',
  firmwareSign: 'd41d8cd98f00b204e9800998ecf8427e',
  type: 0,
  moduleName: 'default',
  needToVerify: true,
});
const names = async () =>
  (await (await openDiskPackages(dir)).all()).map((one) => one.firmwareName);

test('what was added is there after a restart, names taken included', async () => {
  const list = await openDiskPackages(dir);
  expect(await Promise.all(['a', '门铃', 'a'].map((name) => list.add(made(name))))).toEqual([
    'added',
    'added',
    'name-taken',
  ]);
  expect(await names()).toEqual(['a', '门铃']);
  const reopened = await openDiskPackages(dir);
  expect(await reopened.all()).toEqual([made('a'), made('门铃')]);
  expect(await reopened.add(made('a'))).toBe('name-taken');
  expect(await readdir(join(dir, 'tmp'))).toEqual([]);
});

test.each(['createFile', 'rename'] as const)(
  'a disk that fails at %s leaves the list as it was, here and after a restart',
  async (step) => {
    let isBroken = false;
    const broken = () => Promise.reject(new Error(`no ${step}`));
    const disk: Disk = {
      ...localDisk,
      [step]: (...paths: [string, string]) => (isBroken ? broken() : localDisk[step](...paths)),
    };
    const list = await openDiskPackages(dir, disk);
    await list.add(made('a'));
    isBroken = true;
    await expect(list.add(made('b'))).rejects.toThrow(`no ${step}`);
    expect(await list.all()).toHaveLength(1);
    expect(await names()).toEqual(['a']);
    isBroken = false;
    expect(await list.add(made('b'))).toBe('added');
    expect(await names()).toEqual(['a', 'b']);
  },
);

test('a process killed in the middle of writing leaves the old list', async () => {
  const dies: Disk = {
    ...localDisk,
    async createFile(path) {
      const file = await localDisk.createFile(path);
      return {
        ...file,
        async write(chunk) {
          await file.write(chunk.subarray(0, chunk.length / 2));
          return new Promise<never>(() => {});
        },
      };
    },
  };
  await (await openDiskPackages(dir)).add(made('a'));
  void (await openDiskPackages(dir, dies)).add(made('b'));
  await expect.poll(async () => (await readdir(join(dir, 'tmp'))).length).toBe(1);
  expect(await names()).toEqual(['a']);
});

test.each(['', '{', '{"version":2,"packages":[]}', '[]'])(
  'a list that cannot be read (%s) is left alone',
  async (text) => {
    const path = join(dir, 'packages.json');
    await writeFile(path, text);
    await expect(openDiskPackages(dir)).rejects.toThrow('nothing was changed');
    expect(await readFile(path, 'utf8')).toBe(text);
  },
);
