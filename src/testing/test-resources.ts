import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CloudOptions } from '../simulator/cloud.ts';
import type { CloudLimits } from '../server/embedded/cloud-server.ts';
import { openDiskStore, type DiskStoreOptions } from '../server/disk/disk-store.ts';
import { startCloud, type CloudOnPort } from './raw-post.ts';
import { startRedis, type RedisServer } from './redis-process.ts';

/** What a test, or its `beforeEach`, opens and no test has to close. */

export async function folderOfTest(): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'ota-drop-test-')));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export async function cloudOfTest(
  options?: CloudOptions,
  limits?: Partial<CloudLimits>,
): Promise<CloudOnPort> {
  const cloud = await startCloud(options, limits);
  onTestFinished(() => cloud.close());
  return cloud;
}

export async function redisOfTest(password?: string): Promise<RedisServer> {
  const server = await startRedis(password);
  onTestFinished(() => server.stop());
  return server;
}

export type DiskCloudOptions = DiskStoreOptions & {
  /** A folder of the test's own, if there is none; this one is removed as well. */
  readonly dir?: string;
  readonly cloud?: CloudOptions;
};

export type DiskCloud = CloudOnPort & {
  readonly dir: string;
  filesIn(folder: 'tmp' | 'blobs' | 'objects'): Promise<string[]>;
};

export async function diskCloudOfTest(
  options: DiskCloudOptions = {},
  limits?: Partial<CloudLimits>,
): Promise<DiskCloud> {
  const dir = options.dir ?? (await folderOfTest());
  await mkdir(dir, { recursive: true });
  const store = await openDiskStore(dir, options);
  const cloud = await cloudOfTest({ ...options.cloud, store }, limits);
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return { ...cloud, dir, filesIn: (folder) => readdir(join(dir, folder)) };
}
