import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { createArchiveClient } from './archive-client.ts';
import { readContents } from './contents.ts';

/** What Chromium's own stream unpacks of genuine files. */

const list = createArchiveClient(
  () => new Worker(new URL('./archive-worker/main.ts', import.meta.url), { type: 'module' }),
);
const never = new AbortController().signal;
const contentsOf = (file: Blob) => readContents(file, (each) => list(each, never));

async function kept(name: string): Promise<Blob> {
  const path = `src/upload/inspect/made-by-tools/${name}.gz`;
  const packed = atob(await commands.readFile(path, 'base64'));
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const file = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(file).blob();
}

test.each([
  ['door-lock.apk', '2.3.1'],
  ['update.mender', 'release-2.3.1'],
  ['module.mender', '2.3.1'],
  ['bundle.raucb', '2.3.1'],
  ['verity.raucb', '2.3.1'],
])('%s carries version %s', async (name, version) => {
  expect(await contentsOf(await kept(name))).toMatchObject({ version, oddity: undefined });
});
