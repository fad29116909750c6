import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sparseFile } from '../firmware-files.ts';
import { choose, slowUploads, uploads } from '../ota-drop.ts';
import { noiseFile } from './evidence.ts';
import { expect, expectProved, test } from './stage.ts';

test('U35 · a small file is through at once, while a large one is sent on a slow line and another one waits for it', async ({
  page,
  startCloud,
  files,
}) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  // Two minutes each, as long as no other upload shares the line.
  await slowUploads(page, 1_000_000);
  await choose(
    page,
    await sparseFile(join(files.dir, 'large.bin'), 120_000_000),
    await sparseFile(join(files.dir, 'larger.bin'), 121_000_000),
  );
  const [first, second] = [uploads(page).nth(0), uploads(page).nth(1)];
  await expect(first).toHaveAttribute('data-status', 'sending');
  await expect(second).toHaveAttribute('data-status', 'queued');

  // 200 kB.
  const path = await noiseFile(files, 0.2);
  await choose(page, path);
  await expectProved(page, cloud, await readFile(path), uploads(page).nth(2));
  await expect(first).toHaveAttribute('data-status', 'sending');
  await expect(second).toHaveAttribute('data-status', 'queued');
});
