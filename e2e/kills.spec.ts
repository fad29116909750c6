import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import { crc64 } from '../src/contract/crc64.ts';
import { spawnServer } from './ota-drop.ts';

/**
 * kill -9 at random moments of uploads: after the next start every object is whole or absent, and what was answered with
 * success is there. `KILLS=200 npm run test:kills` for the long run; a few with every `npm test`.
 */
const KILLS = Number(process.env['KILLS'] ?? 8);
const MAX_BYTES = 6_000_000;

type Posted = { readonly url: string; readonly crc: string; isStored: boolean };

test(`${KILLS} kills leave no torn object and no stray file`, async () => {
  test.setTimeout(60_000 + KILLS * 6_000);
  const dataDir = await mkdtemp(join(tmpdir(), 'ota-drop-kills-'));
  const posted = new Map<string, Posted>();
  let answered = 0;
  let torn = 0;
  let inTheMiddle = 0;
  try {
    for (let round = 0; round <= KILLS; round++) {
      const server = await spawnServer({ DATA_DIR: dataDir });
      expect(await readdir(join(dataDir, 'tmp'))).toEqual([]);
      const objects = await readdir(join(dataDir, 'objects'));
      expect((await readdir(join(dataDir, 'blobs'))).length).toBe(objects.length);
      for (const [key, { crc, isStored }] of posted) {
        const response = await fetch(`${server.cloudUrl}/${key}`);
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (isStored) expect(response.status, key).toBe(200);
        if (response.ok && crc64(bytes) !== crc) torn += 1;
      }
      if (round === KILLS) {
        await kill(server.child);
        break;
      }
      const uploads = Array.from({ length: 3 }, () => post(server.url, posted));
      // By turns in the middle of a file, and anywhere from before the first byte to after the last answer.
      if (round % 2 === 0) await fileUnderWay(dataDir);
      await sleep(Math.random() * (round % 2 === 0 ? 20 : 600));
      const unfinished = await readdir(join(dataDir, 'tmp'));
      await kill(server.child);
      if (unfinished.length > 0) inTheMiddle += 1;
      answered += (await Promise.all(uploads)).filter(Boolean).length;
      // Only the last rounds' objects are read again, or a long run would read more and more.
      for (const key of [...posted.keys()].slice(0, -30)) posted.delete(key);
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  console.log(
    `${KILLS} kills, ${KILLS * 3} uploads, ${answered} answered before the kill, ${inTheMiddle} kills in the middle of a file, ${torn} torn`,
  );
  expect(torn).toBe(0);
  expect(inTheMiddle).toBeGreaterThan(0);
});

/** Resolves once the store is writing a file. */
async function fileUnderWay(dataDir: string): Promise<void> {
  for (let patience = 500; patience > 0; patience--) {
    if ((await readdir(join(dataDir, 'tmp'))).length > 0) return;
    await sleep(2);
  }
}

/** True if the store answered that it has the object. */
async function post(server: string, posted: Map<string, Posted>): Promise<boolean> {
  const bytes = new Uint8Array(1 + Math.floor(Math.random() * MAX_BYTES));
  for (let at = 0; at < bytes.length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  try {
    const { data } = await fetch(`${server}/api/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"fileSuffix":"bin"}',
    }).then((response) => response.json());
    const upload: Posted = { url: data.firmwareUrl, crc: crc64(bytes), isStored: false };
    posted.set(data.key, upload);
    const form = new FormData();
    form.append('key', data.key);
    form.append('policy', data.policy);
    form.append('OSSAccessKeyId', data.OSSAccessKeyId);
    form.append('Signature', data.signature);
    form.append('file', new Blob([bytes]), 'firmware.bin');
    const response = await fetch(data.host, { method: 'POST', body: form });
    upload.isStored = response.ok;
    return response.ok;
  } catch {
    return false;
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
