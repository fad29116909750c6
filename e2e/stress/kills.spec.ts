import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc64 } from '../../src/contract/crc64.ts';
import { encodePolicy, signPolicy } from '../../src/contract/post-policy.ts';
import { expect, test } from '../support/ota-drop.ts';
import { spawnServer, stopProcess } from '../support/cloud/server-process.ts';

/**
 * kill -9 at random moments of uploads, against a model of what may be there afterwards: what was answered with success is
 * there, whole, from then on; what was not answered is there whole or not at all; and what was seen once after a
 * start stays. `KILLS=200 npm run test:kills` for the long run; a few with every `npm test`.
 */
const KILLS = Number(process.env['KILLS'] ?? 8);
/** Long enough on their way to be killed there. */
const LARGE_BYTES = [3_000_000, 6_000_000] as const;
const ANY_BYTES = [1, 3_000_000] as const;
/** Only the last keys are read again after every kill, or a long run would read more and more; all of them at the end. */
const RECENT = 24;
const CREDENTIALS = { ACCESS_KEY_ID: 'id-of-this-test', ACCESS_KEY_SECRET: 'secret-of-this-test' };

/** What a key may hold, by the CRC-64 of the bytes; `undefined` is nothing. */
type Possible = Set<string | undefined>;
type Model = Map<string, Possible>;
type Outcome = 'stored' | 'exists' | 'unanswered';
type Post = { readonly key: string; readonly crc: string; readonly outcome: Outcome };

/** By turns: in the middle of a file, at any moment, and when a file has just got its last name but may have no entry yet. */
const MOMENTS = ['file', 'any', 'commit'] as const;

test(`${KILLS} kills leave no torn object and no stray file`, async ({ dir: dataDir }) => {
  test.setTimeout(120_000 + KILLS * 15_000);
  const model: Model = new Map();
  const count = { uploads: 0, answered: 0, inFile: 0, inCommit: 0, read: 0 };
  let running: ChildProcess | undefined;
  const start = async () => {
    const server = await spawnServer({ DATA_DIR: dataDir, ...CREDENTIALS });
    running = server.child;
    return server;
  };
  try {
    for (let round = 0; round < KILLS; round++) {
      const server = await start();
      await expectNoStrays(dataDir);
      const recent = [...model.keys()].slice(-RECENT);
      count.read += await expectAsModelled(server.cloudUrl, model, recent);

      const again = recent[Math.floor(Math.random() * recent.length)];
      const keys = ['a', 'b', 'c'].map((name) => `ota/${round}-${name}.bin`);
      // Two more of a key that may be taken: an object must not be lost by another form that fails.
      if (again !== undefined) keys.push(again, again);
      const moment = MOMENTS[round % MOMENTS.length] ?? 'any';
      const first = await post(server.cloudUrl, `ota/${round}-first.bin`, ANY_BYTES);
      const range = moment === 'file' ? LARGE_BYTES : ANY_BYTES;
      const posts = keys.map((key) => post(server.cloudUrl, key, range));
      await momentComes(moment, dataDir);
      await stopProcess(server.child);

      const left = await filesIn(dataDir);
      if (left.tmp.some((name) => !name.endsWith('.json'))) count.inFile += 1;
      if (left.blobs.length > left.objects.length) count.inCommit += 1;
      const outcomes = [first, ...(await Promise.all(posts))];
      count.uploads += outcomes.length;
      count.answered += outcomes.filter(({ outcome }) => outcome !== 'unanswered').length;
      for (const key of new Set(outcomes.map((one) => one.key))) {
        const posted = outcomes.filter((one) => one.key === key);
        model.set(key, possibleAfter(model.get(key), posted));
      }
    }
    const server = await start();
    await expectNoStrays(dataDir);
    count.read += await expectAsModelled(server.cloudUrl, model, [...model.keys()]);
  } finally {
    if (running !== undefined) await stopProcess(running);
  }
  console.log(
    `${KILLS} kills (${count.inFile} with a file half written, ${count.inCommit} between a file and its entry), ` +
      `${count.uploads} uploads, ${count.answered} answered before the kill, ${count.read} objects read again: 0 torn, 0 lost, 0 stray`,
  );
  expect(count.inFile).toBeGreaterThan(0);
  expect(count.answered).toBeGreaterThanOrEqual(KILLS);
});

