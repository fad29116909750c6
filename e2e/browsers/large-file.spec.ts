import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { crc64OfFile } from '../journeys/steps.ts';
import { expect, test } from './fixtures.ts';
import { byId, detailOf, expectStatus, expectText, recordProgress, rowOf } from './page-steps.ts';
import { watchMemory } from './process-memory.ts';

const MEGABYTES = 200;

test(`a file of ${MEGABYTES} MB is read piece by piece, and its progress is seen`, async ({
  kind,
  driven,
  cloud,
  files,
  note,
}) => {
  const path = await sparseFile(join(files.dir, 'large.bin'), MEGABYTES * 1_000_000);
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 50_000_000 });
  const progress = await recordProgress(driven);
  const memory = await watchMemory();
  const before = performance.now();
  await driven.choose(byId('file-input'), [path]);
  const row = await rowOf(driven, 'large.bin');
  await expectStatus(driven, row, /^done$/, 100_000);
  const seconds = (performance.now() - before) / 1_000;
  const held = await memory.stop();
  const values = await progress();
  note(
    `${MEGABYTES} MB at 50 MB/s`,
    `${seconds.toFixed(1)} s, ${values.length} values of progress`,
  );
  note(
    'memory of all its processes',
    held === undefined ? 'not known' : `+${held.grown} MB (${held.by})`,
  );

  const detail = await detailOf(driven, row);
  const digest = (kind: string) => `${detail} ${byId('digest')}[data-kind=${kind}]`;
  await expectText(driven, digest('crc64'), await crc64OfFile(path));
  const sha256 = createHash('sha256');
  for await (const chunk of createReadStream(path)) sha256.update(chunk);
  await expectText(driven, digest('sha256'), sha256.digest('hex'));
  expect(values.length).toBeGreaterThan(10);
  // What the page does is the same everywhere; when a browser gives memory back is its own doing.
  if (held !== undefined && kind === 'chromium') {
    expect(held.grown, held.by).toBeLessThan(MEGABYTES);
  }
});
