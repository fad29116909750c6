import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright/test';
import type { PreflightSocket } from '../../src/faults/fault-plan.ts';
import { expect } from '../failures/fixtures.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { writeFiles, type SoakFile } from './soak-files.ts';
import { uploadBatch, type SoakRow } from './soak-page.ts';
import type { SoakTally } from './soak-tally.ts';

/** As many as a user may choose at once; the page sends a few of them at a time. */
const BATCH_FILES = 25;
/** By turns, so that every fault meets fresh sockets and re-used ones. */
const SOCKETS: readonly PreflightSocket[] = ['as-it-comes', 'own-socket', 'same-socket'];
const SETTLED_WITHIN_MS = 60_000;

/** The page is certain that the store has nothing. */
const NOTHING_THERE = /Nothing was stored|has not been sent|Nothing has been sent/;

/** One server and, batch by batch, one page before it. What the page says is held against what is on disk. */
export async function runWorker(
  browser: Browser,
  cloud: FaultyCloud,
  dir: string,
  contents: readonly Buffer[],
  tally: SoakTally,
): Promise<void> {
  for (let at = 0; at < contents.length; at += BATCH_FILES) {
    cloud.plan.preflight = SOCKETS[(at / BATCH_FILES) % SOCKETS.length] ?? 'as-it-comes';
    const files = await writeFiles(dir, `batch-${at}`, contents.slice(at, at + BATCH_FILES));
    const rows = await uploadBatch(browser, cloud.url, files, (what) =>
      tally.complaints.push(what),
    );
    // Nothing more comes: what a fault has left standing is let go.
    cloud.dropStalled();
    await expect.poll(() => cloud.unfinished(), { timeout: SETTLED_WITHIN_MS }).toBe(0);
    await compare(cloud, files, rows, tally);
    await emptyStore(cloud);
    for (const { path } of files) await rm(path);
    console.log(`  ${tally.sizes.length} uploads, ${tally.seconds} s`);
  }
}

async function compare(
  cloud: FaultyCloud,
  files: readonly SoakFile[],
  rows: readonly SoakRow[],
  tally: SoakTally,
): Promise<void> {
  const stored = await cloud.stored();
  for (const { key, size, crc64, told } of stored) {
    if (size !== told.size || crc64 !== told.crc64) tally.complaints.push(`${key} is torn`);
  }
  for (const file of files) {
    const row = rows.find(({ text }) => text.includes(file.name));
    if (row === undefined) {
      tally.complaints.push(`${file.name} has no row`);
      continue;
    }
    const shown = row.firmwareUrl && new URL(row.firmwareUrl).pathname.slice(1);
    // No two files have the same size: these are the objects of all of its attempts.
    const objects = stored.filter(({ told }) => told.size === file.bytes.byteLength);
    let isIdentical = false;
    for (const object of objects) {
      const isCopy = file.bytes.equals(await object.read());
      if (object.key !== shown) tally.leftBehind[isCopy ? 'copy' : 'spoilt'] += 1;
      else isIdentical = isCopy;
      if (isCopy && row.crc64 !== undefined && row.crc64 !== object.crc64) {
        tally.complaints.push(`${file.name}: the page shows another CRC-64 than its own`);
      }
      // An attempt may leave a copy whose answer is lost, and the next ones fail; the row has to say so then.
      if (isCopy && row.status !== 'done' && NOTHING_THERE.test(row.text)) {
        tally.complaints.push(`${file.name} is stored, though the page says: ${row.text}`);
      }
    }
    tally.count(row, file.bytes.byteLength, isIdentical);
  }
}

/** Between two batches, so that no upload is under way. */
async function emptyStore({ dataDir }: FaultyCloud): Promise<void> {
  for (const folder of ['objects', 'blobs']) {
    for (const name of await readdir(join(dataDir, folder))) await rm(join(dataDir, folder, name));
  }
}