/** Posts of one key at the same time: the first to be complete is kept, and nothing replaces what was there before. */
function possibleAfter(before: Possible = new Set([undefined]), posts: readonly Post[]): Possible {
  if (!before.has(undefined)) return before;
  const stored = posts.filter(({ outcome }) => outcome === 'stored');
  if (stored.length > 0) return new Set(stored.map(({ crc }) => crc));
  const unknown = posts.filter(({ outcome }) => outcome === 'unanswered');
  return new Set([...before, ...unknown.map(({ crc }) => crc)]);
}

/** Reads the keys and compares; from now on each holds what was found. Returns how many objects there are. */
async function expectAsModelled(
  cloudUrl: string,
  model: Model,
  keys: readonly string[],
): Promise<number> {
  let found = 0;
  for (const key of keys) {
    const response = await fetch(`${cloudUrl}/${key}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([200, 404], key).toContain(response.status);
    const crc = response.ok ? crc64(bytes) : undefined;
    if (crc !== undefined) {
      found += 1;
      expect(response.headers.get('x-oss-hash-crc64ecma'), key).toBe(crc);
    }
    expect([...(model.get(key) ?? [])], key).toContain(crc);
    model.set(key, new Set([crc]));
  }
  return found;
}

/** After a start: an entry for every file, a file for every entry, nothing unfinished, and nothing else at all. */
async function expectNoStrays(dataDir: string): Promise<void> {
  const { tmp, blobs, objects } = await filesIn(dataDir);
  expect(tmp).toEqual([]);
  expect(blobs).toHaveLength(objects.length);
  expect((await readdir(dataDir)).toSorted().join()).toBe('blobs,lock,objects,ota-drop.json,tmp');
}

async function filesIn(dataDir: string): Promise<Record<'tmp' | 'blobs' | 'objects', string[]>> {
  const names = (folder: string) => readdir(join(dataDir, folder));
  return { tmp: await names('tmp'), blobs: await names('blobs'), objects: await names('objects') };
}

async function momentComes(moment: (typeof MOMENTS)[number], dataDir: string): Promise<void> {
  switch (moment) {
    case 'any':
      return sleep(Math.random() * 1_000);
    case 'file':
      await until(async () => (await readdir(join(dataDir, 'tmp'))).length > 0);
      return sleep(Math.random() * 20);
    case 'commit': {
      const before = (await readdir(join(dataDir, 'blobs'))).length;
      return until(async () => (await readdir(join(dataDir, 'blobs'))).length > before);
    }
  }
}

/** Resolves when it is so, or after a few seconds. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let patience = 2_000; patience > 0 && !(await isSo()); patience--) await sleep(1);
}

async function post(
  cloudUrl: string,
  key: string,
  [least, most]: readonly [least: number, most: number],
): Promise<Post> {
  // As many small ones as large ones.
  const bytes = new Uint8Array(Math.floor(least * (most / least) ** Math.random()));
  for (let at = 0; at < bytes.length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  const policy = encodePolicy(new Date(Date.now() + 600_000), [['eq', '$key', key]]);
  const form = new FormData();
  form.append('key', key);
  form.append('policy', policy);
  form.append('OSSAccessKeyId', CREDENTIALS.ACCESS_KEY_ID);
  form.append('Signature', await signPolicy(CREDENTIALS.ACCESS_KEY_SECRET, policy));
  form.append('file', new Blob([bytes]), 'firmware.bin');
  const outcome = await fetch(cloudUrl, { method: 'POST', body: form }).then(
    ({ status }): Outcome => {
      expect([204, 409]).toContain(status);
      return status === 204 ? 'stored' : 'exists';
    },
    (): Outcome => 'unanswered',
  );
  return { key, crc: crc64(bytes), outcome };
}
