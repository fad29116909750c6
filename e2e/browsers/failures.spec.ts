import { appendFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noiseFile } from '../failures/evidence.ts';
import { expect, test } from './fixtures.ts';
import {
  attribute,
  byId,
  clickOn,
  count,
  detailOf,
  expectStatus,
  expectText,
  rowOf,
} from './page-steps.ts';

/** What each browser tells of connections that break, and whether the page makes the right of it. */

test('a refusal that comes early is read to its end', async ({ driven, cloud, files, note }) => {
  // Slower than a store that reads on for two seconds after a refusal waits.
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 8_000_000 });
  cloud.plan.arm(
    { kind: 'refused', as: 'EntityTooLarge', at: { bodyBytes: 65_536 } },
    { each: 'key', times: Infinity },
  );
  await driven.choose(byId('file-input'), [await noiseFile(files, 40)]);
  const row = await rowOf(driven, 'noise-40.bin');
  await expectStatus(driven, row, /^(failed|rejected)$/, 60_000);
  const failure = `${await detailOf(driven, row)} ${byId('detail-failure')}`;
  const code = await attribute(driven, failure, 'data-code');
  note('refused early', `${code}, ${cloud.plan.posts.length} forms`);
  expect(code).toBe('FW-U12');
  await expectText(driven, failure, 'The file is too large for storage');
  expect(await cloud.stored()).toEqual([]);
});

for (const preflight of ['own-socket', 'same-socket'] as const) {
  test(`a reset in the middle, ${preflight}: another attempt brings it`, async ({
    driven,
    cloud,
    files,
    note,
  }) => {
    cloud.plan.preflight = preflight;
    cloud.plan.arm({ kind: 'reset', at: { fileShare: 0.5 } }, { each: 'key' });
    cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 10_000_000 });
    await driven.choose(byId('file-input'), [await noiseFile(files, 20)]);
    const row = await rowOf(driven, 'noise-20.bin');
    await expectStatus(driven, row, /^done$/, 60_000);
    const attempt = await attribute(driven, row, 'data-attempt');
    note(`reset, ${preflight}`, `attempt ${attempt}, ${cloud.plan.posts.length} forms`);
    expect(attempt).toBe('2');
    expect(await attribute(driven, `${row} ${byId('verdict')}`, 'data-verdict')).toBe('verified');
    expect(await cloud.stored()).toHaveLength(1);
  });
}

test('cut off every time: the page says so, and a press brings it', async ({
  driven,
  cloud,
  files,
}) => {
  cloud.plan.preflight = 'own-socket';
  const letGo = cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 5_000_000 });
  for (const [index, fileShare] of [0.2, 0.75, 0.2, 0.6].entries()) {
    cloud.plan.arm({ kind: 'reset', at: { fileShare } }, { nth: index + 1 });
  }
  await driven.choose(byId('file-input'), [await noiseFile(files, 20)]);
  const row = await rowOf(driven, 'noise-20.bin');
  await expectStatus(driven, row, /^failed$/, 90_000);
  const failure = `${await detailOf(driven, row)} ${byId('detail-failure')}`;
  expect(await attribute(driven, failure, 'data-code')).toBe('FW-U07');
  await expectText(driven, failure, /Connection lost at \d+%/);
  await expectText(driven, failure, 'Nothing was stored.');
  expect(await cloud.stored()).toEqual([]);
  letGo();
  await clickOn(driven, `${row} ${byId('retry')}`);
  await expectStatus(driven, row, /^done$/, 60_000);
});

test('a lost answer is found out, and nothing is sent twice', async ({ driven, cloud, files }) => {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { each: 'key' });
  await driven.choose(byId('file-input'), [await noiseFile(files, 5)]);
  const row = await rowOf(driven, 'noise-5.bin');
  await expectStatus(driven, row, /^done$/, 60_000);
  expect(await attribute(driven, `${row} ${byId('verdict')}`, 'data-verdict')).toBe('verified');
  expect(await attribute(driven, row, 'data-attempt')).toBe('1');
  expect(await cloud.stored()).toHaveLength(1);
});

test('a cancelled upload ends at the store as well', async ({ driven, cloud, files }) => {
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 2_000_000 });
  await driven.choose(byId('file-input'), [await noiseFile(files, 20)]);
  const row = await rowOf(driven, 'noise-20.bin');
  await expect.poll(() => cloud.plan.seen.bodyBytes).toBeGreaterThan(1_000_000);
  await clickOn(driven, `${row} ${byId('cancel')}`);
  await expectStatus(driven, row, /^cancelled$/);
  await expect.poll(() => cloud.unfinished()).toBe(0);
  expect(await cloud.stored()).toEqual([]);
  expect(cloud.plan.posts).toHaveLength(1);
});

test('a file that has changed since it was chosen has no address, and the page says why', async ({
  driven,
  kind,
  cloud,
  files,
  note,
}) => {
  const path = join(files.dir, 'rebuilt.bin');
  await copyFile(await noiseFile(files, 5), path);
  cloud.plan.arm(
    { kind: 'refused', as: 'AccessDenied', at: { bodyBytes: 65_536 }, concernsTicket: true },
    { each: 'key', times: Infinity },
  );
  await driven.choose(byId('file-input'), [path]);
  const row = await rowOf(driven, 'rebuilt.bin');
  await expectStatus(driven, row, /^failed$/, 60_000);
  cloud.plan.disarm();
  await appendFile(path, 'and one more line');
  await clickOn(driven, `${row} ${byId('retry')}`);
  await expectStatus(driven, row, /^(failed|rejected|done)$/, 60_000);
  const failure = `${await detailOf(driven, row)} ${byId('detail-failure')}`;
  const code = `${await attribute(driven, failure, 'data-code')}`;
  note('changed file', code);
  // Firefox sends it.
  expect(code).toBe(kind === 'firefox' ? 'FW-V04' : 'FW-P07');
  expect(await count(driven, `${row} ${byId('firmware-url')}`)).toBe(0);
  expect(await cloud.stored()).toEqual([]);
});
