import { execFileSync } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FIRMWARE_MAX_BYTES } from '../../src/contract/limits.ts';
import { watchHeap } from '../failures/evidence.ts';
import { choose, detailOf, expect, test, uploads } from '../support/ota-drop.ts';
import { crc64OfFile, digestOf } from './steps.ts';

const MB = 1024 * 1024;

/** Resident bytes of a process, by /proc or ps. */
async function residentBytes(pid: number): Promise<number> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) * 1024;
}

test('1,000 MiB are sent with flat memory and verified', async ({ page, files, start }) => {
  test.setTimeout(240_000);
  const server = await start();
  // Real images, one after another, up to the last byte that is allowed.
  const path = join(files.dir, 'thousand.bin');
  const image = await readFile(files.bin);
  const file = await open(path, 'w');
  for (let left = FIRMWARE_MAX_BYTES; left > 0; left -= image.byteLength) {
    await file.write(image.subarray(0, Math.min(left, image.byteLength)));
  }
  await file.close();

  await page.goto(server.url);
  const heap = await watchHeap(page);
  const heapBase = await heap();
  const serverBase = await residentBytes(server.pid);
  let heapMax = 0;
  let serverMax = 0;

  await choose(page, path);
  const row = uploads(page);
  await expect(async () => {
    heapMax = Math.max(heapMax, await heap());
    serverMax = Math.max(serverMax, await residentBytes(server.pid));
    await expect(row).toHaveAttribute('data-status', 'done', { timeout: 100 });
  }).toPass({ timeout: 180_000, intervals: [100] });

  console.log(
    `1,000 MiB: page heap +${((heapMax - heapBase) / MB).toFixed(1)} MB, server memory +${((serverMax - serverBase) / MB).toFixed(1)} MB`,
  );
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  expect(heapMax - heapBase).toBeLessThan(50 * MB);
  expect(serverMax - serverBase).toBeLessThan(64 * MB);

  await expect(digestOf(await detailOf(row), 'crc64')).toHaveText(await crc64OfFile(path));
});
