import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { settingsOf, startServer } from '../testing/server-world.ts';
import { folderOfTest } from '../testing/test-resources.ts';
import { runDoctor } from './run-doctor.ts';

/** The doctor as a process of its own sees a set-up: with the server stopped, and with it running. */

let dir: string;
beforeEach(async () => {
  dir = await folderOfTest();
});
const checksOf = async (env: Record<string, string>, mayPost = false) =>
  (await runDoctor(settingsOf({ DATA_DIR: dir, ...env }), mayPost)).map(({ check }) => check);

test('a server that is not running is started, and ended again', async () => {
  expect(await checksOf({})).toEqual([]);
  expect(await readdir(dir)).not.toContain('lock');
  expect(await readdir(join(dir, 'objects'))).toEqual([]);
  expect(await checksOf({}, true)).toEqual([]);
  expect(await readdir(join(dir, 'objects'))).toHaveLength(1);
});

test('with a relay no browser has to reach the store, nor be allowed to', async () => {
  const env = { RELAY: 'on', CLOUD_PUBLIC_URL: 'https://store.invalid' };
  expect(await checksOf(env, true)).toEqual([]);
  expect(await readdir(join(dir, 'objects'))).toHaveLength(1);
});

test('what keeps it from starting is the finding', async () => {
  await writeFile(join(dir, 'thesis.txt'), 'mine');
  const [finding] = await runDoctor(settingsOf({ DATA_DIR: dir }), false);
  expect(finding).toMatchObject({
    check: 'start',
    severity: 'fault',
    what: expect.stringContaining('"thesis.txt"'),
  });
});

test('of a server that runs, what can be seen from outside is examined', async () => {
  const { listeningUrl, cloudUrl } = await startServer(dir);
  const ports = { PORT: new URL(listeningUrl).port, CLOUD_PORT: new URL(cloudUrl).port };
  expect(await checksOf(ports)).toEqual([]);
  // Asked with other settings than it runs with.
  expect(await checksOf({ ...ports, CLOUD_PUBLIC_URL: 'https://store.example' })).toEqual([
    'store-host',
  ]);
});
