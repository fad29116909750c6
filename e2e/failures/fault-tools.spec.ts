import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseOne, expectCounts } from './evidence.ts';
import { expect, expectVerified, test } from './fixtures.ts';

/**
 * What the tests of failures stand on. What a store does with each fault is tested in src/faults, and what a real
 * browser then sees, on fresh and on re-used sockets, in stress/matrix.spec.ts.
 */

test('as it comes: one preflight for all, on one connection', async ({ page, files, cloud }) => {
  await page.goto(cloud.url);
  for (const path of [files.gz, files.zip, files.bin]) {
    await expectVerified(cloud, await chooseOne(page, path), path);
  }
  await expectCounts({ cloud }, { posts: 3, preflights: 1 });
  expect(new Set(cloud.plan.posts.map(({ socket }) => socket))).toEqual(new Set(['re-used']));
});

const FAULT_WORDS = ['flipped-bit', 'lost-answer', 'bodyShare', 'resetAndDestroy', 'own-socket'];

// The demo and what tests import have them on purpose.
for (const folder of ['client', 'server']) {
  test(`dist/${folder} holds no fault`, async () => {
    const dist = join(import.meta.dirname, '../../dist', folder);
    const built = await readdir(dist, { recursive: true, withFileTypes: true });
    const scripts = built.filter(({ name }) => /\.m?js$/.test(name));
    expect(scripts).not.toEqual([]);
    for (const { parentPath, name } of scripts) {
      const source = await readFile(join(parentPath, name), 'utf8');
      for (const word of FAULT_WORDS) {
        expect(source.includes(word), `${name} has '${word}' in it`).toBe(false);
      }
    }
  });
}
